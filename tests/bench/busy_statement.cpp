// SPDX-License-Identifier: Apache-2.0
#include "bench/busy_statement.h"

#include <QTimer>

namespace dbv::bench {

BusyStatement::BusyStatement(EngineRig& rig, ConnectionId connection, const std::string& sql) : m_rig(rig) {
    protocol::RunQuery query;
    query.connection = connection;
    query.session = SessionKey{1};
    query.sql = sql;
    m_run = rig.bus().send(std::move(query), [this](const protocol::Event& event, bool last) { receive(event, last); });
}

double BusyStatement::cancelAfter(int busyMs) {
    m_busyMs = busyMs;
    m_loop.exec();
    if (!m_error || m_error->kind != ErrorKind::Cancelled) {
        giveUp("the statement ended by itself" + (m_error ? ": " + m_error->message : ""));
    }
    if (!m_confirmed.value_or(false)) {
        giveUp("the cancel was not confirmed");
    }
    return m_took;
}

void BusyStatement::receive(const protocol::Event& event, bool last) {
    if (std::holds_alternative<protocol::StatementStarted>(event)) {
        QTimer::singleShot(m_busyMs, Qt::PreciseTimer, &m_loop, [this] { cancel(); });
    } else if (const auto* arrived = std::get_if<protocol::ColumnsArrived>(&event)) {
        m_result = arrived->result;
    } else if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
        m_rows = finished->report.rows;
        m_error = finished->report.error;
    } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
        m_error = failed->error;
    }
    m_ended = m_ended || last;
    conclude();
}

void BusyStatement::cancel() {
    m_cancelled = true;
    m_watch = Stopwatch();
    m_cancel = m_rig.bus().ask(
        protocol::CancelRequest{m_run.id()},
        [this](const protocol::CancelConfirmed& answer) {
            m_confirmed = answer.cancelled;
            conclude();
        },
        [](const Error& error) { giveUp(error.message); });
}

void BusyStatement::conclude() {
    // What ends before it is cancelled is never confirmed.
    if (m_ended && (m_confirmed || !m_cancelled)) {
        m_took = m_watch.milliseconds();
        m_loop.quit();
    }
}

} // namespace dbv::bench
