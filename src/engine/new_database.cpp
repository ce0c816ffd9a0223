// SPDX-License-Identifier: Apache-2.0
#include "engine/new_database.h"

#include <utility>

#include "engine/own_statement.h"
#include "sql/literal.h"

namespace dbv::engine {

Result<std::unique_ptr<Session>> makeDatabase(Session& session, const SessionSource& source, const std::string& name,
                                              const std::stop_token& stop) {
    if (!source.hasServer) {
        return fail(ErrorKind::Unsupported, "A database of this kind is a file, and makes no other beside it.",
                    "Name the new file itself.");
    }
    const DialectId dialect = session.grammar().dialect;
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
