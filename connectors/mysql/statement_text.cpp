// SPDX-License-Identifier: Apache-2.0
#include "mysql/statement_text.h"

#include <algorithm>
#include <array>

#include <dbv/core/first_word.h>

namespace dbv::mysql {

namespace {

bool isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80U;
}

// What CREATE, DROP and ALTER can be about; the words before it (OR REPLACE, TEMPORARY, DEFINER = ...) do not matter.
constexpr std::array kObjects = std::to_array<std::string_view>(
    {"TABLE", "VIEW", "INDEX", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "DATABASE", "SCHEMA", "USER", "ROLE",
     "SEQUENCE", "SERVER", "TABLESPACE", "PACKAGE", "LOGFILE", "RESOURCE", "PREPARE"});
// Those that hold statements of their own.
constexpr std::array kPrograms = std::to_array<std::string_view>(
    {"CREATE TRIGGER", "CREATE PROCEDURE", "CREATE FUNCTION", "CREATE EVENT", "ALTER EVENT", "CREATE PACKAGE"});
// Statements of stored programs that MariaDB runs by themselves.
constexpr std::array kCompound = std::to_array<std::string_view>({"IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR"});
constexpr std::array kVerbs =
    std::to_array<std::string_view>({"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "VALUES", "TABLE"});

/// Reads a statement word by word, as far as its command needs.
class CommandReader {
public:
    explicit CommandReader(std::string_view sql) : m_reader(sql) {}

    std::string nextWord() {
        Token token = m_reader.next();
        while (token.kind == TokenKind::Semicolon || (token.kind == TokenKind::Symbol && m_reader.text(token) == "(")) {
            token = m_reader.next();
        }
        return wordOf(token);
    }
    // Behind WITH stand names and bracketed queries; the first of these verbs outside brackets is the command.
    std::string verbAfterWith() {
        int depth = 0;
        for (Token token = m_reader.next(); token.kind != TokenKind::End; token = m_reader.next()) {
            const std::string_view text = m_reader.text(token);
            depth += text == "(" ? 1 : text == ")" ? -1 : 0;
            if (const std::string word = wordOf(token); depth == 0 && listed(kVerbs, word)) {
                return word;
            }
        }
        return "WITH";
    }
    std::string objectAfter(const std::string& verb) {
        constexpr int kFarEnough = 24;
        for (int i = 0; i < kFarEnough; ++i) {
            const Token token = m_reader.next();
            if (token.kind == TokenKind::End) {
                break;
            }
            if (const std::string word = wordOf(token); listed(kObjects, word)) {
                std::string both = verb;
                both += ' ';
                both += word;
                return both;
            }
        }
        return verb;
    }

private:
    std::string wordOf(const Token& token) const {
        return token.kind == TokenKind::Word ? upperCase(m_reader.text(token)) : std::string();
    }

    TokenReader m_reader;
};

/// Whether the statement that begins at `from` may hold semicolons of its own.
bool isProgram(std::string_view sql, std::size_t from, EscapeRules rules) {
    if (listed(kPrograms, commandOf(sql.substr(from)))) {
        return true;
    }
    TokenReader reader(sql, rules, from);
    const Token first = reader.next();
    const std::string word = first.kind == TokenKind::Word ? upperCase(reader.text(first)) : std::string();
    const Token second = reader.next();
    if (word == "BEGIN") {
        return second.kind == TokenKind::Word && upperCase(reader.text(second)) == "NOT";
    }
    const bool labelled = second.kind == TokenKind::Symbol && reader.text(second) == ":";
    return listed(kCompound, word) || labelled;
}

// Commands that are told with what stands behind them.
constexpr auto kWithMore = std::to_array<std::string_view>({"ALTER", "CREATE", "DROP", "WITH"});

} // namespace

std::size_t TokenReader::endOfQuoted(std::size_t from, bool escapes, bool& open) const {
    const char quote = m_sql[from];
    for (std::size_t at = from + 1; at < m_sql.size(); ++at) {
        if (m_sql[at] == '\\' && escapes) {
            ++at;
        } else if (m_sql[at] == quote) {
            if (at + 1 >= m_sql.size() || m_sql[at + 1] != quote) {
                return at + 1;
            }
            ++at;
        }
    }
    open = true;
    return m_sql.size();
}

void TokenReader::skipBlank() {
    while (m_at < m_sql.size()) {
        const std::string_view rest = m_sql.substr(m_at);
        if (isBlank(rest.front())) {
            ++m_at;
        } else if (rest.starts_with("\xEF\xBB\xBF")) {
            m_at += 3;
        } else if (rest.front() == '#' ||
                   (rest.starts_with("--") && (rest.size() == 2 || isBlank(rest[2]) || rest[2] == '\0'))) {
            m_at = std::min(m_sql.find('\n', m_at), m_sql.size());
        } else if (rest.starts_with("/*!") || rest.starts_with("/*M!")) {
            m_versionedFrom = m_at;
            m_at += rest[2] == 'M' ? 4U : 3U;
            while (m_at < m_sql.size() && isDigit(m_sql[m_at])) {
                ++m_at;
            }
            m_inVersioned = true;
        } else if (rest.starts_with("*/") && m_inVersioned) {
            m_at += 2;
            m_inVersioned = false;
        } else if (rest.starts_with("/*")) {
            const std::size_t end = m_sql.find("*/", m_at + 2);
            m_at = end == std::string_view::npos ? m_sql.size() : end + 2;
        } else {
            break;
        }
    }
}

Token TokenReader::next() {
    skipBlank();
    if (m_at >= m_sql.size()) {
        return {TokenKind::End, {m_sql.size(), m_sql.size()}};
    }
    Token token{TokenKind::Symbol, {m_at, m_at + 1}};
    switch (const char first = m_sql[m_at]) {
    case '\'':
        token.kind = TokenKind::Text;
        token.span.end = endOfQuoted(m_at, m_rules.inSingleQuotes, token.open);
        break;
    case '"':
        token.kind = TokenKind::DoubleQuoted;
        token.span.end = endOfQuoted(m_at, m_rules.inDoubleQuotes, token.open);
        break;
    case '`':
        token.kind = TokenKind::Name;
        token.span.end = endOfQuoted(m_at, false, token.open);
        break;
    case ';': token.kind = TokenKind::Semicolon; break;
    case '\0': token.kind = TokenKind::Nul; break;
    default:
        if (isWordByte(first)) {
            token.kind = TokenKind::Word;
            while (token.span.end < m_sql.size() && isWordByte(m_sql[token.span.end])) {
                ++token.span.end;
            }
        }
        break;
    }
    m_at = token.span.end;
    return token;
}

StatementPlace findStatement(std::string_view sql, EscapeRules rules) {
    StatementPlace place;
    // What begins with a word, and has nothing in it that could end it or be for some versions only, is one as a whole.
    const bool plain = !sql.empty() &&
                       ((sql.front() >= 'A' && sql.front() <= 'Z') || (sql.front() >= 'a' && sql.front() <= 'z')) &&
                       !sql.contains(';') && !sql.contains('\0') && !sql.contains("/*");
    if (plain) {
        place.statement = {0, sql.size()};
        return place;
    }
    TokenReader reader(sql, rules);
    Token token = reader.next();
    while (token.kind == TokenKind::Semicolon) {
        token = reader.next();
    }
    // Without its mark, what is for another version would be run, and what is closed behind it would not be understood.
    const std::size_t begin = reader.versionedFrom().value_or(token.span.begin);
    place.statement = {begin, begin};
    const bool program = isProgram(sql, token.span.begin, rules);
    bool ended = false;
    bool versioned = false;
    for (; token.kind != TokenKind::End; token = reader.next()) {
        if (token.kind == TokenKind::Nul) {
            place.nul = token.span.begin;
            return place;
        }
        if (token.kind == TokenKind::Semicolon && !program) {
            if (versioned && !reader.versionedFrom()) {
                // It is closed between the last token and this one.
                const std::string_view closed = sql.substr(0, token.span.begin);
                place.statement.end = closed.rfind("*/") + 2;
            }
            versioned = false;
            ended = true;
        } else if (ended) {
            place.second = TextSpan{token.span.begin, sql.size()};
            return place;
        } else {
            place.statement.end = token.span.end;
            versioned = reader.versionedFrom().has_value();
        }
    }
    // Comments at the end belong to it: a versioned one may be closed there.
    if (!ended && !place.statement.empty()) {
        place.statement.end = sql.size();
    }
    return place;
}

std::string commandOf(std::string_view sql) {
    if (std::string plain = upperCase(plainFirstWord(sql)); !plain.empty() && !listed(kWithMore, plain)) {
        return plain;
    }
    CommandReader reader(sql);
    std::string first = reader.nextWord();
    if (first == "WITH") {
        return reader.verbAfterWith();
    }
    return first == "CREATE" || first == "DROP" || first == "ALTER" ? reader.objectAfter(first) : first;
}

std::string wordBehind(std::string_view sql, std::string_view first) {
    CommandReader reader(sql);
    return reader.nextWord() == first ? reader.nextWord() : std::string();
}

bool countsChanges(std::string_view command) {
    return command == "INSERT" || command == "UPDATE" || command == "DELETE" || command == "REPLACE" ||
           command == "LOAD";
}

bool onlyReads(std::string_view command) {
    static constexpr auto kReading = std::to_array<std::string_view>(
        {"SELECT", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "VALUES", "TABLE", "HELP", "USE"});
    return listed(kReading, command);
}

bool hasReturning(std::string_view sql) {
    static constexpr std::string_view kWord("RETURNING");
    const auto same = [](char c, char wanted) {
        return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == wanted;
    };
    std::size_t at = 0;
    while (at < sql.size() && !(same(sql[at], 'R') && std::ranges::equal(sql.substr(at, kWord.size()), kWord, same))) {
        ++at;
    }
    if (at == sql.size()) {
        return false;
    }
    TokenReader reader(sql);
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        if (token.kind == TokenKind::Word && upperCase(reader.text(token)) == "RETURNING") {
            return true;
        }
    }
    return false;
}

TextSpan tokenAt(std::string_view sql, std::size_t at) {
    TokenReader reader(sql, {}, std::min(at, sql.size()));
    const Token token = reader.next();
    return token.kind == TokenKind::End ? TextSpan{sql.size(), sql.size()} : token.span;
}

std::optional<TextSpan> onlyPlaceOf(std::string_view sql, std::string_view name) {
    const std::string wanted = upperCase(name);
    const std::string quoted = upperCase(quotedName(name));
    std::optional<TextSpan> found;
    TokenReader reader(sql);
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string text = upperCase(reader.text(token));
        const bool same =
            (token.kind == TokenKind::Word && text == wanted) || (token.kind == TokenKind::Name && text == quoted);
        if (same && found) {
            return std::nullopt;
        }
        found = same ? std::optional(token.span) : found;
    }
    return found;
}

std::string upperCase(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

std::string quotedName(std::string_view name) {
    std::string quoted(1, '`');
    for (const char c : name) {
        quoted += c;
        if (c == '`') {
            quoted += c;
        }
    }
    return quoted + '`';
}

std::string bytesLiteral(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string literal = "x'";
    literal.reserve(literal.size() + bytes.size() * 2 + 1);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        literal += kDigits[byte >> 4U];
        literal += kDigits[byte & 15U];
    }
    return literal + "'";
}

std::string textLiteral(std::string_view text) {
    return "_utf8mb4 " + bytesLiteral(text);
}

std::string isDatabase(std::string_view column, std::string_view database) {
    const std::string name = textLiteral(database);
    std::string condition(column);
    // The first half finds it without looking into every database there is.
    condition += " = ";
    condition += name;
    condition += " AND (@@lower_case_table_names <> 0 OR CAST(";
    condition += column;
    condition += " AS BINARY) = ";
    condition += name;
    condition += ")";
    return condition;
}

} // namespace dbv::mysql
