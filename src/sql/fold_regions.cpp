// SPDX-License-Identifier: Apache-2.0
#include "sql/fold_regions.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "sql/splitter.h"

namespace dbv::sql {
namespace {

constexpr int kMostBodies = 4;

bool isFoldWord(std::u16string_view word, std::string_view capitals) {
    return std::ranges::equal(word, capitals, [](char16_t unit, char capital) {
        const bool small = unit >= u'a' && unit <= u'z';
        return (small ? static_cast<char16_t>(unit - u'a' + u'A') : unit) == static_cast<char16_t>(capital);
    });
}

/// Whether END with this word behind it closes something that is no BEGIN.
bool closesAnother(std::u16string_view word) {
    return std::ranges::any_of(std::initializer_list<std::string_view>{"IF", "LOOP", "WHILE", "REPEAT", "FOR"},
                               [word](std::string_view each) { return isFoldWord(word, each); });
}

/// Reads the text once and keeps what is over several lines.
class FoldFinder {
public:
    FoldFinder(std::u16string_view text, Grammar grammar) : m_text(text), m_grammar(grammar) {
        m_lines.push_back(0);
        for (std::size_t at = text.find(u'\n'); at != std::u16string_view::npos; at = text.find(u'\n', at + 1)) {
            m_lines.push_back(at + 1);
        }
    }

    std::vector<FoldRegion> find(const FoldStart& start) {
        const std::size_t rest = std::min(start.rest, m_text.size());
        readInside({0, rest}, {.state = start.lexer, .begins = false, .ends = rest < m_text.size()});
        Utf16StatementScanner scanner(m_text, m_grammar, {.offset = rest, .line = 1, .mode = start.mode});
        std::size_t after = rest;
        while (const std::optional<Statement> statement = scanner.next()) {
            readInside({after, statement->span.begin}, Reading());
            if (statement->kind == StatementKind::Sql) {
                readInside(statement->span, {.ends = statement->terminated});
            }
            addStatement(*statement);
            after = statement->after;
        }
        readInside({after, m_text.size()}, Reading());
        std::ranges::sort(m_found, [](const FoldRegion& one, const FoldRegion& other) {
            return std::tuple(one.span.begin, other.span.end, one.kind) <
                   std::tuple(other.span.begin, one.span.end, other.kind);
        });
        return std::move(m_found);
    }

private:
    /// What was opened and not closed yet.
    struct Frame {
        FoldKind kind;
        std::size_t begin;
    };
    /// How a part of the text is read.
    struct Reading {
        LexerState state = LexerState::Plain;
        /// Its first word begins a statement: BEGIN there begins a transaction.
        bool begins = true;
        /// What is open at its end is never closed.
        bool ends = true;
        int bodies = 0;
    };

    [[nodiscard]] std::size_t lineOf(std::size_t offset) const {
        return static_cast<std::size_t>(std::ranges::upper_bound(m_lines, offset) - m_lines.begin()) - 1;
    }
    /// Whether the rest of a line says nothing.
    [[nodiscard]] bool isClear(std::size_t offset) const {
        const bool lineEnded = offset > 0 && m_text[offset - 1] == u'\n';
        const std::size_t end = lineEnded ? offset : std::min(m_text.find(u'\n', offset), m_text.size());
        for (; offset < end; ++offset) {
            const char16_t unit = m_text[offset];
            if (unit != u' ' && unit != u'\t' && unit != u'\r' && unit != u';') {
                return m_text.substr(offset, 2) == u"--";
            }
        }
        return true;
    }
    void add(FoldKind kind, TextSpan span, std::size_t line, std::size_t lastHidden, bool open = false) {
        if (lastHidden > line && lastHidden < m_lines.size()) {
            m_found.push_back({kind, span, line, lastHidden, open});
        }
    }
    /// What is closed by something that is to stay in sight.
    void addClosed(FoldKind kind, TextSpan span) {
        const std::size_t last = lineOf(span.end - 1);
        add(kind, span, lineOf(span.begin), last == 0 ? 0 : last - 1);
    }
    void addWhole(FoldKind kind, TextSpan span, std::size_t line, bool open) {
        const std::size_t last = lineOf(span.end - 1);
        add(kind, span, line, isClear(span.end) || last == 0 ? last : last - 1, open);
    }
    void addStatement(const Statement& statement) {
        if (statement.kind == StatementKind::Meta) {
            return;
        }
        const bool rows = statement.kind == StatementKind::CopyData;
        // The line of the COPY says what its rows are, and the line behind them belongs to them.
        const std::size_t first = lineOf(statement.span.begin);
        const std::size_t end =
            statement.terminated ? std::max(statement.after, statement.span.end) : statement.span.end;
        if (statement.span.empty()) {
            return;
        }
        addWhole(FoldKind::Statement, {statement.span.begin, end}, rows && first > 0 ? first - 1 : first,
                 !statement.terminated);
    }

