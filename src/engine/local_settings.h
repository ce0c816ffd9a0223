// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

namespace dbv::engine {

/// What a script sets up to the end of its own transaction (SET LOCAL of PostgreSQL), where that is only a part of another one.
///
/// Thread: one step at a time.
class LocalSettings {
public:
    /// Before a statement of the script's transaction is sent: keeps what it takes the place of.
    /// Blocks: on the server, where it is such a setting. Errors: of the server.
    [[nodiscard]] Result<void> note(Session& session, std::string_view statement);
    /// The script's transaction is over: all is set to what it was before it, up to the end of the one around it.
    /// Blocks: on the server. Errors: of the server, also where the session may not set it any more.
    [[nodiscard]] Result<void> giveBack(Session& session);
    /// Another transaction of the server has begun within that of the script: sets them again. Blocks: on the server. Errors: of it.
    [[nodiscard]] Result<void> setAgain(Session& session) const;
    /// The script begins a transaction of its own.
    void forget() { m_set.clear(); }

private:
    struct Local {
        std::string name;
        std::string statement;
        /// Before the script's transaction.
        std::string before;
        /// A SET of the session has taken its place, which stays.
        bool isReplaced = false;
    };

    std::vector<Local> m_set;
};

} // namespace dbv::engine
