// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/dialect.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "mysql/line.h"
#include "mysql/open_plan.h"
#include "network/known_servers.h"
#include "network/socket_io.h"

namespace dbv::mysql {

/// What a server says it is, which may be another than the one whose protocol it speaks.
struct ProductVersion {
    std::string product;
    std::string version;
    DialectId dialect = DialectId::MySql;

    friend bool operator==(const ProductVersion&, const ProductVersion&) = default;
};

/// Reads `@@version` and `@@version_comment`. Pure.
[[nodiscard]] ProductVersion productOf(std::string_view version, std::string_view comment);

/// What is asked once, when a session opens.
struct ServerFacts {
    SessionFacts session;
    DialectId dialect = DialectId::MySql;
    /// `prepareForStatements` was called.
    bool patient = false;
};

/// What servers were found to be, as far as the next session on one may take it for granted.
using KnownServers = network::KnownServers<ServerFacts>;

/// Asks the server what it is and what it can, prepares the session and runs the connection's own statements. One that is
/// known and greets as it did before is asked nothing.
/// Blocks: for a few round trips, or none; when patience ends the line is cut.
/// Errors: those of the start-up statements; Unsupported for a read-only session where the server can not hold it to that;
/// ConnectionLost, Cancelled.
[[nodiscard]] Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan, KnownServers& known,
                                                  const network::Patience& patience);

/// Lets the server wait for a client that does not read on, as one does whose reader has seen enough for now, and tell by which
/// settings it reads statements. Once, before the session's first statement. A warning when it does not wait.
/// Blocks: for a round trip. Errors: ConnectionLost, Cancelled.
[[nodiscard]] Result<std::optional<Notice>> prepareForStatements(Line& line, std::string_view product);

} // namespace dbv::mysql