    void readInside(TextSpan part, Reading reading) {
        std::vector<Frame> frames;
        Lexer<char16_t> lexer(m_text.substr(part.begin, part.size()), m_grammar, reading.state);
        bool first = reading.begins;
        // Behind an END of which the next word says what it closes; 0 where there is none.
        std::size_t pendingEnd = 0;
        for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
            const TextSpan span{token.span.begin + part.begin, token.span.end + part.begin};
            if (token.kind == TokenKind::Whitespace || token.kind == TokenKind::LineComment) {
                continue;
            }
            if (token.kind == TokenKind::BlockComment) {
                readComment(span, token, span.begin == part.begin && reading.state != LexerState::Plain);
                continue;
            }
            const std::u16string_view word = m_text.substr(span.begin, span.size());
            const bool isWord = token.kind == TokenKind::Keyword || token.kind == TokenKind::Identifier;
            if (const std::size_t end = std::exchange(pendingEnd, 0); end > 0) {
                // A CASE of a program ends with END CASE, which must not open another.
                const bool closesCase = isWord && isFoldWord(word, "CASE");
                const bool another = isWord && closesAnother(word);
                if (!another) {
                    closeWord(frames, end, closesCase);
                }
                if (closesCase || another) {
                    continue;
                }
            }
            if (isWord) {
                if (isFoldWord(word, "END")) {
                    pendingEnd = span.end;
                } else if (isFoldWord(word, "CASE")) {
                    frames.push_back({FoldKind::Case, span.begin});
                } else if (isFoldWord(word, "BEGIN") && (!first || isCompound(span.end))) {
                    frames.push_back({FoldKind::Block, span.begin});
                }
            } else if (token.kind == TokenKind::OpenBracket) {
                frames.push_back({FoldKind::Brackets, span.begin});
            } else if (token.kind == TokenKind::CloseBracket) {
                closeBracket(frames, span.end);
            } else if (token.kind == TokenKind::String) {
                readBody(span, token, span.begin == part.begin ? reading.state : LexerState::Plain, reading.bodies);
            }
            first = false;
        }
        if (pendingEnd > 0) {
            closeWord(frames, pendingEnd, false);
        }
        if (!reading.ends && part.end == m_text.size()) {
            for (const Frame& frame : frames) {
                add(frame.kind, {frame.begin, part.end}, lineOf(frame.begin), m_lines.size() - 1, true);
            }
        }
    }

    /// MariaDB's BEGIN NOT ATOMIC is no transaction.
    [[nodiscard]] bool isCompound(std::size_t behind) const {
        Lexer<char16_t> lexer(m_text.substr(behind), m_grammar);
        Token token = lexer.next();
        while (isBlank(token.kind)) {
            token = lexer.next();
        }
        return isFoldWord(m_text.substr(behind + token.span.begin, token.span.size()), "NOT");
    }

    void readComment(TextSpan span, const Token& token, bool beganBefore) {
        if (beganBefore) {
            return;
        }
        if (token.unterminated) {
            add(FoldKind::Comment, span, lineOf(span.begin), m_lines.size() - 1, span.end == m_text.size());
        } else {
            addWhole(FoldKind::Comment, span, lineOf(span.begin), false);
        }
    }

    /// What stands between dollar signs is mostly a program.
    void readBody(TextSpan span, const Token& token, LexerState state, int bodies) {
        const bool goesOn = kindOf(state) == LexerState::DollarQuoted;
        if (bodies >= kMostBodies || (!goesOn && m_text[span.begin] != u'$')) {
            return;
        }
        const std::u16string_view text = m_text.substr(span.begin, span.size());
        const std::size_t tag = goesOn ? 0 : text.find(u'$', 1) + 1;
        const std::size_t close = token.unterminated ? text.size() : text.rfind(u'$', text.size() - 2);
        if (!goesOn && token.unterminated) {
            add(FoldKind::Body, span, lineOf(span.begin), m_lines.size() - 1, true);
        } else if (!goesOn) {
            addClosed(FoldKind::Body, span);
        }
        if (close != std::u16string_view::npos && tag <= close) {
            readInside({span.begin + tag, span.begin + close},
                       {.begins = false, .ends = !token.unterminated, .bodies = bodies + 1});
        }
    }

    void closeWord(std::vector<Frame>& frames, std::size_t end, bool onlyCase) {
        if (!frames.empty() && frames.back().kind != FoldKind::Brackets &&
            (!onlyCase || frames.back().kind == FoldKind::Case)) {
            addClosed(frames.back().kind, {frames.back().begin, end});
            frames.pop_back();
        }
    }
    void closeBracket(std::vector<Frame>& frames, std::size_t end) {
        const auto opened = std::ranges::find(frames.rbegin(), frames.rend(), FoldKind::Brackets, &Frame::kind);
        if (opened != frames.rend()) {
            addClosed(FoldKind::Brackets, {opened->begin, end});
            frames.erase(std::prev(opened.base()), frames.end());
        }
    }

    std::u16string_view m_text;
    Grammar m_grammar;
    /// Where each line begins.
    std::vector<std::size_t> m_lines;
    std::vector<FoldRegion> m_found;
};

} // namespace

std::vector<FoldRegion> foldRegions(std::u16string_view text, Grammar grammar, FoldStart start) {
    return FoldFinder(text, grammar).find(start);
}

} // namespace dbv::sql
