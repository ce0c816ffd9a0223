// SPDX-License-Identifier: Apache-2.0
#include "sql/script_gap.h"

#include <algorithm>
#include <cstddef>

#include "sql/lexer.h"

namespace dbv::sql {
namespace {

bool isOnlyComments(std::string_view gap, Grammar grammar) {
    Lexer<char> lexer(gap, grammar);
    Token token = lexer.next();
    while (token.kind != TokenKind::End && isBlank(token.kind)) {
        token = lexer.next();
    }
    return token.kind == TokenKind::End;
}

/// Ends of lines up to one empty line.
void appendLines(std::string& out, std::size_t lines, std::string_view eol) {
    const bool atLineStart = out.ends_with('\n');
    for (std::size_t line = atLineStart ? 1 : 0; line < std::min<std::size_t>(lines, 2); ++line) {
        // A line of a client may have kept the return that ends it.
        out += out.ends_with('\r') ? std::string_view("\n") : eol;
    }
}

} // namespace

void appendGap(std::string& out, std::string_view gap, Grammar grammar, std::string_view eol, bool isLast) {
    if (!isOnlyComments(gap, grammar)) {
        out += gap;
        return;
    }
    std::size_t lines = out.ends_with('\n') ? 1 : 0;
    bool behindComment = false;
    // What ends its line may be a return alone.
    bool behindLineComment = false;
    Lexer<char> lexer(gap, grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        std::string_view text = gap.substr(token.span.begin, token.span.size());
        if (token.kind == TokenKind::Whitespace) {
            lines += static_cast<std::size_t>(std::ranges::count(text, '\n'));
            continue;
        }
        std::size_t ends = 0;
        while (token.kind == TokenKind::LineComment && !text.empty() && (text.back() == '\n' || text.back() == '\r')) {
            ends += text.back() == '\n' ? std::size_t{1} : std::size_t{0};
            text.remove_suffix(1);
        }
        if (!out.empty()) {
            appendLines(out, std::max<std::size_t>(lines, behindLineComment ? 1 : 0), eol);
            if (!out.ends_with('\n')) {
                out += ' ';
            }
        }
        out += text;
        lines = ends;
        behindComment = true;
        behindLineComment = token.kind == TokenKind::LineComment;
    }
    if (out.empty()) {
        return;
    }
    if (isLast) {
        appendLines(out, std::min<std::size_t>(lines, 1), eol);
    } else if (behindComment && !behindLineComment && lines == 0) {
        out += ' ';
    } else {
        appendLines(out, std::max<std::size_t>(lines, 1), eol);
    }
}

} // namespace dbv::sql
