// SPDX-License-Identifier: Apache-2.0
#include "engine/transaction_rules.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sql/joined_statements.h"
#include "sql/lexer.h"

namespace dbv::engine {

namespace {

/// The first words of a statement in capitals.
std::vector<std::string> leadingWords(std::string_view statement, Grammar grammar) {
    constexpr std::size_t kMost = 6;
    std::vector<std::string> words;
    sql::Lexer<char> lexer(statement, grammar);
    for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End && words.size() < kMost;
         token = lexer.next()) {
        const std::string_view mark = statement.substr(token.span.begin, 2);
        if (sql::isBlank(token.kind) || mark == "/*" || mark == "*/") {
            continue;
        }
        std::string word(statement.substr(token.span.begin, token.span.size()));
        std::ranges::transform(word, word.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        words.push_back(std::move(word));
    }
    return words;
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::ranges::find(list, word) != list.end();
}

bool postgresRefuses(const std::vector<std::string>& words) {
    const std::string& verb = words[0];
    const std::string second = words.size() > 1 ? words[1] : std::string();
    const bool concurrently = std::ranges::find(words, "CONCURRENTLY") != words.end();
    if (isOneOf(verb, {"CREATE", "DROP"})) {
        return isOneOf(second, {"DATABASE", "TABLESPACE", "SUBSCRIPTION"}) || concurrently;
    }
    if (verb == "ALTER") {
        return second == "SYSTEM" || second == "DATABASE";
    }
    if (verb == "REINDEX") {
        return concurrently || isOneOf(second, {"DATABASE", "SYSTEM", "SCHEMA"});
    }
    if (verb == "DISCARD") {
        return second == "ALL";
    }
    return verb == "VACUUM" || (verb == "CLUSTER" && words.size() == 1);
}

bool mysqlRefuses(const std::vector<std::string>& words) {
    const std::string second = words.size() > 1 ? words[1] : std::string();
    return isOneOf(words[0], {"LOCK", "UNLOCK", "XA", "USE"}) ||
           (words[0] == "SET" && (second == "TRANSACTION" || second == "AUTOCOMMIT"));
}

} // namespace

bool belongsInTransaction(std::string_view statement, Grammar grammar) {
    if (const std::vector<TextSpan> parts = sql::joinedParts(statement, grammar); !parts.empty()) {
        return std::ranges::any_of(parts, [&](TextSpan part) {
            return belongsInTransaction(statement.substr(part.begin, part.size()), grammar);
        });
    }
    const std::vector<std::string> words = leadingWords(statement, grammar);
    if (words.empty() || isOneOf(words[0], {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"})) {
        return false;
    }
    switch (grammar.dialect) {
    case DialectId::PostgreSql:
        return !postgresRefuses(words) && (words[0] != "PREPARE" || words.size() < 2 || words[1] != "TRANSACTION");
    case DialectId::MySql:
    case DialectId::MariaDb: return !mysqlRefuses(words);
    case DialectId::Sqlite: return !isOneOf(words[0], {"PRAGMA", "VACUUM", "ATTACH", "DETACH"});
    }
    return true;
}

} // namespace dbv::engine
