// SPDX-License-Identifier: Apache-2.0
#include "engine/startup_gate.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/safety_gate.h"
#include "sql/classifier.h"
#include "sql/splitter.h"

namespace dbv::engine {

namespace {

/// The beginning of a statement, without what stands in quotes: that may be a password.
std::string beginningOf(std::string_view statement) {
    constexpr std::size_t kLongest = 80;
    const std::size_t end = std::min(statement.find_first_of("'\"$"), kLongest);
    return std::string(statement.substr(0, end)) + (end < statement.size() ? "…" : "");
}

Classification classified(std::string_view text, const sql::Statement& statement, Grammar reading,
                          std::string_view database) {
    if (statement.kind == sql::StatementKind::Sql) {
        return sql::classify(text, reading, database);
    }
    // A line for a client, which no server knows, and the rows of a COPY, which nobody would send.
    Classification found;
    sql::addEffect(found, StatementClass::Unknown, EffectReason::UnknownStatement);
    return found;
}

Error refusal(Error why, const StartupScript& script, std::string_view statement) {
    why.message = "No session was opened, since the option " + script.option + " holds \"" + beginningOf(statement) +
                  "\". " + why.message;
    why.damage = Damage::None;
    return why;
}

Result<void> judgeStatement(const SafetyGate& gate, const Classification& found) {
    if (gate.asks(found)) {
        return fail(ErrorKind::ConfirmationRequired,
                    "It would have to be confirmed, and nobody can be asked at an opening: " + effectsInWords(found) +
                        ".",
                    "Take it out of the option and run it by hand, or choose the safety off.");
    }
    Result<void> may = gate.judge(found);
    if (!may) {
        may.error().hint = "Take it out of the option, or open the connection with another safety.";
    }
    return may;
}

} // namespace

Result<void> judgeStartup(const Connector& connector, const ConnectParams& params) {
    const SafetyGate gate(params.safety);
    if (gate.isOpen()) {
        return {};
    }
    for (const StartupScript& script : connector.startup(params)) {
        sql::StatementScanner scanner(script.sql, script.reading);
        std::string database;
        while (const std::optional<sql::Statement> statement = scanner.next()) {
            const std::string_view text =
                std::string_view(script.sql).substr(statement->span.begin, statement->span.size());
            const Classification found = classified(text, *statement, script.reading, database);
            database = sql::usedDatabase(text, script.reading).value_or(database);
            if (Result<void> may = judgeStatement(gate, found); !may) {
                return std::unexpected(refusal(std::move(may.error()), script, text));
            }
        }
    }
    return {};
}

} // namespace dbv::engine
