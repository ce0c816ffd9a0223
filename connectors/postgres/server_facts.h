// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "network/known_servers.h"
#include "postgres/backend_probe.h"
#include "postgres/line.h"
#include "postgres/open_plan.h"
#include "postgres/read_only_block.h"
#include "postgres/types.h"

namespace dbv::postgres {

/// What is asked once, when a session opens.
struct ServerFacts {
    SessionFacts session;
    TypeNames types;
    BackendFinding backend;
    ReadOnlyGuard guard = ReadOnlyGuard::None;
    /// The own types of the database are among `types`.
    bool typesRead = false;
};

/// What servers were found to be, as far as the next session on one may take it for granted.
using KnownServers = network::KnownServers<ServerFacts>;

/// Asks the server what it is, what it can and which types it has beside the built-in ones, and runs the connection's own
/// statements. `another` opens a second line, which is needed where a pooler stands between. A server that is known and says
/// the same of itself as before is asked nothing; its types are then read before the first statement.
/// Blocks: for two round trips, or none; for more where something is refused or has to be tried.
/// Errors: those of the start-up statements; Unsupported for what has to hold and does not; ConnectionLost.
[[nodiscard]] Result<ServerFacts> readServerFacts(Line& line, const OpenPlan& plan, const OpenAnother& another,
                                                  KnownServers& known);

/// Asks for the names of types that were met and were not known. In a transaction that failed nothing can be asked.
/// Blocks: for a round trip, when there are any.
void learnTypes(Line& line, TypeNames& types);
/// Reads the own types of the database: before the first statement, and after one that has made a type.
/// Blocks: for a round trip.
void readTypes(Line& line, TypeNames& types);

/// The number of the product that a server says it is: `PostgreSQL 15.2`, `CockroachDB v23.1.0`.
struct ProductVersion {
    std::string product;
    std::string version;

    friend bool operator==(const ProductVersion&, const ProductVersion&) = default;
};

/// Reads the answer to `SELECT version()`.
[[nodiscard]] ProductVersion productOf(std::string_view versionText);

} // namespace dbv::postgres
