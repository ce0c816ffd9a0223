// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <QEventLoop>

#include "bench/engine_rig.h"
#include "bench/measurement.h"

namespace dbv::bench {

/// One statement that is busy until it is cancelled, and its end. Gives up when it ends by itself.
///
/// Thread: the main thread.
class BusyStatement {
public:
    BusyStatement(EngineRig& rig, ConnectionId connection, const std::string& sql);

    /// Cancels it when it has been busy for a while. Unit: milliseconds from the cancel until both have been told: the
    /// run's own end and the confirmation. Blocks: in an event loop of its own.
    [[nodiscard]] double cancelAfter(int busyMs);
    /// What it had returned until then; nothing for a statement without rows.
    [[nodiscard]] ResultId result() const { return m_result; }
    [[nodiscard]] std::uint64_t rows() const { return m_rows; }

private:
    void receive(const protocol::Event& event, bool last);
    void cancel();
    void conclude();

    EngineRig& m_rig;
    QEventLoop m_loop;
    bus::Request m_run;
    bus::Request m_cancel;
    Stopwatch m_watch;
    ResultId m_result;
    std::uint64_t m_rows = 0;
    int m_busyMs = 0;
    double m_took = 0;
    bool m_ended = false;
    bool m_cancelled = false;
    std::optional<Error> m_error;
    /// What the answer to the cancel said.
    std::optional<bool> m_confirmed;
};

} // namespace dbv::bench
