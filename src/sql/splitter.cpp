// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include "sql/dialect_scanner.h"
#include "sql/script_text.h"
#include "sql/sqlite_completion.h"

#include <algorithm>

namespace dbv::sql {
namespace {

template <class Unit>
SqliteCompletion::Word completionWord(TokenKind kind, std::basic_string_view<Unit> token) {
    if (kind == TokenKind::Semicolon) {
        return SqliteCompletion::Word::Semicolon;
    }
    return kind == TokenKind::Identifier ? SqliteCompletion::wordOf(token) : SqliteCompletion::Word::Other;
}

/// Whether a comment is one that an extension of PostgreSQL reads: hints for the planner stand in front of their statement.
template <class Unit>
bool areHints(const Grammar& grammar, const Unit* begin, const ScannedToken<Unit>& token) {
    constexpr std::ptrdiff_t kLeast = 5;
    return grammar.dialect == DialectId::PostgreSql && token.kind == TokenKind::BlockComment &&
           token.open == LexerState::Plain && token.end - begin >= kLeast && begin[2] == Unit{'+'};
}

template <class Unit>
std::vector<Statement> splitAll(std::basic_string_view<Unit> script, Grammar grammar) {
    std::vector<Statement> statements;
    BasicStatementScanner<Unit> scanner(script, grammar);
    while (const std::optional<Statement> statement = scanner.next()) {
        statements.push_back(*statement);
    }
    return statements;
}

} // namespace

template <class Unit>
BasicStatementScanner<Unit>::BasicStatementScanner(std::basic_string_view<Unit> script, Grammar grammar, ScanStart from)
    : m_script(script),
      m_position(std::min(from.offset, script.size())),
      m_counted(m_position),
      m_line(from.line),
      m_grammar(grammar),
      m_mode(from.mode),
      m_lastBlank(m_position) {}

template <class Unit>
std::optional<Statement> BasicStatementScanner<Unit>::next() {
    const bool copyData = m_mode.copies > 0 && skipToCopyData();
    m_mode.copies = copyData ? static_cast<std::uint8_t>(m_mode.copies - 1) : std::uint8_t{0};
    std::optional<std::size_t> hints;
    if (!copyData && !skipToFirstToken(hints)) {
        return std::nullopt;
    }
    const bool isMeta = !copyData && atMeta();
    const std::size_t begin = isMeta ? m_position : hints.value_or(m_position);
    const auto at = [this](std::size_t offset) { return m_script.begin() + static_cast<std::ptrdiff_t>(offset); };
    m_line += static_cast<std::size_t>(std::count(at(m_counted), at(begin), Unit{'\n'}));
    m_counted = begin;

    Statement statement;
    statement.span.begin = begin;
    statement.line = m_line;
    if (copyData) {
        readCopyData(statement);
    } else if (isMeta) {
        readMeta(statement);
    } else {
        readSql(statement);
    }
    statement.after = m_position;
    statement.mode = m_mode;
    return statement;
}

template <class Unit>
bool BasicStatementScanner<Unit>::skipToFirstToken(std::optional<std::size_t>& hints) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    while (m_position < m_script.size()) {
        m_lastBlank = hints.value_or(m_position);
        const std::size_t delimiter = delimiterAt(m_position);
        if (delimiter > 0 && isLetterUnit(m_script[m_position]) && atMySqlMeta()) {
            // A client that is told to end statements with the word DELIMITER still knows the line.
            return true;
        }
        if (delimiter > 0) {
            m_position += delimiter;
            continue;
        }
        if (const std::size_t skipped = clientBlankAt(m_position); skipped > 0) {
            hints.reset();
            m_position += skipped;
            continue;
        }
        const ScannedToken<Unit> token = scanToken(m_grammar, base + m_position, end);
        const bool separator = token.kind == TokenKind::Semicolon && m_mode.delimiterSize == 0;
        if (!isBlank(token.kind) && !separator) {
            return true;
        }
        note(base + m_position, token, m_unclosed);
        if (separator) {
            hints.reset();
        } else if (!hints && areHints(m_grammar, base + m_position, token)) {
            hints = m_position;
        }
        m_position = static_cast<std::size_t>(token.end - base);
    }
    m_lastBlank = hints.value_or(m_lastBlank);
    return false;
}

