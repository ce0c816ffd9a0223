// SPDX-License-Identifier: Apache-2.0
#include "mysql/startup_statements.h"

#include <string>

#include "mysql/open_plan.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// Cuts the next statement off; empty when none is left.
std::string_view cutStatement(std::string_view& sql, EscapeRules rules) {
    const StatementPlace place = findStatement(sql, rules);
    const std::string_view statement = sql.substr(place.statement.begin, place.statement.size());
    sql.remove_prefix(place.second ? place.second->begin : sql.size());
    return statement;
}

/// A server's sql_mode may have any of these.
std::vector<Grammar> readings() {
    std::vector<Grammar> all;
    for (const DialectId dialect : {DialectId::MySql, DialectId::MariaDb}) {
        for (const bool escapes : {true, false}) {
            for (const bool names : {false, true}) {
                Grammar reading(dialect);
                reading.backslashEscapes = escapes;
                reading.doubleQuotedNames = names;
                all.push_back(reading);
            }
        }
    }
    return all;
}

} // namespace

Result<void> runStartup(Line& line, std::string_view sql) {
    while (true) {
        const std::string_view statement = cutStatement(sql, line.escapeRules());
        if (statement.empty()) {
            return {};
        }
        if (const Result<void> done = line.run(statement); !done) {
            Error error = done.error();
            error.message = "The connection's start-up statements failed: " + error.message;
            error.hint = "Correct them in the connection's settings.";
            return std::unexpected(error);
        }
    }
}

std::vector<StartupScript> startupScripts(const ConnectParams& params) {
    std::vector<StartupScript> all;
    for (const auto& [name, value] : params.options) {
        if (!holdsStartupSql(name)) {
            continue;
        }
        for (const Grammar& reading : readings()) {
            const EscapeRules rules{reading.backslashEscapes, reading.backslashEscapes && !reading.doubleQuotedNames};
            std::string_view rest = value;
            for (std::string_view each = cutStatement(rest, rules); !each.empty(); each = cutStatement(rest, rules)) {
                all.push_back({name, std::string(each), reading});
            }
        }
    }
    return all;
}

} // namespace dbv::mysql
