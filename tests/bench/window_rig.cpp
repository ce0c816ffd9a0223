// SPDX-License-Identifier: Apache-2.0
#include "bench/window_rig.h"

#include <random>

#include <QEventLoop>
#include <QTimer>

#include "bench/measurement.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/result_area.h"

namespace dbv::bench {

bool PaintAwareApplication::notify(QObject* receiver, QEvent* event) {
    ++m_depth;
    const bool done = QApplication::notify(receiver, event);
    --m_depth;
    if (event->type() == QEvent::Paint && m_painted) {
        const auto* table = qobject_cast<const ui::GridTable*>(receiver->parent());
        m_rowsPainted = m_rowsPainted || (table != nullptr && receiver == table->viewport() &&
                                          table->result() != nullptr && table->result()->rowCount() > 0);
    }
    noteTyping(receiver, event);
    if (m_depth == 0 && m_rowsPainted) {
        m_rowsPainted = false;
        std::exchange(m_painted, {})();
    }
    return done;
}

void PaintAwareApplication::noteTyping(QObject* receiver, QEvent* event) {
    if (!m_keyShown) {
        return;
    }
    m_keyTaken = m_keyTaken || (event->type() == QEvent::KeyPress && receiver == m_editor);
    m_keyPainted = m_keyPainted || (m_keyTaken && event->type() == QEvent::Paint && receiver == m_editor->viewport());
    if (m_depth == 0 && m_keyPainted) {
        m_keyTaken = m_keyPainted = false;
        std::exchange(m_keyShown, {})();
    }
}

WindowRig::WindowRig(PaintAwareApplication& application, const std::string& url)
    : m_application(application),
      m_rig(256),
      m_workspace(m_rig.bus(), m_rig.shelf(), 1'000'000),
      m_window(m_rig.bus(), m_workspace, m_actions, m_own.chosen) {
    m_window.resize(1600, 900);
    m_window.show();
    QEventLoop loop;
    QObject::connect(&m_workspace, &viewmodel::Workspace::failed, &loop,
                     [](const QString& why) { giveUp(why.toStdString()); });
    QObject::connect(&m_workspace, &viewmodel::Workspace::restored, &loop, &QEventLoop::quit);
    m_workspace.restore();
    loop.exec();
    QObject::connect(&m_workspace, &viewmodel::Workspace::tabAdded, &loop, [&loop] { loop.quit(); });
    protocol::ConnectionConfig config;
    config.url = url;
    m_workspace.openDatabase(config, QStringLiteral("SELECT * FROM t;"));
    loop.exec();
    // What comes with a new tab: the explorer reads, the statement is marked.
    rest(500);
}

WindowRig::FirstRow WindowRig::firstRowOnScreen() {
    double painted = 0;
    QEventLoop loop;
    const Stopwatch watch;
    m_application.onNextRows([&] {
        painted = watch.milliseconds();
        loop.quit();
    });
    run();
    loop.exec();
    query().stop();
    waitUntilIdle();
    if (query().results().empty() || !query().results().front().report) {
        // Rows of the run before were painted once more, and this one was stopped before it had any.
        return firstRowOnScreen();
    }
    return {painted, query().results().front().report->firstRowMs};
}

double WindowRig::longestTurnOfStream(std::uint64_t rows) {
    std::mt19937_64 random(7);
    QTimer scrolling;
    QObject::connect(&scrolling, &QTimer::timeout, &m_window, [&] {
        const ui::ResultGrid* grid = m_window.currentPage()->results().shownGrid();
        if (grid != nullptr && grid->table().result() != nullptr && grid->table().result()->rowCount() > 0) {
            grid->table().scrollToRow(random() % grid->table().result()->rowCount());
        }
    });
    scrolling.start(50);
    m_watchdog.reset();
    run();
    waitUntilIdle();
    const double longest = static_cast<double>(m_watchdog.longest().count()) / 1000;
    if (query().results().front().model->rowCount() < rows) {
        giveUp("rows were lost");
    }
    return longest;
}

void WindowRig::rest(int duration) {
    QEventLoop loop;
    QTimer::singleShot(duration, &loop, &QEventLoop::quit);
    loop.exec();
}

void WindowRig::waitUntilIdle() {
    QEventLoop loop;
    QObject::connect(&query(), &viewmodel::QueryTab::stateChanged, &loop, [&] {
        if (query().state() == viewmodel::QueryTab::State::Idle) {
            loop.quit();
        }
    });
    if (query().state() != viewmodel::QueryTab::State::Idle) {
        loop.exec();
    }
}

} // namespace dbv::bench
