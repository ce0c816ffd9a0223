// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/dialect.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "mysql/line.h"
#include "mysql/open_plan.h"

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
};

/// Asks the server what it is and what it can, prepares the session and runs the connection's own statements.
/// Blocks: for a few round trips.
/// Errors: those of the start-up statements; Unsupported for a read-only session where the server can not hold it to that;
/// ConnectionLost, Cancelled.
[[nodiscard]] Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan);

} // namespace dbv::mysql
