// SPDX-License-Identifier: Apache-2.0
#include "sql/formatter.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <dbv/core/cancel.h>

#include "sql/clause_map.h"
#include "sql/keyword_case.h"
#include "sql/line_writer.h"
#include "sql/script_gap.h"
#include "sql/splitter.h"
#include "sql/statement_layout.h"
#include "sql/statement_pieces.h"
#include "sql/token_sameness.h"

namespace dbv::sql {
namespace {

/// Whether a statement is one whose body is nobody's business, or holds what no server takes.
bool isLeftAlone(const StatementPieces& statement) {
    const std::vector<Piece>& pieces = statement.all();
    bool creates = false;
    bool inHead = true;
    for (const Piece& piece : pieces) {
        if (piece.kind == TokenKind::Semicolon || piece.kind == TokenKind::Invalid) {
            return true;
        }
        const std::string_view text = statement.text(piece);
        if (piece.kind == TokenKind::Operator &&
            (text.starts_with("/*") || text == "*/" || text == "--" || text.starts_with('\\'))) {
            return true;
        }
        if (!inHead || piece.isComment()) {
            continue;
        }
        inHead = piece.kind != TokenKind::OpenBracket && piece.word != FormatWord::As && piece.word != FormatWord::On;
        creates = creates || piece.word == FormatWord::Create || piece.word == FormatWord::Alter;
        if (creates && (piece.word == FormatWord::Function || piece.word == FormatWord::Procedure ||
                        piece.word == FormatWord::Trigger || piece.word == FormatWord::Event ||
                        piece.word == FormatWord::Package || piece.word == FormatWord::Rule)) {
            return true;
        }
    }
    return pieces.empty() || !statement.isWhole() || pieces.front().word == FormatWord::Begin;
}

/// Writes a script anew, one statement after the other.
class ScriptLayout {
public:
    ScriptLayout(std::string_view script, Grammar grammar, const FormatStyle& style)
        : m_script(script),
          m_grammar(grammar),
          m_style(style),
          m_casing(style.keywordCase, grammar.dialect),
          m_eol(eolOf(script)) {
        m_out.reserve(script.size() + script.size() / 8);
    }

    [[nodiscard]] Result<std::string> write(const std::stop_token& stop) {
        StatementScanner scanner(m_script, m_grammar);
        while (const std::optional<Statement> statement = scanner.next()) {
            if (stop.stop_requested()) {
                return std::unexpected(cancelledError(Damage::None));
            }
            if (statement->unclosed) {
                return std::unexpected(unclosedError(*statement->unclosed));
            }
            const std::string_view gap = m_script.substr(m_after, statement->span.begin - m_after);
            // One that has to stay where it is stays as it is, too: in other lines it might be none of the client's, and be moved
            // the next time.
            const bool bound = needsRestOfLine(*statement);
            const bool stays = statement->kind != StatementKind::Sql || bound || statement->span.begin < m_keptTo ||
                               becomesBlank(*statement) || becomesClients(*statement, gap);
            if (stays || keepsGap()) {
                m_out += gap;
            } else {
                appendGap(m_out, gap, m_grammar, m_eol, false);
            }
            if (bound) {
                m_keptTo = std::min(m_script.find('\n', statement->after), m_script.size());
            }
            putStatement(*statement, stays);
            // White space behind one that nothing ends belongs to the gap.
            m_after = statement->terminated ? statement->after : statement->span.end;
            m_copies = statement->mode.copies > 0;
        }
        if (scanner.unclosedComment()) {
            return std::unexpected(unclosedError(*scanner.unclosedComment()));
        }
        const std::string_view rest = m_script.substr(m_after);
        if (keepsGap()) {
            m_out += rest;
        } else {
            appendGap(m_out, rest, m_grammar, m_eol, true);
        }
        return std::move(m_out);
    }

private:
    /// Lines end as all of the script's do, where they do so alike.
    static std::string_view eolOf(std::string_view script) {
        std::size_t end = script.find('\n');
        bool carriage = end != std::string_view::npos;
        while (carriage && end != std::string_view::npos) {
            carriage = end > 0 && script[end - 1] == '\r';
            end = script.find('\n', end + 1);
        }
        return carriage ? "\r\n" : "\n";
    }

