// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/script_mode.h>

#include "sql/lexer.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dbv::sql {

template <class Unit>
struct ScannedToken;

/// Who a statement is for.
enum class StatementKind : std::uint8_t {
    /// The server.
    Sql,
    /// Rows that follow a COPY … FROM STDIN, without the line that ends them.
    CopyData,
    /// The client: a line such as `.mode csv` or `\\set x 1`, which the server would refuse.
    Meta,
};

/// One statement of a script.
/// Unit: offsets count code units of the script, from 0.
struct Statement {
    /// From its first token to its terminator, without the white space at its end. Comments before the first token
    /// belong to no statement; all later ones are part of it, because the server may keep them (CREATE VIEW does). For
    /// PostgreSQL it begins with hints for the planner, `/*+ … */`, that stand in front of it.
    TextSpan span;
    /// Just behind the terminator, or the end of the script.
    std::size_t after = 0;
    /// The line of `span.begin`, from 1.
    std::size_t line = 1;
    StatementKind kind = StatementKind::Sql;
    /// Whether the terminator is there.
    bool terminated = false;
    /// What holds behind it.
    ScriptMode mode;
    /// The comment or quoted text that is never closed, so that the rest of the script is part of it.
    std::optional<Token> unclosed;
    /// Known to be as `plainlyCallsNothing` has it. The scanner does not look.
    bool callsNothing = false;

    friend constexpr bool operator==(const Statement&, const Statement&) = default;
};

/// Where a scan begins: the start of a script, or behind a terminator (`Statement::after`), the line there, and what holds
/// there (`Statement::mode`).
struct ScanStart {
    std::size_t offset = 0;
    std::size_t line = 1;
    ScriptMode mode;
};

/// Finds the statements of a script one at a time, by the rules of the dialect's own client. What is unterminated runs to the
/// end of the script. Semicolons with nothing but comments between them are no statements.
///
/// SQLite: `sqlite3_complete()` tells where a statement ends (triggers end at `; END ;`). Between statements, a dot and a letter
/// at the start of a line make that line a Meta statement, and a number sign there makes it a comment.
///
/// PostgreSQL: psql. Semicolons within brackets and within BEGIN ATOMIC … END do not end a statement, nor does `\;`. Behind a
/// COPY … FROM STDIN (or STDOUT, which says the same) or a `\copy` that ends its line come its rows, up to a line `\.`; where
/// `\;` joins several COPY, those of each. Between statements a backslash begins a Meta statement, up to the next command or the
/// end of the line. Within one, the commands that send what was written (`\g`, `\gx`, `\gset`, `\gexec`, `\crosstabview`,
/// `\watch`) end it and are Meta, except for `\g` alone, which is an end and nothing else. Those with which psql drops it (`\gdesc`,
/// `\r`, `\reset`) end it too, and psql obeys the others and goes on with it; here all these stay in its text, which the server
/// refuses, so that half a statement never runs.
///
/// MySQL and MariaDB: their command-line client. DELIMITER lines are Meta statements and hold for what follows, `\g` and `\G`
/// end a statement, and so does the end of a line that is all USE. Between statements, words of the client that are all of a line
/// or of a statement, and backslashes, are Meta, and two hyphens begin a comment whatever follows. Versioned comments are part of
/// a statement. An end of line that the client would change is left alone.
/// Shape: `Unit` is char (UTF-8) or char16_t (UTF-16). Allocates nothing, linear in the length of the script.
/// Limits: a NUL does not end the script here; SQLite stops at one, so whoever runs the statement has to refuse it. Lines of
/// nothing but `go` or a slash, which SQLite's shell takes for a semicolon, are read as SQL.
template <class Unit>
class BasicStatementScanner {
public:
    /// `script` must outlive the scanner.
    BasicStatementScanner(std::basic_string_view<Unit> script, Grammar grammar, ScanStart from = {});

    /// The next statement, or nothing when only white space, comments and semicolons are left.
    [[nodiscard]] std::optional<Statement> next();

    /// The comment behind the last statement that is never closed: what looks like statements in it is none.
    [[nodiscard]] const std::optional<Token>& unclosedComment() const { return m_unclosed; }

