// SPDX-License-Identifier: Apache-2.0
#include "sql/lexer.h"

#include "sql/dialect_scanner.h"
#include "sql/keywords.h"

namespace dbv::sql {

template <class Unit>
Lexer<Unit>::Lexer(std::basic_string_view<Unit> text, Grammar grammar, LexerState start)
    : m_text(text), m_grammar(grammar), m_state(start) {}

template <class Unit>
Token Lexer<Unit>::next() {
    const std::size_t begin = m_position;
    if (begin == m_text.size()) {
        return {TokenKind::End, {begin, begin}, false};
    }
    const Unit* const base = m_text.data();
    const Unit* const end = base + m_text.size();
    ScannedToken<Unit> token = resumeToken(m_grammar, base + begin, end, m_state);
    m_state = token.open;
    m_position = static_cast<std::size_t>(token.end - base);
    if (token.kind == TokenKind::Identifier &&
        isKeywordOf(m_grammar.dialect, m_text.substr(begin, m_position - begin))) {
        token.kind = TokenKind::Keyword;
    }
    return {token.kind, {begin, m_position}, token.open != LexerState::Plain};
}

template class Lexer<char>;
template class Lexer<char16_t>;

bool isKeyword(std::string_view word, DialectId dialect) {
    return isKeywordOf(dialect, word);
}

} // namespace dbv::sql
