// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include "sql/dialect_scanner.h"
#include "sql/postgres_completion.h"
#include "sql/server_units.h"
#include "sql/sqlite_completion.h"
#include "sql/sqlite_units.h"

#include <algorithm>
#include <array>

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

/// Where the text of a statement ends: behind its last token that is not white space. A comment at the end of a line goes with
/// it without the blanks behind it.
template <class Unit>
class StatementEnd {
public:
    explicit StatementEnd(const Unit* begin) : m_end(begin) {}

    void pass(const ScannedToken<Unit>& token) {
        if (token.kind != TokenKind::Whitespace) {
            m_end = token.end;
            m_inLineComment = token.kind == TokenKind::LineComment;
        }
    }
    [[nodiscard]] std::size_t in(std::basic_string_view<Unit> script, std::size_t begin) const {
        const auto end = static_cast<std::size_t>(m_end - script.data());
        return m_inLineComment ? trimmedEnd(script, begin, end) : end;
    }

private:
    const Unit* m_end;
    bool m_inLineComment = false;
};

template <class Unit>
std::basic_string_view<Unit> lineFrom(std::basic_string_view<Unit> script, std::size_t begin) {
    return script.substr(begin, std::min(script.find(Unit{'\n'}, begin), script.size()) - begin);
}

/// The first word of a line, without what separates it from the rest.
template <class Unit>
std::basic_string_view<Unit> wordFrom(std::basic_string_view<Unit> line) {
    const auto end = std::ranges::find_if(line, [](Unit unit) { return isSpaceUnit(unit) || unit == Unit{';'}; });
    return line.substr(0, static_cast<std::size_t>(end - line.begin()));
}

/// Whether a word at the start of a line is for the command-line client of MySQL and not for the server.
template <class Unit>
bool isMySqlCommand(std::basic_string_view<Unit> word) {
    static constexpr auto kCommands =
        std::to_array<std::string_view>({"clear",   "connect", "delimiter", "edit",   "ego",   "exit",     "go",
                                         "nopager", "notee",   "nowarning", "pager",  "print", "prompt",   "quit",
                                         "rehash",  "source",  "status",    "system", "tee",   "warnings", "charset"});
    return std::ranges::any_of(kCommands, [word](std::string_view command) { return isWord(word, command); });
}

} // namespace

template <class Unit>
BasicStatementScanner<Unit>::BasicStatementScanner(std::basic_string_view<Unit> script, DialectId dialect,
                                                   ScanStart from)
    : m_script(script),
      m_position(std::min(from.offset, script.size())),
      m_counted(m_position),
      m_line(from.line),
      m_dialect(dialect),
      m_mode(from.mode) {}

template <class Unit>
std::optional<Statement> BasicStatementScanner<Unit>::next() {
    const bool copyData = m_mode.copyData && skipToCopyData();
    m_mode.copyData = false;
    if (!copyData && !skipToFirstToken()) {
        return std::nullopt;
    }
    const auto at = [this](std::size_t offset) { return m_script.begin() + static_cast<std::ptrdiff_t>(offset); };
    m_line += static_cast<std::size_t>(std::count(at(m_counted), at(m_position), Unit{'\n'}));
    m_counted = m_position;

    Statement statement;
    statement.span.begin = m_position;
    statement.line = m_line;
    if (copyData) {
        readCopyData(statement);
    } else if (atMeta()) {
        readMeta(statement);
    } else {
        readSql(statement);
    }
    statement.after = m_position;
    statement.mode = m_mode;
    return statement;
}

template <class Unit>
bool BasicStatementScanner<Unit>::skipToFirstToken() {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    while (m_position < m_script.size()) {
        const std::size_t delimiter = delimiterAt(m_position);
        if (delimiter > 0) {
            m_position += delimiter;
            continue;
        }
        const ScannedToken<Unit> token = scanToken(m_dialect, base + m_position, end);
        const bool separator = token.kind == TokenKind::Semicolon && m_mode.delimiterSize == 0;
        if (!isBlank(token.kind) && !separator) {
            return true;
        }
        m_position = static_cast<std::size_t>(token.end - base);
    }
    return false;
}

