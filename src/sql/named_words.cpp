// SPDX-License-Identifier: Apache-2.0
#include "sql/named_words.h"

#include <cstddef>
#include <string>

#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

// More are no names that anybody has written.
constexpr std::size_t kMostNames = 5000;

std::string nameOf(const StatementWord& word) {
    std::string name = word.text;
    if (word.isPlain()) {
        for (char& c : name) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return name;
}

bool mayName(const StatementWord& word) {
    return word.isPlain() || word.kind == TokenKind::QuotedIdentifier;
}

/// PostgreSQL's `U&"..."`.
bool isHidden(const StatementWord& word) {
    return word.kind == TokenKind::QuotedIdentifier && word.text.size() > 2 && word.text[1] == '&' &&
           (word.text[0] == 'U' || word.text[0] == 'u');
}

} // namespace

std::optional<std::set<ViewName>> namesIn(std::string_view statement, Grammar grammar) {
    std::set<ViewName> names;
    bool hidden = false;
    const bool complete = readInAllWays(statement, grammar, [&](const StatementWords& words) {
        for (std::size_t at = 0; at < words.size() && names.size() <= kMostNames; ++at) {
            if (!mayName(words[at])) {
                continue;
            }
            hidden = hidden || (grammar.dialect == DialectId::PostgreSql && isHidden(words[at]));
            // A keyword that only stands for itself is no name, and there are many of them.
            const bool behindDot = at >= 2 && words.is(at - 1, ".") && mayName(words[at - 2]);
            if (behindDot) {
                names.insert({nameOf(words[at - 2]), nameOf(words[at])});
            } else if (!words.isOneOf(at, {"SELECT", "FROM", "WHERE", "INSERT", "INTO", "VALUES", "AND", "OR", "NOT",
                                           "NULL", "AS", "ON", "SET", "IN", "IS", "JOIN"})) {
                names.insert({std::string(), nameOf(words[at])});
            }
        }
    });
    return complete && !hidden && names.size() <= kMostNames ? std::optional(std::move(names)) : std::nullopt;
}

} // namespace dbv::sql
