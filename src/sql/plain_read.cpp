// SPDX-License-Identifier: Apache-2.0
#include "sql/plain_read.h"

#include <algorithm>
#include <array>
#include <string>

#include "sql/command_tag.h"
#include "sql/lexer.h"
#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

using namespace std::string_view_literals;

template <std::size_t Size>
bool isOneOf(std::string_view word, const std::array<std::string_view, Size>& words) {
    return std::ranges::find(words, word) != words.end();
}

} // namespace

bool isPlainRead(std::string_view statement, DialectId dialect) {
    constexpr std::array kReads = {"SELECT"sv, "VALUES"sv,   "TABLE"sv, "SHOW"sv, "EXPLAIN"sv,
                                   "DESC"sv,   "DESCRIBE"sv, "FETCH"sv, "HELP"sv, "PRAGMA"sv};
    // Behind WITH or EXPLAIN, or as the target of a SELECT.
    constexpr std::array kWrites = {"INSERT"sv, "UPDATE"sv, "DELETE"sv, "MERGE"sv, "INTO"sv, "CALL"sv, "CREATE"sv};
    std::string verb = firstKeyword(statement, dialect);
    verb = verb == "WITH" ? commandTag(statement, dialect) : verb;
    if (!isOneOf(verb, kReads)) {
        return false;
    }
    Lexer<char> lexer(statement, dialect);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        const std::string_view text = statement.substr(token.span.begin, token.span.size());
        const bool isWord = token.kind == TokenKind::Keyword || token.kind == TokenKind::Identifier;
        // A pragma that is given a value sets it.
        if ((isWord && isOneOf(inCapitals(text), kWrites)) || (verb == "PRAGMA" && text == "=")) {
            return false;
        }
    }
    return true;
}

} // namespace dbv::sql
