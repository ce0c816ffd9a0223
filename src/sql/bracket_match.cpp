// SPDX-License-Identifier: Apache-2.0
#include "sql/bracket_match.h"

#include <vector>

namespace dbv::sql {
namespace {

/// Finds the pair of one bracket while the tokens of a text go by.
template <class Unit>
class BracketFinder {
public:
    BracketFinder(std::basic_string_view<Unit> text, std::size_t caret, DialectId dialect, BracketSearch search)
        : m_lexer(text, dialect, search.start), m_caret(caret), m_maxDistance(search.maxDistance) {}

    std::optional<BracketPair> find() {
        const std::optional<Token> token = findBesideCaret();
        if (!token) {
            return std::nullopt;
        }
        return token->kind == TokenKind::OpenBracket ? findClosing(token->span.begin) : findOpening(token->span.begin);
    }

private:
    static bool isBracket(const Token& token) {
        return token.kind == TokenKind::OpenBracket || token.kind == TokenKind::CloseBracket;
    }

    /// Leaves the lexer behind the bracket, and in `m_open` what was open before it.
    std::optional<Token> findBesideCaret() {
        for (Token token = m_lexer.next(); token.kind != TokenKind::End; token = m_lexer.next()) {
            if (token.span.begin > m_caret) {
                return std::nullopt;
            }
            if (!isBracket(token)) {
                continue;
            }
            if (token.span.begin == m_caret) {
                return token;
            }
            if (token.span.end == m_caret) {
                return preferBehindCaret(token);
            }
            track(token);
        }
        return std::nullopt;
    }

    /// The bracket behind the caret, if there is one, goes before the one in front of it.
    std::optional<Token> preferBehindCaret(const Token& inFront) {
        const Lexer<Unit> lexerBehindInFront = m_lexer;
        const Token behind = m_lexer.next();
        if (isBracket(behind)) {
            track(inFront);
            return behind;
        }
        m_lexer = lexerBehindInFront;
        return inFront;
    }

    void track(const Token& token) {
        if (token.kind == TokenKind::OpenBracket) {
            m_open.push_back(token.span.begin);
        } else if (!m_open.empty()) {
            m_open.pop_back();
        }
    }

    BracketPair findOpening(std::size_t bracket) const {
        if (m_open.empty()) {
            return {.bracket = bracket, .partner = std::nullopt, .cutShort = false};
        }
        const bool tooFar = bracket - m_open.back() > m_maxDistance;
        return {
            .bracket = bracket, .partner = tooFar ? std::nullopt : std::optional(m_open.back()), .cutShort = tooFar};
    }

    BracketPair findClosing(std::size_t bracket) {
        std::size_t depth = 1;
        for (Token token = m_lexer.next(); token.kind != TokenKind::End; token = m_lexer.next()) {
            if (token.span.begin - bracket > m_maxDistance) {
                return {.bracket = bracket, .partner = std::nullopt, .cutShort = true};
            }
            if (token.kind == TokenKind::OpenBracket) {
                ++depth;
            } else if (token.kind == TokenKind::CloseBracket && --depth == 0) {
                return {.bracket = bracket, .partner = token.span.begin, .cutShort = false};
            }
        }
        return {.bracket = bracket, .partner = std::nullopt, .cutShort = false};
    }

    Lexer<Unit> m_lexer;
    std::size_t m_caret;
    std::size_t m_maxDistance;
    std::vector<std::size_t> m_open;
};

} // namespace

std::optional<BracketPair> matchBracket(std::string_view text, std::size_t caret, DialectId dialect,
                                        BracketSearch search) {
    return BracketFinder<char>(text, caret, dialect, search).find();
}

std::optional<BracketPair> matchBracket(std::u16string_view text, std::size_t caret, DialectId dialect,
                                        BracketSearch search) {
    return BracketFinder<char16_t>(text, caret, dialect, search).find();
}

} // namespace dbv::sql
