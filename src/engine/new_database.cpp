// SPDX-License-Identifier: Apache-2.0
#include "engine/new_database.h"

#include <utility>

#include "engine/own_statement.h"
#include "sql/literal.h"

namespace dbv::engine {

Result<std::unique_ptr<Session>> makeDatabase(Session& session, const SessionSource& source, const std::string& name,
                                              const std::vector<std::string>& like, const std::stop_token& stop) {
    if (name.contains('\0') || name.find_first_of("\n\r") != std::string::npos) {
        return fail(ErrorKind::InvalidInput, "The name of the new database has a line break or a NUL in it.",
                    "Give it another name.");
    }
    if (Result<void> made = session.dumper()->makeDatabase(name, like); !made) {
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

bool dropDatabase(Session& session, std::unique_ptr<Session> made, const std::string& name) {
    made.reset();
    return carryOut(session, "DROP DATABASE " + sql::quoteIdentifier(name, session.grammar().dialect)).has_value();
}

} // namespace dbv::engine