    /// Behind the last statement: where the white space or comment begins that may go on behind the end of the text.
    [[nodiscard]] std::size_t lastBlank() const { return m_lastBlank; }

private:
    /// `hints` gets the place of the first comment in front of the token that is part of its statement.
    [[nodiscard]] bool skipToFirstToken(std::optional<std::size_t>& hints);
    [[nodiscard]] bool atMeta();
    /// The line from a place on, which is looked for once: of one line with many statements, each asks for it.
    [[nodiscard]] std::basic_string_view<Unit> lineAt(std::size_t offset);
    /// Whether the client would find the end of a statement in the rest of the line.
    [[nodiscard]] bool hasMySqlEndInLine();
    [[nodiscard]] bool skipToCopyData();
    void readSql(Statement& statement);
    void readSqlite(Statement& statement);
    void readPostgres(Statement& statement);
    void readMySql(Statement& statement);
    void readMeta(Statement& statement);
    /// Where the command at the place ends, within its line.
    [[nodiscard]] std::size_t readPostgresMeta(std::basic_string_view<Unit> line);
    [[nodiscard]] std::size_t readMySqlMeta(std::basic_string_view<Unit> line);
    [[nodiscard]] bool atMySqlMeta();
    /// How much the client takes for a gap between statements that the server does not.
    [[nodiscard]] std::size_t clientBlankAt(std::size_t offset) const;
    [[nodiscard]] bool hasDelimiterAt(std::size_t offset) const;
    void readCopyData(Statement& statement);
    /// Remembers a token that is left open at the end of the script.
    void note(const Unit* begin, const ScannedToken<Unit>& token, std::optional<Token>& unclosed) const;
    /// The bytes of the delimiter at a place; 0 where there is none.
    [[nodiscard]] std::size_t delimiterAt(std::size_t offset) const;

    std::basic_string_view<Unit> m_script;
    std::size_t m_position;
    /// Up to here line ends have been counted into `m_line`.
    std::size_t m_counted;
    std::size_t m_line;
    Grammar m_grammar;
    ScriptMode m_mode;
    std::optional<Token> m_unclosed;
    std::size_t m_lastBlank;
    /// Where the line ends that was looked at last, and where in it the first end of a statement stands; nowhere is its end.
    std::optional<std::size_t> m_lineEnd;
    std::optional<std::size_t> m_endInLine;
};

extern template class BasicStatementScanner<char>;
extern template class BasicStatementScanner<char16_t>;

using StatementScanner = BasicStatementScanner<char>;
using Utf16StatementScanner = BasicStatementScanner<char16_t>;

/// All statements of a script, in order.
/// Unit: bytes.
[[nodiscard]] std::vector<Statement> split(std::string_view utf8, Grammar grammar);
/// Unit: UTF-16 code units.
[[nodiscard]] std::vector<Statement> split(std::u16string_view utf16, Grammar grammar);

/// The statement that a caret means, as an index into `statements` (those of the whole `script`): the one that the
/// caret stands in or at either end of (of two that touch, the one whose terminator stands before the caret: it may
/// just have been typed), else the one that ends before it on the same line, else the one that begins behind it on the
/// same line, else none. An unterminated last statement reaches to the end of the script.
[[nodiscard]] std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::string_view script,
                                                     std::size_t caret);
[[nodiscard]] std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::u16string_view script,
                                                     std::size_t caret);

/// Whether a Meta statement is obeyed by being read, so that nobody has to run it: a DELIMITER line with one that can be
/// kept, which is of at most 14 characters of ASCII without a backslash.
[[nodiscard]] bool isObeyedByReading(std::string_view meta, DialectId dialect);

/// Whether a statement follows the first one of a text; the rows of a COPY are none.
[[nodiscard]] bool hasAnotherBehindFirst(std::string_view utf8, Grammar grammar);

/// Whether there is a statement in the text: anything but white space, comments and semicolons.
[[nodiscard]] bool hasMoreThanWhitespace(std::string_view utf8, DialectId dialect);

} // namespace dbv::sql
