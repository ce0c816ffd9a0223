// SPDX-License-Identifier: Apache-2.0
#include "sqlite/insert_shape.h"

#include <charconv>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

/// A longer one is not compiled often, and does not gain much.
constexpr std::size_t kLongestInsert = std::size_t{16} * 1024;
constexpr std::size_t kMostValues = 500;
/// Of these, each is a number of 64 bits.
constexpr std::size_t kMostDigits = 18;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What may go on a number or a word, so that it would be another one.
bool goesOn(char c) {
    return isDigit(c) || isLetter(c) || c == '_' || c == '$' || c == '.' || static_cast<unsigned char>(c) >= 0x80U;
}

int hexDigit(char c) {
    return isDigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

bool InsertShape::read(std::string_view sql) {
    m_text.clear();
    m_values.clear();
    m_bytes.clear();
    if (sql.size() > kLongestInsert) {
        return false;
    }
    m_sql = sql;
    m_at = 0;
    m_bytes.reserve(sql.size());
    if (!readHead()) {
        return false;
    }
    while (true) {
        if (!readRow()) {
            return false;
        }
        skipBlanks();
        if (here() != ',') {
            break;
        }
        ++m_at;
        skipBlanks();
        m_text += ',';
    }
    if (here() == ';') {
        ++m_at;
        skipBlanks();
    }
    return m_at == sql.size();
}

void InsertShape::skipBlanks() {
    while (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r') {
        ++m_at;
    }
}

bool InsertShape::readHead() {
    // Names, blanks and the brackets around names; a comment, a text or a mark is not looked through.
    while (m_at < m_sql.size()) {
        const char first = here();
        if (first == '"' || first == '`' || first == '[') {
            m_at = tokenAt(m_sql, m_at).end;
            continue;
        }
        if (!goesOn(first)) {
            if (first != ' ' && first != '\n' && first != '(' && first != ')' && first != ',') {
                return false;
            }
            ++m_at;
            continue;
        }
        const std::size_t begin = m_at;
        while (goesOn(here())) {
            ++m_at;
        }
        const std::string_view word = m_sql.substr(begin, m_at - begin);
        if (begin == 0 && !sameName(word, "INSERT") && !sameName(word, "REPLACE")) {
            return false;
        }
        if (sameName(word, "SELECT") || sameName(word, "WITH")) {
            return false;
        }
        if (sameName(word, "VALUES")) {
            m_text = m_sql.substr(0, m_at);
            skipBlanks();
            return true;
        }
    }
    return false;
}

bool InsertShape::readRow() {
    if (here() != '(') {
        return false;
    }
    char before = '(';
    do {
        m_text += before;
        ++m_at;
        skipBlanks();
        if (!readValue()) {
            return false;
        }
        skipBlanks();
        before = here();
    } while (before == ',');
    if (before != ')') {
        return false;
    }
    ++m_at;
    m_text += ')';
    return true;
}

bool InsertShape::readValue() {
    if (m_values.size() == kMostValues) {
        return false;
    }
    const char first = here();
    if (first == '\'') {
        return readQuoted(Kind::Text);
    }
    if ((first == 'x' || first == 'X') && here(1) == '\'') {
        ++m_at;
        return readQuoted(Kind::Blob);
    }
    return isLetter(first) ? readWord() : readNumber();
}

bool InsertShape::readWord() {
    static constexpr std::string_view kNull("NULL");
    if (!sameName(m_sql.substr(m_at, kNull.size()), kNull) || goesOn(here(kNull.size()))) {
        return false;
    }
    m_at += kNull.size();
    m_values.push_back({});
    m_text += '?';
    return true;
}

bool InsertShape::readNumber() {
    const std::size_t begin = m_at;
    m_at += here() == '-' ? 1U : 0U;
    const std::size_t digits = m_at;
    while (isDigit(here())) {
        ++m_at;
    }
    if (m_at == digits) {
        return false;
    }
    if (!goesOn(here())) {
        Value value{.kind = Kind::Integer};
        const std::string_view number = m_sql.substr(begin, m_at - begin);
        const auto read = std::from_chars(number.data(), number.data() + number.size(), value.number);
        if (m_at - digits > kMostDigits || read.ec != std::errc()) {
            return false;
        }
        m_values.push_back(value);
        m_text += '?';
        return true;
    }
    if (here() == '.') {
        do {
            ++m_at;
        } while (isDigit(here()));
    }
    if (here() == 'e' || here() == 'E') {
        m_at += here(1) == '-' || here(1) == '+' ? 2U : 1U;
        if (!isDigit(here())) {
            return false;
        }
        while (isDigit(here())) {
            ++m_at;
        }
    }
    if (goesOn(here())) {
        return false;
    }
    m_values.push_back({.kind = Kind::Real, .bytes = m_sql.substr(begin, m_at - begin)});
    m_text += "CAST(? AS REAL)";
    return true;
}

bool InsertShape::readQuoted(Kind kind) {
    const std::size_t end = tokenAt(m_sql, m_at).end;
    const std::string_view quoted = m_sql.substr(m_at, end - m_at);
    if (quoted.size() < 2 || quoted.back() != '\'') {
        return false;
    }
    const std::string_view inside = quoted.substr(1, quoted.size() - 2);
    const std::size_t begin = m_bytes.size();
    if (kind == Kind::Blob) {
        for (std::size_t i = 0; i + 1 < inside.size(); i += 2) {
            const int high = hexDigit(inside[i]);
            const int low = hexDigit(inside[i + 1]);
            if (high < 0 || low < 0) {
                return false;
            }
            m_bytes += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
        }
        if (inside.size() % 2 != 0) {
            return false;
        }
    } else {
        for (std::size_t i = 0; i < inside.size(); ++i) {
            m_bytes += inside[i];
            i += inside[i] == '\'' ? 1U : 0U;
        }
    }
    m_values.push_back({.kind = kind, .bytes = std::string_view(m_bytes).substr(begin)});
    m_text += '?';
    m_at = end;
    return true;
}

} // namespace dbv::sqlite