template <class Unit>
std::size_t BasicStatementScanner<Unit>::clientBlankAt(std::size_t offset) const {
    const Unit second = offset + 1 < m_script.size() ? m_script[offset + 1] : Unit{};
    switch (m_grammar.dialect) {
    case DialectId::Sqlite: {
        const bool atLineStart = offset == 0 || m_script[offset - 1] == Unit{'\n'};
        return atLineStart && m_script[offset] == Unit{'#'} ? lineFrom(m_script, offset).size() : 0;
    }
    case DialectId::PostgreSql: return m_script[offset] == Unit{'\\'} && second == Unit{';'} ? 2 : 0;
    case DialectId::MySql:
    case DialectId::MariaDb:
        return m_script[offset] == Unit{'-'} && second == Unit{'-'} ? lineFrom(m_script, offset).size() : 0;
    }
    return 0;
}

template <class Unit>
std::basic_string_view<Unit> BasicStatementScanner<Unit>::lineAt(std::size_t offset) {
    if (!m_lineEnd || *m_lineEnd < offset) {
        m_lineEnd = offset + lineFrom(m_script, offset).size();
    }
    return m_script.substr(offset, *m_lineEnd - offset);
}

template <class Unit>
bool BasicStatementScanner<Unit>::atMeta() {
    const std::size_t begin = m_position;
    switch (m_grammar.dialect) {
    case DialectId::PostgreSql: return m_script[begin] == Unit{'\\'};
    case DialectId::Sqlite:
        return m_script[begin] == Unit{'.'} && begin + 1 < m_script.size() && isLetterUnit(m_script[begin + 1]) &&
               (begin == 0 || m_script[begin - 1] == Unit{'\n'});
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return atMySqlMeta();
}

template <class Unit>
void BasicStatementScanner<Unit>::readMeta(Statement& statement) {
    const std::basic_string_view<Unit> line = lineAt(m_position);
    const std::size_t lineEnd = m_position + line.size();
    statement.kind = StatementKind::Meta;
    std::size_t end = lineEnd;
    switch (m_grammar.dialect) {
    case DialectId::Sqlite: break;
    case DialectId::PostgreSql: end = readPostgresMeta(line); break;
    case DialectId::MySql:
    case DialectId::MariaDb: end = readMySqlMeta(line); break;
    }
    statement.terminated = end < m_script.size();
    statement.span.end = trimmedEnd(m_script, statement.span.begin, end);
    m_position = end == lineEnd && statement.terminated ? lineEnd + 1 : end;
}

template <class Unit>
void BasicStatementScanner<Unit>::readSql(Statement& statement) {
    switch (m_grammar.dialect) {
    case DialectId::Sqlite: readSqlite(statement); break;
    case DialectId::PostgreSql: readPostgres(statement); break;
    case DialectId::MySql:
    case DialectId::MariaDb: readMySql(statement); break;
    }
}

template <class Unit>
void BasicStatementScanner<Unit>::readSqlite(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    StatementEnd<Unit> textEnd(p);
    SqliteCompletion completion;
    while (p != end && !statement.terminated) {
        const ScannedToken<Unit> token = scanSqlite(p, end);
        const std::basic_string_view<Unit> text(p, token.end);
        note(p, token, statement.unclosed);
        p = token.end;
        statement.terminated = token.kind != TokenKind::Whitespace && !isBlank(token.kind) &&
                               completion.feed(completionWord(token.kind, text));
        if (!statement.terminated) {
            textEnd.pass(token);
        }
    }
    statement.span.end = textEnd.in(m_script, statement.span.begin);
    m_position = static_cast<std::size_t>(p - base);
}

template <class Unit>
void BasicStatementScanner<Unit>::note(const Unit* begin, const ScannedToken<Unit>& token,
                                       std::optional<Token>& unclosed) const {
    if (token.open != LexerState::Plain && token.end == m_script.data() + m_script.size()) {
        const auto offset = [this](const Unit* place) { return static_cast<std::size_t>(place - m_script.data()); };
        unclosed = Token{token.kind, {offset(begin), offset(token.end)}, true};
    }
}

template class BasicStatementScanner<char>;
template class BasicStatementScanner<char16_t>;

std::vector<Statement> split(std::string_view utf8, Grammar grammar) {
    return splitAll(utf8, grammar);
}

std::vector<Statement> split(std::u16string_view utf16, Grammar grammar) {
    return splitAll(utf16, grammar);
}

bool hasAnotherBehindFirst(std::string_view utf8, Grammar grammar) {
    StatementScanner scanner(utf8, grammar);
    static_cast<void>(scanner.next());
    std::optional<Statement> next = scanner.next();
    while (next && next->kind == StatementKind::CopyData) {
        next = scanner.next();
    }
    return next.has_value();
}

bool hasMoreThanWhitespace(std::string_view utf8, DialectId dialect) {
    return StatementScanner(utf8, dialect).next().has_value();
}

} // namespace dbv::sql
