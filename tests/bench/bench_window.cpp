// SPDX-License-Identifier: Apache-2.0
// The real window on a screen: from the order to run a statement to the first row on the screen, less the time that the
// cursor took for it; and the longest turn of the event loop while a million rows stream in and somebody scrolls.
//
//   bench_window FILE [first rows] [streams] [rows]
//
// FILE is made if it is not there.
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <QApplication>
#include <QEventLoop>
#include <QTimer>

#include "bench/engine_rig.h"
#include "bench/measurement.h"
#include "bench/mixed_rows.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/loop_watchdog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"

namespace dbv::bench {

namespace {

/// Knows when a grid that has rows was painted: at the end of the event in which that happened, so that the picture is
/// with the window system.
class PaintAwareApplication final : public QApplication {
public:
    using QApplication::QApplication;

    void onNextRows(std::function<void()> painted) { m_painted = std::move(painted); }

    bool notify(QObject* receiver, QEvent* event) override {
        ++m_depth;
        const bool done = QApplication::notify(receiver, event);
        --m_depth;
        if (event->type() == QEvent::Paint && m_painted) {
            const auto* table = qobject_cast<const ui::GridTable*>(receiver->parent());
            m_rowsPainted = m_rowsPainted || (table != nullptr && receiver == table->viewport() &&
                                              table->result() != nullptr && table->result()->rowCount() > 0);
        }
        if (m_depth == 0 && m_rowsPainted) {
            m_rowsPainted = false;
            std::exchange(m_painted, {})();
        }
        return done;
    }

private:
    int m_depth = 0;
    bool m_rowsPainted = false;
    std::function<void()> m_painted;
};

/// A window with one tab on the database.
class WindowUnderTest {
public:
    WindowUnderTest(PaintAwareApplication& application, const std::string& path)
        : m_application(application),
          m_rig(256),
          m_workspace(m_rig.bus(), m_rig.shelf(), 1'000'000),
          m_window(m_rig.bus(), m_workspace, m_actions, ui::SchemeChoice::Light) {
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
        config.url = path;
        m_workspace.openDatabase(config, QStringLiteral("SELECT * FROM t;"));
        loop.exec();
        // What comes with a new tab: the explorer reads, the statement is marked.
        rest(500);
    }

    /// Unit: milliseconds from the order to the painted rows, less those that the engine waited for the first row.
    [[nodiscard]] double firstRowOnScreen() {
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
        return painted - query().results().front().report->firstRowMs;
    }

    /// Unit: milliseconds.
    [[nodiscard]] double longestTurnOfStream(std::uint64_t rows) {
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

    /// Lets the program come to rest. Unit: milliseconds.
    void rest(int duration) {
        QEventLoop loop;
        QTimer::singleShot(duration, &loop, &QEventLoop::quit);
        loop.exec();
    }

private:
    [[nodiscard]] viewmodel::QueryTab& query() { return m_window.currentPage()->query(); }
    void run() { query().run({"SELECT * FROM t", 0, 1}); }
    void waitUntilIdle() {
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

    PaintAwareApplication& m_application;
    EngineRig m_rig;
    viewmodel::ActionCatalog m_actions;
    viewmodel::Workspace m_workspace;
    ui::MainWindow m_window;
    ui::LoopWatchdog m_watchdog;
};

void measure(PaintAwareApplication& application, const std::string& path, int firstRows, int streams,
             std::uint64_t rows) {
    makeMixedRows(path, rows);
    WindowUnderTest window(application, path);
    std::vector<double> waits;
    for (int round = 0; round < firstRows; ++round) {
        waits.push_back(window.firstRowOnScreen());
        // Not always at the same moment of whatever has a rhythm.
        window.rest(20 + round * 7 % 23);
    }
    tell("first_row", median(waits),
         std::to_string(firstRows) + " runs: median " + shortNumber(median(waits)) + " ms, longest " +
             shortNumber(largest(waits)) + " ms");
    std::vector<double> turns;
    for (int round = 0; round < streams; ++round) {
        turns.push_back(window.longestTurnOfStream(rows));
    }
    tell("streaming", largest(turns),
         std::to_string(streams) + " streams: longest turn, median of them " + shortNumber(median(turns)) +
             " ms, worst " + shortNumber(largest(turns)) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    dbv::bench::PaintAwareApplication application(argc, argv);
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    if (argc < 2) {
        dbv::bench::giveUp("usage: bench_window FILE [first rows] [streams] [rows]");
    }
    dbv::bench::measure(application, argv[1], number(2, 50), number(3, 3),
                        static_cast<std::uint64_t>(number(4, 1'000'000)));
    return 0;
}
