// SPDX-License-Identifier: Apache-2.0
#include "sqlite/statement_text.h"

#include <algorithm>
#include <array>

namespace dbv::sqlite {

namespace {

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == ';';
}

bool isWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80U;
}

char upperCase(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string upperCase(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) { return upperCase(c); });
    return upper;
}

// The end of a quoted text; a doubled quote stands for itself, except in brackets.
std::size_t endOfQuoted(std::string_view sql, std::size_t from) {
    const char close = sql[from] == '[' ? ']' : sql[from];
    std::size_t at = from + 1;
    while (true) {
        at = sql.find(close, at);
        if (at == std::string_view::npos) {
            return sql.size();
        }
        if (close == ']' || at + 1 >= sql.size() || sql[at + 1] != close) {
            return at + 1;
        }
        at += 2;
    }
}

std::size_t endOfComment(std::string_view sql, std::size_t from) {
    const bool line = sql[from] == '-';
    const std::size_t end = line ? sql.find('\n', from) : sql.find("*/", from + 2);
    return end == std::string_view::npos ? sql.size() : end + (line ? 1U : 2U);
}

std::string quotedWith(char quote, std::string_view text) {
    std::string quoted(1, quote);
    for (const char c : text) {
        quoted += c;
        if (c == quote) {
            quoted += c;
        }
    }
    return quoted + quote;
}

/// Reads a statement word by word, as far as its command needs.
class CommandReader {
public:
    explicit CommandReader(std::string_view sql) : m_sql(sql) {}

    std::string nextWord() {
        const TextSpan token = next();
        return upperCase(m_sql.substr(token.begin, token.size()));
    }
    // Behind WITH stand names and bracketed queries; the first of these verbs outside brackets is the command.
    std::string verbAfterWith() {
        static constexpr std::array<std::string_view, 6> kVerbs{"SELECT", "INSERT",  "UPDATE",
                                                                "DELETE", "REPLACE", "VALUES"};
        int depth = 0;
        for (TextSpan token = next(); !token.empty(); token = next()) {
            const char first = m_sql[token.begin];
            depth += first == '(' ? 1 : first == ')' ? -1 : 0;
            if (depth == 0 && isWordByte(first)) {
                const std::string word = upperCase(m_sql.substr(token.begin, token.size()));
                if (std::ranges::find(kVerbs, word) != kVerbs.end()) {
                    return word;
                }
            }
        }
        return "WITH";
    }

private:
    TextSpan next() {
        const TextSpan token = tokenAt(m_sql, skipBlank(m_sql, m_at));
        m_at = token.end;
        return token;
    }

    std::string_view m_sql;
    std::size_t m_at = 0;
};

} // namespace

std::size_t skipBlank(std::string_view sql, std::size_t from) {
    std::size_t at = from;
    while (at < sql.size()) {
        const char first = sql[at];
        if (isBlank(first)) {
            ++at;
        } else if (first == '\xEF' && sql.substr(at, 3) == "\xEF\xBB\xBF") {
            at += 3;
        } else if ((first == '-' || first == '/') && (sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*")) {
            at = endOfComment(sql, at);
        } else {
            break;
        }
    }
    return at;
}

TextSpan tokenAt(std::string_view sql, std::size_t from) {
    if (from >= sql.size()) {
        return {sql.size(), sql.size()};
    }
    const char first = sql[from];
    if (first == '\'' || first == '"' || first == '`' || first == '[') {
        return {from, endOfQuoted(sql, from)};
    }
    std::size_t end = from;
    while (end < sql.size() && isWordByte(sql[end])) {
        ++end;
    }
    return {from, std::max(end, from + 1)};
}

std::string commandOf(std::string_view sql) {
    using namespace std::string_view_literals;
    static constexpr std::array<std::string_view, 5> kBetween{"TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL", "OR"};
    CommandReader reader(sql);
    std::string first = reader.nextWord();
    if (first == "WITH"sv) {
        return reader.verbAfterWith();
    }
    if (first == "CREATE"sv || first == "DROP"sv || first == "ALTER"sv) {
        std::string object = reader.nextWord();
        while (std::ranges::find(kBetween, object) != kBetween.end()) {
            object = reader.nextWord();
        }
        return object.empty() ? first : first + " " + object;
    }
    return first;
}

bool countsChanges(std::string_view command) {
    return command == "INSERT" || command == "UPDATE" || command == "DELETE" || command == "REPLACE";
}

bool sameName(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return upperCase(a) == upperCase(b); });
}

std::string quotedName(std::string_view name) {
    return quotedWith('"', name);
}

std::string quotedText(std::string_view text) {
    return quotedWith('\'', text);
}

} // namespace dbv::sqlite
