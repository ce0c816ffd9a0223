// SPDX-License-Identifier: Apache-2.0
#include "ui/tour/tour.h"

#include <algorithm>
#include <cstdio>

#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QPixmap>
#include <QTreeView>

#include "ui/explorer/explorer_panel.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"

namespace dbv::ui {

namespace {

constexpr int kPollMs = 20;
constexpr int kStepLimitMs = 60'000;
// A picture is taken a few frames after a step is done, so that everything is painted.
constexpr int kSettleMs = 250;

constexpr std::uint64_t kMillion = 1'000'000;

const char* const kMillionQuery = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)\n"
                                  "SELECT i, i * i AS square, i / 7.0 AS seventh, printf('row %07d', i) AS name,\n"
                                  "       CASE i % 10 WHEN 0 THEN NULL ELSE date('2020-01-01', '+' || (i % 2000) || "
                                  "' days') END AS day\nFROM n;";

} // namespace

Tour::Tour(MainWindow& window, LoopWatchdog& watchdog, const QString& folder, QObject* parent)
    : QObject(parent), m_window(window), m_watchdog(watchdog), m_folder(folder) {
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &Tour::check);
    connect(&window.exporting(), &viewmodel::ResultExport::ended, this, [this](const QString& text, bool written) {
        m_exported = written;
        m_exportError = written ? QString() : text;
    });
}

void Tour::start() {
    if (!m_folder.mkpath(QStringLiteral("."))) {
        fail(tr("The folder %1 can not be made.").arg(m_folder.path()));
        return;
    }
    for (const QString& old : m_folder.entryList({QStringLiteral("*.png")}, QDir::Files)) {
        m_folder.remove(old);
    }
    addSteps();
    begin();
}

bool Tour::finishedWith(std::uint64_t rows) const {
    const QueryPage* page = m_window.currentPage();
    if (page == nullptr || page->query().state() != viewmodel::QueryTab::State::Idle ||
        page->query().results().empty()) {
        return false;
    }
    const viewmodel::TabResult& result = page->query().results().front();
    return result.report && !result.report->error && result.model->rowCount() >= rows;
}

QWidget* Tour::focus() const {
    // Without a window manager no window is the active one, and only the window knows where its keyboard is.
    QWidget* within = m_window.focusWidget();
    return within != nullptr ? within : &m_window;
}

void Tour::press(int key, Qt::KeyboardModifiers modifiers) {
    QWidget* target = focus();
    QKeyEvent down(QEvent::KeyPress, key, modifiers);
    QApplication::sendEvent(target, &down);
    QKeyEvent up(QEvent::KeyRelease, key, modifiers);
    QApplication::sendEvent(target, &up);
}

void Tour::type(const QString& text) {
    QWidget* target = focus();
    for (const QChar c : text) {
        QKeyEvent down(QEvent::KeyPress, c == QLatin1Char('\n') ? Qt::Key_Return : 0, Qt::NoModifier, QString(c));
        QApplication::sendEvent(target, &down);
    }
}

void Tour::addSteps() {
    addSampleSteps();
    addMillionSteps();
    addLookSteps();
}

