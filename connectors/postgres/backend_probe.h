// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include <dbv/connector/capabilities.h>
#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// How a session stands to the processes of its server.
struct BackendFinding {
    Ability sessionState = Ability::Untried;
    /// Something between here and the server answers the login by itself.
    bool behindPooler = false;

    /// Whether what the session sets may be relied on. Where nothing can be compared there is no sign of a pooler.
    [[nodiscard]] bool staysSet() const {
        return sessionState == Ability::Yes || (sessionState == Ability::Untried && !behindPooler);
    }
};

/// Opens a second line to the same place.
using OpenAnother = std::function<Result<std::unique_ptr<Line>>()>;

/// Finds out whether one process of the server serves the session from its beginning to its end. `process` is the number
/// that answered the session's first question; a pooler gave another one at the login. Then a second line asks as well:
/// when the same process answers both, neither has it for itself.
/// Blocks: behind a pooler for a second opening and a few round trips; not otherwise.
/// Errors: ConnectionLost, Cancelled.
[[nodiscard]] Result<BackendFinding> probeBackend(Line& line, std::string_view process, const OpenAnother& another);

} // namespace dbv::postgres
