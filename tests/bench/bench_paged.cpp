// SPDX-License-Identifier: Apache-2.0
// A file of 10 GB in the real window: from the order to open it to its first lines on the screen, and what it takes in memory when
// somebody has looked at places all over it.
//
//   bench_paged FOLDER [rounds]
//
// The file is made in the folder, with a hole in its middle, so that it takes little room there.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <QApplication>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include "bench/engine_rig.h"
#include "bench/measurement.h"
#include "support/user_settings_of_test.h"
#include "ui/scripts/paged_page.h"
#include "ui/scripts/paged_view.h"
#include "ui/shell/main_window.h"
#include "viewmodel/workspace.h"

namespace dbv::bench {

namespace {

constexpr qint64 kPagedSize = qint64{10} << 30;

void makeLargeFile(const QString& path) {
    QFile file(path);
    QByteArray text;
    for (int line = 0; text.size() < (4 << 20); ++line) {
        text += "INSERT INTO orders VALUES (" + QByteArray::number(line) + ", 'a customer', 12.50, '2026-01-01');\n";
    }
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.seek(kPagedSize - text.size()) ||
        file.write(text) != text.size()) {
        giveUp("can not make " + path.toStdString());
    }
}

/// Ends a loop when the rows of a file were painted.
class RowsPainted final : public QObject {
public:
    explicit RowsPainted(QEventLoop& loop) : m_loop(loop) { qApp->installEventFilter(this); }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            const auto* view = qobject_cast<const ui::PagedView*>(watched->parent());
            if (view != nullptr && watched == view->viewport() && view->showsRows()) {
                // Behind the painting itself.
                QTimer::singleShot(0, &m_loop, &QEventLoop::quit);
            }
        }
        return false;
    }

private:
    QEventLoop& m_loop;
};

/// Lets the program come to rest. Unit: milliseconds.
void rest(int duration) {
    QEventLoop loop;
    QTimer::singleShot(duration, &loop, &QEventLoop::quit);
    loop.exec();
}

double firstPaint(ui::MainWindow& window, const QString& path) {
    QEventLoop loop;
    const RowsPainted painted(loop);
    const Stopwatch watch;
    window.openUrl(path);
    loop.exec();
    return watch.milliseconds();
}

void measure(const QString& path, int rounds) {
    makeLargeFile(path);
    EngineRig rig(64);
    viewmodel::ActionCatalog actions;
    viewmodel::Workspace workspace(rig.bus(), rig.shelf(), 1000);
    support::SettingsOfTest own;
    ui::MainWindow window(rig.bus(), workspace, actions, own.chosen);
    window.resize(1600, 900);
    window.show();
    rest(500);
    const double before = processMebibytes("VmRSS");
    std::vector<double> paints;
    for (int round = 0; round < rounds; ++round) {
        paints.push_back(firstPaint(window, path));
        rest(50);
        if (round + 1 < rounds) {
            actions.trigger("tab.close");
            rest(20);
        }
    }
    tell("paged.open", largest(paints),
         std::to_string(rounds) + " openings: median " + shortNumber(median(paints)) + " ms, longest " +
             shortNumber(largest(paints)) + " ms");
    const auto* page = window.findChild<ui::PagedPage*>();
    constexpr int kPlaces = 200;
    for (int place = 0; place < kPlaces; ++place) {
        page->script().goToByte(static_cast<std::uint64_t>(kPagedSize / kPlaces * place));
        rest(5);
    }
    const double after = processMebibytes("VmRSS");
    tell("paged.memory", after - before,
         "the process: " + shortNumber(before) + " MB before, " + shortNumber(after) + " MB after 200 places");
    QFile::remove(path);
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    if (argc < 2) {
        dbv::bench::giveUp("usage: bench_paged FOLDER [rounds]");
    }
    dbv::bench::measure(QString::fromLocal8Bit(argv[1]) + QStringLiteral("/large.sql"),
                        argc > 2 ? std::atoi(argv[2]) : 20);
    return 0;
}
