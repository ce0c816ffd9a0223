// SPDX-License-Identifier: Apache-2.0
#include "engine/diagnostics_use.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/statement_words.h"

namespace dbv::engine {

namespace {

// One that is longer is looked at for its tables in any case.
constexpr std::size_t kLongestDiagnostics = std::size_t{1} << 16U;
constexpr auto kTellingFunctions = std::to_array<std::string_view>({"FOUND_ROWS", "ROW_COUNT"});
constexpr auto kTellingVariables = std::to_array<std::string_view>(
    {"@@ERROR_COUNT", "@@SESSION.ERROR_COUNT", "@@SESSION.WARNING_COUNT", "@@WARNING_COUNT"});
// Without one of these no table stands in a SELECT, SET or DO.
constexpr auto kTableWords = std::to_array<std::string_view>({"FROM", "JOIN", "TABLE", "WITH"});

template <class List>
bool isListed(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::vector<std::string> wordsOfDiagnostics(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    std::vector<std::string> all;
    while (words.next()) {
        all.push_back(words.word());
    }
    return all;
}

/// `SHOW [COUNT(*)] WARNINGS` and the like, `GET [CURRENT] DIAGNOSTICS`.
bool isDiagnosticsStatement(const std::vector<std::string>& words) {
    const auto at = [&words](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : ""; };
    if (at(0) == "SHOW") {
        const std::string_view what = at(1) == "COUNT" ? at(5) : at(1);
        return what == "WARNINGS" || what == "ERRORS";
    }
    return at(0) == "GET" && (at(1) == "DIAGNOSTICS" || (at(1) == "CURRENT" && at(2) == "DIAGNOSTICS"));
}

} // namespace

DiagnosticsUse diagnosticsUse(std::string_view statement, Grammar grammar) {
    const bool isMySql = grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
    if (!isMySql || statement.size() > kLongestDiagnostics) {
        return DiagnosticsUse::None;
    }
    const std::vector<std::string> words = wordsOfDiagnostics(statement, grammar);
    if (isDiagnosticsStatement(words)) {
        return DiagnosticsUse::Alone;
    }
    bool reads = false;
    bool namesTables = words.empty() || (words[0] != "SELECT" && words[0] != "SET" && words[0] != "DO");
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view next = i + 1 < words.size() ? std::string_view(words[i + 1]) : "";
        reads =
            reads || isListed(kTellingVariables, words[i]) || (next == "(" && isListed(kTellingFunctions, words[i]));
        namesTables = namesTables || (isListed(kTableWords, words[i]) && next != "DUAL");
    }
    return !reads ? DiagnosticsUse::None : namesTables ? DiagnosticsUse::WithTables : DiagnosticsUse::Alone;
}

} // namespace dbv::engine