    [[nodiscard]] Error unclosedError(const Token& token) const {
        const std::string_view before = m_script.substr(0, token.span.begin);
        const auto line = std::ranges::count(before, '\n') + 1;
        Error error = makeError(ErrorKind::InvalidInput,
                                std::string(token.kind == TokenKind::BlockComment ? "The comment" : "The quoted text") +
                                    " that begins in line " + std::to_string(line) + " is never closed.",
                                "Close it, then format again. Nothing was changed.");
        error.where = token.span;
        return error;
    }

    [[nodiscard]] bool keepsGap() const { return m_copies || m_after < m_keptTo; }

    /// Whether the client knows a statement for one only by an end that stands behind it in its line: `\G` is none to it where it
    /// looks for its words and for a line that is all USE.
    [[nodiscard]] bool needsRestOfLine(const Statement& statement) const {
        const std::string_view own = m_script.substr(statement.span.begin, statement.after - statement.span.begin);
        if (m_grammar.dialect == DialectId::PostgreSql || !statement.terminated || !own.ends_with("\\G")) {
            return false;
        }
        const std::optional<Statement> alone = StatementScanner(own, m_grammar, {0, 1, statement.mode}).next();
        return !alone || alone->kind != statement.kind || !alone->terminated;
    }

    /// Whether what begins a statement would be white space behind an end of line, as a vertical tab is to SQLite.
    [[nodiscard]] bool becomesBlank(const Statement& next) const {
        return m_grammar.dialect == DialectId::Sqlite && m_script[next.span.begin] == '\v';
    }

    /// Whether the client would take a statement for its own if that began a line.
    [[nodiscard]] bool becomesClients(const Statement& next, std::string_view gap) const {
        const char first = m_script[next.span.begin];
        if (gap.find('\n') != std::string_view::npos && first != '.' && first != '#') {
            return false;
        }
        const std::string_view own = m_script.substr(next.span.begin, next.after - next.span.begin);
        ScriptMode mode = next.mode;
        mode.copies = 0; // Those are rows behind it.
        const std::optional<Statement> alone = StatementScanner(own, m_grammar, {0, 1, mode}).next();
        return !alone || alone->kind != StatementKind::Sql || alone->span.begin != 0;
    }

    /// The same of one that was written from a place on, together with what ends it, since the client looks at the line that it
    /// begins, and at all of it once more when it has read the end. What it reads as a line of its own opens no comment.
    [[nodiscard]] bool becomesClients(const StatementPieces& pieces, std::size_t begin,
                                      const Statement& statement) const {
        if (m_grammar.dialect == DialectId::PostgreSql || pieces.all().front().word != FormatWord::None) {
            return false;
        }
        const std::string_view written = std::string_view(m_out).substr(begin);
        const auto first = [&](std::string_view text) {
            return StatementScanner(text, m_grammar, {0, 1, statement.mode}).next();
        };
        const std::optional<Statement> alone = first(written);
        if (!alone || alone->kind != StatementKind::Sql || alone->span.begin != 0 || alone->unclosed ||
            alone->after != written.size()) {
            return true;
        }
        // The end of a line ends one that is all USE, which `USE<` was not as long as no blank stood in it.
        return !statement.terminated && first(std::string(written) + '\n')->terminated;
    }

    void putStatement(const Statement& statement, bool stays) {
        const std::string_view text = m_script.substr(statement.span.begin, statement.span.size());
        const std::string_view end = m_script.substr(
            statement.span.end, statement.terminated ? statement.after - statement.span.end : std::size_t{0});
        const std::size_t mark = end.find_first_not_of(" \t\r\n\f\v");
        const bool endsByLine = statement.terminated && mark == std::string_view::npos;
        if (stays || endsByLine || text.size() > UINT32_MAX / 2) {
            m_out += text;
            m_out += end;
            return;
        }
        StatementPieces pieces(text, m_grammar);
        if (isLeftAlone(pieces)) {
            m_out += text;
            m_out += end;
            return;
        }
        const std::size_t begin = m_out.size();
        layOut(pieces);
        if (mark != std::string_view::npos) {
            if (pieces.all().back().kind == TokenKind::LineComment) {
                m_out += m_eol;
            }
            m_out += end.substr(mark);
        }
        if (becomesClients(pieces, begin, statement)) {
            m_out.resize(begin);
            m_out += text;
            m_out += end;
        }
    }

