// SPDX-License-Identifier: Apache-2.0
#include "engine/new_database.h"

#include <cstddef>
#include <utility>

#include "engine/own_statement.h"
#include "sql/literal.h"

namespace dbv::engine {

namespace {

/// Errors: InvalidInput for what a server would cut, or its own programs can't be told.
Result<void> checkName(const std::string& name, DialectId dialect) {
    // Of PostgreSQL in bytes; MySQL counts letters, and says itself where there are too many.
    constexpr std::size_t kLongest = 63;
    constexpr std::size_t kLongestAnywhere = 256;
    const bool isPostgres = dialect == DialectId::PostgreSql;
    if (name.size() > (isPostgres ? kLongest : kLongestAnywhere)) {
        return fail(ErrorKind::InvalidInput, "The name of the new database is too long for the server.",
                    isPostgres ? "Give it one of at most 63 bytes." : "Give it a shorter one.");
    }
    if (name.contains('\0') || name.find_first_of("\n\r") != std::string::npos) {
        return fail(ErrorKind::InvalidInput, "The name of the new database has a line break or a NUL in it.",
                    "Give it another name.");
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Session>> makeDatabase(Session& session, const SessionSource& source, const std::string& name,
                                              const std::stop_token& stop) {
    if (!source.hasServer) {
        return fail(ErrorKind::Unsupported, "A database of this kind is a file, and makes no other beside it.",
                    "Name the new file itself.");
    }
    const DialectId dialect = session.grammar().dialect;
    if (Result<void> fits = checkName(name, dialect); !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    std::string sql = "CREATE DATABASE " + sql::quoteIdentifier(name, dialect);
    if (dialect == DialectId::PostgreSql) {
        // What others have put into template1 is in no backup.
        sql += " TEMPLATE template0";
    }
    if (Result<void> made = carryOut(session, sql); !made) {
        made.error().message = "The new database \"" + name + "\" can not be made: " + made.error().message;
        return std::unexpected(std::move(made.error()));
    }
    NoOpeningSteps unheard;
    Result<std::unique_ptr<Session>> opened = source.to(name)->open(stop, unheard);
    if (!opened) {
        opened.error().message =
            "The new database \"" + name + "\" is made, and can't be opened: " + opened.error().message;
    }
    return opened;
}

} // namespace dbv::engine
