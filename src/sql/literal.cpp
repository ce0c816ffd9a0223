// SPDX-License-Identifier: Apache-2.0
#include "sql/literal.h"

#include "sql/reserved_words.h"
#include "sql/statement_words.h"

#include <algorithm>

namespace dbv::sql {
namespace {

void appendDoubling(std::string& out, std::string_view text, std::string_view doubled) {
    for (const char unit : text) {
        if (doubled.find(unit) != doubled.npos) {
            out += unit;
        }
        out += unit;
    }
}

std::string enclosed(std::string_view text, char quote, std::string_view doubled) {
    std::string out;
    out.reserve(text.size() + 2);
    out += quote;
    appendDoubling(out, text, doubled);
    out += quote;
    return out;
}

bool isReserved(std::string_view name, DialectId dialect) {
    const std::string word = inCapitals(name);
    const auto isIn = [&word](const auto& words) { return std::ranges::binary_search(words, std::string_view(word)); };
    switch (dialect) {
    case DialectId::Sqlite: return isIn(kSqliteReserved);
    case DialectId::PostgreSql: return isIn(kPostgresReserved);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return isIn(kMySqlReserved);
}

bool isBareName(std::string_view name, DialectId dialect) {
    const auto isLetter = [](char unit) {
        return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z') || unit == '_';
    };
    const auto isNameUnit = [isLetter](char unit) { return isLetter(unit) || (unit >= '0' && unit <= '9'); };
    // PostgreSQL makes small letters of what is not quoted.
    const bool keepsCase = dialect != DialectId::PostgreSql ||
                           std::ranges::none_of(name, [](char unit) { return unit >= 'A' && unit <= 'Z'; });
    return keepsCase && !name.empty() && isLetter(name.front()) && std::ranges::all_of(name, isNameUnit) &&
           !isReserved(name, dialect);
}

/// SQLite ends its SQL at a NUL, so a text with one is written with a placeholder that it does not have itself.
std::string sqliteLiteral(std::string_view text) {
    if (text.find('\0') == text.npos) {
        return enclosed(text, '\'', "'");
    }
    std::string placeholder = "{nul}";
    for (int number = 1; text.find(placeholder) != text.npos; ++number) {
        placeholder = "{nul" + std::to_string(number) + "}";
    }
    std::string replaced;
    for (const char unit : text) {
        if (unit == '\0') {
            replaced += placeholder;
        } else {
            replaced += unit;
        }
    }
    return "replace(" + enclosed(replaced, '\'', "'") + ",'" + placeholder + "',char(0))";
}

} // namespace

std::string quoteIdentifier(std::string_view name, DialectId dialect, Quoting quoting) {
    if (quoting == Quoting::IfNeeded && isBareName(name, dialect)) {
        return std::string(name);
    }
    const bool backquotes = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    return backquotes ? enclosed(name, '`', "`") : enclosed(name, '"', "\"");
}

std::string quoteLiteral(std::string_view text, DialectId dialect) {
    switch (dialect) {
    case DialectId::Sqlite: return sqliteLiteral(text);
    case DialectId::PostgreSql:
        // Only the E form means the same whatever standard_conforming_strings says.
        return text.find('\\') == text.npos ? enclosed(text, '\'', "'") : "E" + enclosed(text, '\'', "'\\");
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return enclosed(text, '\'', "'\\");
}

} // namespace dbv::sql
