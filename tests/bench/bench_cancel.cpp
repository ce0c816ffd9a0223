// SPDX-License-Identifier: Apache-2.0
// How long after a cancel the server's confirmation is there, of a statement that is busy and never returns a row.
//
//   bench_cancel [rounds]
#include <cstdlib>
#include <string>
#include <vector>

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include "bench/engine_rig.h"
#include "bench/measurement.h"

namespace dbv::bench {

namespace {

/// One busy statement and its end.
class BusyStatement {
public:
    BusyStatement(EngineRig& rig, ConnectionId connection) : m_rig(rig) {
        protocol::RunQuery query;
        query.connection = connection;
        query.session = SessionKey{1};
        query.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";
        m_run =
            rig.bus().send(std::move(query), [this](const protocol::Event& event, bool last) { receive(event, last); });
    }

    /// Cancels it when it has been busy for a while. Unit: milliseconds from the cancel until both have been told: the
    /// run's own end and the confirmation.
    [[nodiscard]] double cancelAfter(int busyMs) {
        m_busyMs = busyMs;
        m_loop.exec();
        if (!m_cancelledByServer) {
            giveUp("the statement ended by itself");
        }
        return m_took;
    }

private:
    void receive(const protocol::Event& event, bool last) {
        if (std::holds_alternative<protocol::StatementStarted>(event)) {
            QTimer::singleShot(m_busyMs, Qt::PreciseTimer, &m_loop, [this] { cancel(); });
        } else if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
            m_cancelledByServer = finished->report.error && finished->report.error->kind == ErrorKind::Cancelled;
        }
        m_ended = m_ended || last;
        conclude();
    }
    void cancel() {
        m_watch = Stopwatch();
        m_cancel = m_rig.bus().ask(
            protocol::CancelRequest{m_run.id()},
            [this](const protocol::CancelConfirmed& answer) {
                m_confirmed = answer.cancelled;
                conclude();
            },
            [](const Error& error) { giveUp(error.message); });
    }
    void conclude() {
        if (m_ended && m_confirmed) {
            m_took = m_watch.milliseconds();
            m_loop.quit();
        }
    }

    EngineRig& m_rig;
    QEventLoop m_loop;
    bus::Request m_run;
    bus::Request m_cancel;
    Stopwatch m_watch;
    int m_busyMs = 0;
    double m_took = 0;
    bool m_ended = false;
    bool m_confirmed = false;
    bool m_cancelledByServer = false;
};

void measure(int rounds) {
    EngineRig rig(64);
    const ConnectionId connection = rig.open(":memory:");
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
        // Not always at the same moment of whatever has a rhythm.
        took.push_back(BusyStatement(rig, connection).cancelAfter(10 + round * 7 % 23));
    }
    tell("cancel", largest(took),
         std::to_string(rounds) + " cancels: median " + shortNumber(median(took), 2) + " ms, longest " +
             shortNumber(largest(took), 2) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 50;
    if (rounds < 1) {
        dbv::bench::giveUp("usage: bench_cancel [rounds]");
    }
    dbv::bench::measure(rounds);
    return 0;
}
