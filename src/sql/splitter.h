// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/lexer.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dbv::sql {

/// Who a statement is for.
enum class StatementKind : std::uint8_t {
    /// The server.
    Sql,
    /// Rows that follow a COPY … FROM STDIN. No dialect that is understood today has them.
    CopyData,
    /// The client: a line such as `.mode csv`, which the server would refuse.
    Meta,
};

/// One statement of a script.
/// Unit: offsets count code units of the script, from 0.
struct Statement {
    /// From its first token to its terminator, without the white space at its end. Comments before the first token
    /// belong to no statement; all later ones are part of it, because the server may keep them (CREATE VIEW does).
    TextSpan span;
    /// Just behind the terminator, or the end of the script.
    std::size_t after = 0;
    /// The line of `span.begin`, from 1.
    std::size_t line = 1;
    StatementKind kind = StatementKind::Sql;
    /// Whether the terminator is there.
    bool terminated = false;

    friend constexpr bool operator==(const Statement&, const Statement&) = default;
};

/// Where a scan begins: the start of a script, or behind a terminator (`Statement::after`) and the line there.
struct ScanStart {
    std::size_t offset = 0;
    std::size_t line = 1;
};

/// Finds the statements of a script one at a time, by the rules of `sqlite3_complete()` for where one ends (triggers
/// end at `; END ;`) and of SQLite's tokenizer for what a token is. What is unterminated runs to the end of the
/// script. Semicolons with nothing but comments between them are no statements. Between statements a dot and a letter
/// at the start of a line make that line a Meta statement. A text in a dialect that is not `understands()` is one
/// statement.
/// Shape: `Unit` is char (UTF-8) or char16_t (UTF-16). Allocates nothing, linear in the length of the script.
/// Limits: a NUL does not end the script here; SQLite stops at one, so whoever runs the statement has to refuse it.
template <class Unit>
class BasicStatementScanner {
public:
    /// `script` must outlive the scanner.
    BasicStatementScanner(std::basic_string_view<Unit> script, DialectId dialect, ScanStart from = {});

    /// The next statement, or nothing when only white space, comments and semicolons are left.
    [[nodiscard]] std::optional<Statement> next();

private:
    [[nodiscard]] bool skipToFirstToken();
    [[nodiscard]] bool atMeta() const;
    void readSql(Statement& statement);
    void readMeta(Statement& statement);

    std::basic_string_view<Unit> m_script;
    std::size_t m_position;
    /// Up to here line ends have been counted into `m_line`.
    std::size_t m_counted;
    std::size_t m_line;
    bool m_understood;
};

extern template class BasicStatementScanner<char>;
extern template class BasicStatementScanner<char16_t>;

using StatementScanner = BasicStatementScanner<char>;
using Utf16StatementScanner = BasicStatementScanner<char16_t>;

/// All statements of a script, in order.
/// Unit: bytes.
[[nodiscard]] std::vector<Statement> split(std::string_view utf8, DialectId dialect);
/// Unit: UTF-16 code units.
[[nodiscard]] std::vector<Statement> split(std::u16string_view utf16, DialectId dialect);

/// The statement that a caret means, as an index into `statements` (those of the whole `script`): the one that the
/// caret stands in or at either end of (of two that touch, the one whose terminator stands before the caret: it may
/// just have been typed), else the one that ends before it on the same line, else the one that begins behind it on the
/// same line, else none. An unterminated last statement reaches to the end of the script.
[[nodiscard]] std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::string_view script,
                                                     std::size_t caret);
[[nodiscard]] std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::u16string_view script,
                                                     std::size_t caret);

/// Whether there is a statement in the text: anything but white space, comments and semicolons.
[[nodiscard]] bool hasMoreThanWhitespace(std::string_view utf8, DialectId dialect);

} // namespace dbv::sql