void Tour::addSampleSteps() {
    m_steps.push_back({tr("start"), [] {}, [this] { return m_window.isVisible(); }});
    m_steps.push_back({tr("sample opened"), [this] { m_window.workspace().openSample(); },
                       [this] {
                           const QTreeView& view = m_window.explorer().view();
                           const QModelIndex database = view.model()->index(0, 0);
                           const QModelIndex schema = view.model()->index(0, 0, database);
                           return m_window.currentPage() != nullptr && view.model()->rowCount(schema) >= 12;
                       }});
    m_steps.push_back({tr("table found"),
                       [this] {
                           m_window.explorer().focusFilter();
                           type(QStringLiteral("order_lines"));
                           press(Qt::Key_Down);
                           press(Qt::Key_Down);
                           press(Qt::Key_Down);
                       },
                       [this] {
                           const QModelIndex at = m_window.explorer().view().currentIndex();
                           return at.data().toString() == QLatin1String("order_lines");
                       }});
    m_steps.push_back(
        {tr("table browsed"), [this] { press(Qt::Key_Return); }, [this] { return finishedWith(100'000); }});
}

void Tour::addMillionSteps() {
    m_steps.push_back({tr("query typed"),
                       [this] {
                           m_window.explorer().focusFilter();
                           press(Qt::Key_Escape);
                           m_window.workspace().openTab(
                               m_window.workspace().connections().databases().front().facts.connection, {}, {}, false);
                           type(QString::fromLatin1(kMillionQuery));
                       },
                       [this] { return m_window.currentPage()->editor().text().size() > 100; }});
    m_steps.push_back({tr("million rows"), [this] { m_window.currentPage()->run(SqlScope::Marked); },
                       [this] { return finishedWith(kMillion); }});
    m_steps.push_back({tr("last row"),
                       [this] {
                           ResultGrid* grid = m_window.currentPage()->results().shownGrid();
                           grid->table().setFocus();
                           press(Qt::Key_End, Qt::ControlModifier);
                       },
                       [this] {
                           const GridTable& table = m_window.currentPage()->results().shownGrid()->table();
                           return table.selection().current().row == kMillion - 1 &&
                                  table.result()->displayRow(kMillion - 1).resident();
                       }});
    const QString file = m_folder.filePath(QStringLiteral("million.csv"));
    m_steps.push_back({tr("exported"), [this, file] { m_window.exportResult(file); },
                       [this, file] {
                           if (!m_exportError.isEmpty()) {
                               fail(m_exportError);
                           }
                           return m_exported && QFile(file).size() > 30'000'000;
                       }});
}

void Tour::addLookSteps() {
    m_steps.push_back({tr("error shown"),
                       [this] {
                           m_window.workspace().openTab(
                               m_window.workspace().connections().databases().front().facts.connection, {},
                               QStringLiteral("SELECT title, prise\nFROM books\nWHERE id < 10;"), true);
                       },
                       [this] { return m_window.currentPage()->query().state() == viewmodel::QueryTab::State::Idle; }});
    m_steps.push_back({tr("dark"),
                       [this] {
                           m_window.settings().choose(settings::kTheme, QStringLiteral("dark"));
                           m_window.workspace().openTab(
                               m_window.workspace().connections().databases().front().facts.connection, {},
                               QStringLiteral("SELECT * FROM books; -- dark\nSELECT * FROM covers;"), true);
                       },
                       [this] { return finishedWith(4'000); }});
}

void Tour::begin() {
    if (m_steps.empty()) {
        conclude();
        return;
    }
    m_waitedMs = 0;
    m_steps.front().act();
    m_poll.start();
}

void Tour::check() {
    m_waitedMs += kPollMs;
    if (!m_steps.front().done()) {
        if (m_waitedMs > kStepLimitMs) {
            fail(tr("The step \"%1\" did not come to its end within a minute.").arg(m_steps.front().name));
        }
        return;
    }
    m_poll.stop();
    // Taking pictures is the tour's own doing.
    m_longest = std::max(m_longest, m_watchdog.longest());
    QTimer::singleShot(kSettleMs, this, [this] {
        if (take(m_steps.front().name)) {
            m_steps.pop_front();
            QTimer::singleShot(0, this, [this] {
                m_watchdog.reset();
                begin();
            });
        }
    });
}

bool Tour::take(const QString& name) {
    const QString file = m_folder.filePath(QStringLiteral("%1-%2.png")
                                               .arg(++m_number, 2, 10, QLatin1Char('0'))
                                               .arg(QString(name).replace(QLatin1Char(' '), QLatin1Char('-'))));
    if (!m_window.grab().save(file)) {
        fail(tr("The picture %1 can not be written.").arg(file));
        return false;
    }
    std::printf("%s\n", qPrintable(file));
    return true;
}

void Tour::conclude() {
    std::printf("longest turn of the event loop: %.1f ms\n", static_cast<double>(m_longest.count()) / 1000);
    std::fflush(stdout);
    Q_EMIT finished(0);
}

void Tour::fail(const QString& why) {
    m_poll.stop();
    m_window.grab().save(m_folder.filePath(QStringLiteral("failed.png")));
    std::fprintf(stderr, "tour: %s\n", qPrintable(why));
    std::fflush(stdout);
    Q_EMIT finished(1);
}

} // namespace dbv::ui
