// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <dbv/core/ids.h>

#include "protocol/session_values.h"
#include "rpc/input_thread.h"

namespace dbv::rpc {

/// What the client knows of the losses of sessions, so that nothing that was sent before it could read of one is run for
/// something else than it was meant for.
///
/// Thread: any.
class ToldLosses {
public:
    /// Whose lines are told apart: those that were there before something was told, and those that came later. Null for no one's.
    void setInput(InputThread* input);

    /// Something is about to be told. True when it has not been told yet: `beforeTelling` has its turn.
    [[nodiscard]] bool isNews(ConnectionId connection, const protocol::LossMark& loss);
    /// At the last moment before the client can read of these losses.
    /// Blocks: as long as it takes to read what has arrived.
    void beforeTelling(const std::vector<std::uint64_t>& numbers);
    /// The last loss that was known to who sent a line for a session; that is any (`kHeardAll`) where all were told.
    [[nodiscard]] std::uint64_t knownTo(InputLine::Epoch line, ConnectionId connection, SessionKey session) const;
    /// A connection was closed.
    void forget(ConnectionId connection);

private:
    struct Loss {
        std::uint64_t number = 0;
        /// The last lines that were sent before.
        std::optional<InputLine::Epoch> told;
    };

    mutable std::mutex m_mutex;
    InputThread* m_input = nullptr;
    /// The last loss of each session.
    std::map<std::pair<ConnectionId, SessionKey>, Loss> m_losses;
};

} // namespace dbv::rpc