    void layOut(StatementPieces& pieces) {
        ClauseMap(pieces).draw();
        pieces.measure();
        LineWriter writer(m_out, pieces, m_casing, m_eol);
        if (m_style.layout == FormatLayout::Compact) {
            writeCompact(pieces, m_style, writer);
        } else {
            StatementLayout(pieces, m_style, writer).write();
        }
    }

    std::string_view m_script;
    Grammar m_grammar;
    const FormatStyle& m_style;
    KeywordCasing m_casing;
    std::string_view m_eol;
    std::string m_out;
    /// Behind the last statement, and whether rows may follow it.
    std::size_t m_after = 0;
    bool m_copies = false;
    /// The end of the line up to which everything stays as it is.
    std::size_t m_keptTo = 0;
};

constexpr std::string_view kMark("\xEF\xBB\xBF");

/// A byte order mark in a part of a script that SQLite reads as white space, elsewhere than at the script's start.
std::optional<TextSpan> strayMarkWithin(std::string_view script, TextSpan part, Grammar grammar) {
    const std::string_view text = script.substr(part.begin, part.size());
    Lexer<char> lexer(text, grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        if (token.kind != TokenKind::Whitespace) {
            continue;
        }
        const std::size_t mark = text.substr(token.span.begin, token.span.size()).rfind(kMark);
        if (mark != std::string_view::npos && part.begin + token.span.begin + mark > 0) {
            const std::size_t at = part.begin + token.span.begin + mark;
            return TextSpan{at, at + kMark.size()};
        }
    }
    return std::nullopt;
}

/// The same in what is SQL of a script: a quote in a line of the client opens nothing.
std::optional<TextSpan> strayMark(std::string_view script, Grammar grammar) {
    if (grammar.dialect != DialectId::Sqlite || script.find(kMark, 1) == std::string_view::npos) {
        return std::nullopt;
    }
    StatementScanner scanner(script, grammar);
    std::size_t from = 0;
    std::optional<TextSpan> mark;
    while (!mark && from < script.size()) {
        const std::optional<Statement> statement = scanner.next();
        mark = strayMarkWithin(script, {from, statement ? statement->span.begin : script.size()}, grammar);
        if (!mark && statement && statement->kind == StatementKind::Sql) {
            mark = strayMarkWithin(script, {statement->span.begin, statement->after}, grammar);
        }
        from = statement ? statement->after : script.size();
    }
    return mark;
}

} // namespace

Result<std::string> format(std::string_view script, Grammar grammar, const FormatStyle& style,
                           const std::stop_token& stop) {
    if (const std::optional<TextSpan> mark = strayMark(script, grammar)) {
        const auto line = std::ranges::count(script.substr(0, mark->begin), '\n') + 1;
        Error error = makeError(ErrorKind::InvalidInput,
                                "In line " + std::to_string(line) + " stands a byte order mark, which nobody sees.",
                                "Remove it, then format again. Nothing was changed.");
        error.where = *mark;
        return std::unexpected(error);
    }
    Result<std::string> written = ScriptLayout(script, grammar, style).write(stop);
    if (!written) {
        return written;
    }
    const bool same = sayTheSame(script, *written, grammar, style.keywordCase != KeywordCase::Keep, stop);
    if (stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::None));
    }
    if (!same) {
        return fail(ErrorKind::Internal, "Formatting would have changed what the text says, so it was left as it is.",
                    "Please report it with the text that was to be formatted.");
    }
    return written;
}

} // namespace dbv::sql
