// SPDX-License-Identifier: Apache-2.0
#include "sql/joined_statements.h"

#include <cstddef>

#include "sql/lexer.h"

namespace dbv::sql {

std::vector<TextSpan> joinedParts(std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::PostgreSql || !statement.contains("\\;")) {
        return {};
    }
    std::vector<TextSpan> parts;
    std::size_t begin = 0;
    // Only what stands outside of quotes and comments is a token of its own.
    bool backslash = false;
    Lexer<char> lexer(statement, grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        if (backslash && token.kind == TokenKind::Semicolon) {
            parts.push_back({begin, token.span.begin - 1});
            begin = token.span.end;
        }
        backslash = token.kind == TokenKind::Invalid && statement.substr(token.span.begin, token.span.size()) == "\\";
    }
    if (!parts.empty()) {
        parts.push_back({begin, statement.size()});
    }
    return parts;
}

} // namespace dbv::sql
