// SPDX-License-Identifier: Apache-2.0
#include "sql/token_sameness.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "sql/splitter.h"
#include "sql/statement_pieces.h"

namespace dbv::sql {
namespace {

char inSmallLetters(char unit) {
    return unit >= 'A' && unit <= 'Z' ? static_cast<char>(unit - 'A' + 'a') : unit;
}

bool isSameInAnyCase(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, inSmallLetters, inSmallLetters);
}

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char unit) { return unit == ' ' || (unit >= '\t' && unit <= '\r'); };
    const auto first = std::ranges::find_if_not(text, isSpace);
    text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Compares two texts piece by piece.
class PieceComparison {
public:
    PieceComparison(Grammar grammar, bool anyCase, const std::stop_token& stop)
        : m_grammar(grammar), m_anyCase(anyCase), m_stop(stop) {}

    [[nodiscard]] bool isSame(std::string_view before, std::string_view after) const {
        PieceCutter left(before, m_grammar);
        PieceCutter right(after, m_grammar);
        Piece last;
        std::size_t count = 0;
        for (;;) {
            const Piece a = left.next();
            const Piece b = right.next();
            if (a.kind != b.kind || !isSameGap(last, a, b) ||
                !isSameText(a.kind, before.substr(a.begin, a.end - a.begin), after.substr(b.begin, b.end - b.begin))) {
                return false;
            }
            if (a.kind == TokenKind::End || (++count % 4096 == 0 && m_stop.stop_requested())) {
                return true;
            }
            last = a;
        }
    }

private:
    [[nodiscard]] bool isSameText(TokenKind kind, std::string_view a, std::string_view b) const {
        return a == b || (m_anyCase && kind == TokenKind::Keyword && isSameInAnyCase(a, b));
    }
    /// Where a server reads something into white space or its absence, or into the end of a line.
    [[nodiscard]] bool isSameGap(const Piece& last, const Piece& a, const Piece& b) const {
        if (m_grammar.dialect == DialectId::PostgreSql) {
            return last.kind != TokenKind::String || a.kind != TokenKind::String || a.lineBefore == b.lineBefore;
        }
        // To MySQL, a name that touches a bracket may be a function, where the same with a gap is none.
        const bool call = last.kind == TokenKind::Identifier && a.kind == TokenKind::OpenBracket;
        return m_grammar.dialect == DialectId::Sqlite || !call || a.gapBefore == b.gapBefore;
    }

    Grammar m_grammar;
    bool m_anyCase;
    const std::stop_token& m_stop;
};

} // namespace

bool sayTheSame(std::string_view before, std::string_view after, Grammar grammar, bool anyCase,
                const std::stop_token& stop) {
    const PieceComparison comparison(grammar, anyCase, stop);
    StatementScanner left(before, grammar);
    StatementScanner right(after, grammar);
    std::size_t leftFrom = 0;
    std::size_t rightFrom = 0;
    const auto textOf = [](std::string_view script, const TextSpan& span) {
        return script.substr(span.begin, span.size());
    };
    for (;;) {
        if (stop.stop_requested()) {
            return true;
        }
        const std::optional<Statement> a = left.next();
        const std::optional<Statement> b = right.next();
        if (a.has_value() != b.has_value()) {
            return false;
        }
        const std::size_t leftEnd = a ? a->span.begin : before.size();
        const std::size_t rightEnd = b ? b->span.begin : after.size();
        if (!comparison.isSame(before.substr(leftFrom, leftEnd - leftFrom),
                               after.substr(rightFrom, rightEnd - rightFrom))) {
            return false;
        }
        if (!a) {
            return true;
        }
        // A command of the client says the same whether a blank or nothing is behind it.
        const bool alikeEnded = a->terminated == b->terminated || a->kind == StatementKind::Meta;
        const bool sameKind = a->kind == b->kind && alikeEnded && a->mode == b->mode &&
                              a->unclosed.has_value() == b->unclosed.has_value();
        const bool sameText = a->kind == StatementKind::Sql
                                  ? comparison.isSame(textOf(before, a->span), textOf(after, b->span))
                                  : textOf(before, a->span) == textOf(after, b->span);
        const bool sameEnd = trimmed(before.substr(a->span.end, a->after - a->span.end)) ==
                             trimmed(after.substr(b->span.end, b->after - b->span.end));
        if (!sameKind || !sameText || !sameEnd) {
            return false;
        }
        leftFrom = a->after;
        rightFrom = b->after;
    }
}

} // namespace dbv::sql