template <class Unit>
bool BasicStatementScanner<Unit>::atMeta() const {
    const std::size_t begin = m_position;
    const bool lineBegins = begin == 0 || m_script[begin - 1] == Unit{'\n'};
    switch (m_dialect) {
    case DialectId::PostgreSql: return m_script[begin] == Unit{'\\'};
    case DialectId::Sqlite:
        return lineBegins && m_script[begin] == Unit{'.'} && begin + 1 < m_script.size() &&
               isLetterUnit(m_script[begin + 1]);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    const std::basic_string_view<Unit> line = lineFrom(m_script, begin);
    const std::basic_string_view<Unit> word = wordFrom(line);
    if (!lineBegins || !isMySqlCommand(word)) {
        return false;
    }
    if (isWord(word, "delimiter")) {
        return true;
    }
    // The client lets a line through that has the delimiter in it.
    for (std::size_t offset = 0; offset < line.size(); ++offset) {
        if (delimiterAt(begin + offset) > 0 || (m_mode.delimiterSize == 0 && line[offset] == Unit{';'})) {
            return false;
        }
    }
    return true;
}

template <class Unit>
std::size_t BasicStatementScanner<Unit>::delimiterAt(std::size_t offset) const {
    const std::size_t size = m_mode.delimiterSize;
    if (size == 0 || m_script.size() - offset < size) {
        return 0;
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (m_script[offset + i] != static_cast<Unit>(m_mode.delimiter[i])) {
            return 0;
        }
    }
    return size;
}

template <class Unit>
void BasicStatementScanner<Unit>::takeDelimiter(std::basic_string_view<Unit> line) {
    const std::basic_string_view<Unit> word = wordFrom(line);
    if (!isWord(word, "delimiter")) {
        return;
    }
    line.remove_prefix(word.size());
    while (!line.empty() && isSpaceUnit(line.front())) {
        line.remove_prefix(1);
    }
    const auto stop = std::ranges::find_if(line, isSpaceUnit<Unit>);
    const auto size = static_cast<std::size_t>(stop - line.begin());
    ScriptMode mode;
    const bool usual = size == 1 && line.front() == Unit{';'};
    // A longer one than anybody writes, or one beyond ASCII, is left as it was.
    if (size == 0 || size > mode.delimiter.size() ||
        std::ranges::any_of(line.substr(0, size), [](Unit unit) { return isBeyondAscii(unit); })) {
        return;
    }
    if (!usual) {
        mode.delimiterSize = static_cast<std::uint8_t>(size);
        std::ranges::transform(line.substr(0, size), mode.delimiter.begin(),
                               [](Unit unit) { return static_cast<char>(unit); });
    }
    m_mode = mode;
}

template <class Unit>
void BasicStatementScanner<Unit>::readMeta(Statement& statement) {
    const std::basic_string_view<Unit> line = lineFrom(m_script, m_position);
    const std::size_t lineEnd = m_position + line.size();
    statement.kind = StatementKind::Meta;
    statement.terminated = lineEnd < m_script.size();
    statement.span.end = trimmedEnd(m_script, statement.span.begin, lineEnd);
    if (m_dialect == DialectId::MySql || m_dialect == DialectId::MariaDb) {
        takeDelimiter(line);
    }
    m_position = statement.terminated ? lineEnd + 1 : lineEnd;
}

template <class Unit>
void BasicStatementScanner<Unit>::readSql(Statement& statement) {
    switch (m_dialect) {
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
void BasicStatementScanner<Unit>::readPostgres(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    StatementEnd<Unit> textEnd(p);
    PostgresCompletion completion;
    while (p != end && !statement.terminated) {
        if (*p == Unit{'\\'}) {
            const Unit second = unitAt(p, end, 1);
            if (second != Unit{';'}) {
                // Ended by a command of the client; `\g` alone says no more than that.
                const auto line = lineFrom(m_script, static_cast<std::size_t>(p - base));
                const bool plainGo = trimmedEnd(line, 0, line.size()) == 2 && second == Unit{'g'};
                statement.terminated = true;
                p += plainGo ? 2 : 0;
                break;
            }
            p += 2;
            textEnd.pass({TokenKind::Operator, p});
            continue;
        }
        const ScannedToken<Unit> token = resumePostgres(p, end, LexerState::Plain);
        statement.terminated = completion.feed(token.kind, std::basic_string_view<Unit>(p, token.end));
        p = token.end;
        if (!statement.terminated) {
            textEnd.pass(token);
        }
    }
    statement.span.end = textEnd.in(m_script, statement.span.begin);
    m_position = static_cast<std::size_t>(p - base);
    m_mode.copyData = statement.terminated && completion.copiesIn();
}

template <class Unit>
void BasicStatementScanner<Unit>::readMySql(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    StatementEnd<Unit> textEnd(p);
    while (p != end && !statement.terminated) {
        if (const std::size_t size = delimiterAt(static_cast<std::size_t>(p - base)); size > 0) {
            statement.terminated = true;
            p += size;
            break;
        }
        const Unit second = unitAt(p, end, 1);
        if (*p == Unit{'\\'} && (second == Unit{'g'} || second == Unit{'G'})) {
            statement.terminated = true;
            p += 2;
            break;
        }
        ScannedToken<Unit> token = resumeMySql(p, end, LexerState::Plain);
        // A delimiter ends a statement within what would be one token, too: `END//`.
        if (m_mode.delimiterSize > 0 && (token.kind == TokenKind::Operator || token.kind == TokenKind::Identifier ||
                                         token.kind == TokenKind::Number || token.kind == TokenKind::Invalid)) {
            for (const Unit* q = p + 1; q < token.end; ++q) {
                if (delimiterAt(static_cast<std::size_t>(q - base)) > 0) {
                    token.end = q;
                }
            }
        }
        statement.terminated = token.kind == TokenKind::Semicolon && m_mode.delimiterSize == 0;
        p = token.end;
        if (!statement.terminated) {
            textEnd.pass(token);
        }
    }
    statement.span.end = textEnd.in(m_script, statement.span.begin);
    m_position = static_cast<std::size_t>(p - base);
}

template <class Unit>
bool BasicStatementScanner<Unit>::skipToCopyData() {
    // What stands on the same line behind the statement is SQL, and then there are no rows.
    const std::basic_string_view<Unit> line = lineFrom(m_script, m_position);
    const Unit* p = line.data();
    const Unit* const end = p + line.size();
    while (p != end) {
        const ScannedToken<Unit> token = resumePostgres(p, end, LexerState::Plain);
        if (!isBlank(token.kind) || token.open != LexerState::Plain) {
            return false;
        }
        p = token.end;
    }
    if (m_position + line.size() == m_script.size()) {
        return false;
    }
    m_position += line.size() + 1;
    return true;
}

template <class Unit>
void BasicStatementScanner<Unit>::readCopyData(Statement& statement) {
    statement.kind = StatementKind::CopyData;
    while (m_position < m_script.size()) {
        const std::basic_string_view<Unit> line = lineFrom(m_script, m_position);
        const std::size_t begin = m_position;
        m_position = std::min(begin + line.size() + 1, m_script.size());
        const std::size_t size = trimmedEnd(line, 0, line.size());
        if (size == 2 && line[0] == Unit{'\\'} && line[1] == Unit{'.'}) {
            statement.span.end = begin;
            statement.terminated = true;
            return;
        }
    }
    statement.span.end = m_script.size();
}

template class BasicStatementScanner<char>;
template class BasicStatementScanner<char16_t>;

bool isObeyedByReading(std::string_view meta, DialectId dialect) {
    const bool mySql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    return mySql && isWord(wordFrom(meta), "delimiter");
}

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
