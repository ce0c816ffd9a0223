// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>

#include "sql/lexer.h"

namespace dbv::engine {

/// The tokens of a statement in order, without what is blank.
class StatementWords {
public:
    StatementWords(std::string_view statement, Grammar grammar) : m_text(statement), m_lexer(statement, grammar) {}

    /// Goes to the next token; false when there is none.
    [[nodiscard]] bool next() {
        sql::Token token = m_lexer.next();
        while (sql::isBlank(token.kind)) {
            token = m_lexer.next();
        }
        m_kind = token.kind;
        m_begin = token.span.begin;
        m_token = m_text.substr(token.span.begin, token.span.size());
        m_made = false;
        return m_kind != sql::TokenKind::End;
    }
    /// Where the token begins in the statement, in bytes.
    [[nodiscard]] std::size_t begin() const { return m_begin; }
    [[nodiscard]] sql::TokenKind kind() const { return m_kind; }
    /// The token with its letters a to z in capitals; good until the next one. Made when somebody asks: a literal may be long.
    [[nodiscard]] const std::string& word() {
        if (!m_made) {
            m_made = true;
            m_word.resize(m_token.size());
            std::ranges::transform(m_token, m_word.begin(),
                                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        }
        return m_word;
    }
    /// A word that is not quoted.
    [[nodiscard]] bool isPlain() const {
        return m_kind == sql::TokenKind::Keyword || m_kind == sql::TokenKind::Identifier;
    }
    [[nodiscard]] bool isLiteral() const {
        return m_kind == sql::TokenKind::Number || m_kind == sql::TokenKind::String;
    }

private:
    std::string_view m_text;
    sql::Lexer<char> m_lexer;
    sql::TokenKind m_kind = sql::TokenKind::End;
    std::size_t m_begin = 0;
    std::string_view m_token;
    std::string m_word;
    /// `m_word` is that of the token.
    bool m_made = false;
};

} // namespace dbv::engine
