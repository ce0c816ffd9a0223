// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include "sql/sqlite_completion.h"
#include "sql/sqlite_scanner.h"
#include "sql/sqlite_units.h"

#include <algorithm>

namespace dbv::sql {
namespace {

/// The end of [begin, end) without the white space before it.
template <class Unit>
std::size_t trimmedEnd(std::basic_string_view<Unit> text, std::size_t begin, std::size_t end) {
    while (end > begin && isSqliteSpace(text[end - 1])) {
        --end;
    }
    return end;
}

template <class Unit>
SqliteCompletion::Word completionWord(TokenKind kind, std::basic_string_view<Unit> token) {
    if (kind == TokenKind::Semicolon) {
        return SqliteCompletion::Word::Semicolon;
    }
    return kind == TokenKind::Identifier ? SqliteCompletion::wordOf(token) : SqliteCompletion::Word::Other;
}

template <class Unit>
std::vector<Statement> splitAll(std::basic_string_view<Unit> script, DialectId dialect) {
    std::vector<Statement> statements;
    BasicStatementScanner<Unit> scanner(script, dialect);
    while (const std::optional<Statement> statement = scanner.next()) {
        statements.push_back(*statement);
    }
    return statements;
}

} // namespace

template <class Unit>
BasicStatementScanner<Unit>::BasicStatementScanner(std::basic_string_view<Unit> script, DialectId dialect,
                                                   ScanStart from)
    : m_script(script),
      m_position(std::min(from.offset, script.size())),
      m_counted(m_position),
      m_line(from.line),
      m_understood(understands(dialect)) {}

template <class Unit>
std::optional<Statement> BasicStatementScanner<Unit>::next() {
    if (!skipToFirstToken()) {
        return std::nullopt;
    }
    const auto at = [this](std::size_t offset) { return m_script.begin() + static_cast<std::ptrdiff_t>(offset); };
    m_line += static_cast<std::size_t>(std::count(at(m_counted), at(m_position), Unit{'\n'}));
    m_counted = m_position;

    Statement statement;
    statement.span.begin = m_position;
    statement.line = m_line;
    if (!m_understood) {
        m_position = m_script.size();
        statement.span.end = trimmedEnd(m_script, statement.span.begin, m_position);
    } else if (atMeta()) {
        readMeta(statement);
    } else {
        readSql(statement);
    }
    statement.after = m_position;
    return statement;
}

template <class Unit>
bool BasicStatementScanner<Unit>::skipToFirstToken() {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    while (m_position < m_script.size()) {
        const Unit* const p = base + m_position;
        if (!m_understood) {
            if (!isSqliteSpace(*p)) {
                return true;
            }
            ++m_position;
            continue;
        }
        const SqliteToken<Unit> token = scanSqlite(p, end);
        if (!isBlank(token.kind) && token.kind != TokenKind::Semicolon) {
            return true;
        }
        m_position = static_cast<std::size_t>(token.end - base);
    }
    return false;
}

template <class Unit>
bool BasicStatementScanner<Unit>::atMeta() const {
    const std::size_t begin = m_position;
    if (m_script[begin] != Unit{'.'} || begin + 1 == m_script.size()) {
        return false;
    }
    const auto letter = static_cast<std::uint32_t>(m_script[begin + 1]) | 0x20U;
    if (letter < 'a' || letter > 'z') {
        return false;
    }
    return begin == 0 || m_script[begin - 1] == Unit{'\n'};
}

template <class Unit>
void BasicStatementScanner<Unit>::readMeta(Statement& statement) {
    const std::size_t lineEnd = m_script.find(Unit{'\n'}, m_position);
    statement.kind = StatementKind::Meta;
    statement.terminated = lineEnd != m_script.npos;
    const std::size_t end = statement.terminated ? lineEnd : m_script.size();
    statement.span.end = trimmedEnd(m_script, statement.span.begin, end);
    m_position = statement.terminated ? end + 1 : end;
}

template <class Unit>
void BasicStatementScanner<Unit>::readSql(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    const Unit* textEnd = p;
    bool endsInLineComment = false;
    SqliteCompletion completion;
    while (p != end && !statement.terminated) {
        const SqliteToken<Unit> token = scanSqlite(p, end);
        const std::basic_string_view<Unit> text(p, token.end);
        p = token.end;
        if (token.kind == TokenKind::Whitespace) {
            continue;
        }
        statement.terminated = !isBlank(token.kind) && completion.feed(completionWord(token.kind, text));
        if (!statement.terminated) {
            textEnd = p;
            endsInLineComment = token.kind == TokenKind::LineComment;
        }
    }
    statement.span.end = static_cast<std::size_t>(textEnd - base);
    if (endsInLineComment) {
        statement.span.end = trimmedEnd(m_script, statement.span.begin, statement.span.end);
    }
    m_position = static_cast<std::size_t>(p - base);
}

template class BasicStatementScanner<char>;
template class BasicStatementScanner<char16_t>;

std::vector<Statement> split(std::string_view utf8, DialectId dialect) {
    return splitAll(utf8, dialect);
}

std::vector<Statement> split(std::u16string_view utf16, DialectId dialect) {
    return splitAll(utf16, dialect);
}

bool hasMoreThanWhitespace(std::string_view utf8, DialectId dialect) {
    return StatementScanner(utf8, dialect).next().has_value();
}

} // namespace dbv::sql
