// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sql/cursor_scope.h"

/// What the tests of the cursor's scope share: a cursor that is written as `|`, and scopes as one line of text.
namespace dbv::test {

inline sql::CursorScope scopeIn(std::string script, DialectId dialect = DialectId::PostgreSql) {
    const std::size_t cursor = script.find('|');
    script.erase(cursor, 1);
    return sql::scopeAt(script, cursor, dialect);
}

inline std::string_view placeName(sql::CursorPlace place) {
    static constexpr std::array<std::string_view, 12> kNames = {"nothing", "statement", "table",      "schema",
                                                                "routine", "type",      "expression", "join",
                                                                "shared",  "target",    "operator",   "behind"};
    return kNames.at(static_cast<std::size_t>(place));
}

inline std::string sourceText(const sql::ScopeSource& source) {
    std::string text = source.alias.empty() ? "" : source.alias + "=";
    text += source.schema.empty() ? "" : source.schema + ".";
    text += source.name;
    if (source.derived) {
        text += "(";
        for (const sql::ScopeColumn& column : source.columns) {
            text += text.back() == '(' ? "" : ",";
            text += column.name.empty() ? column.ofTable + ".*" : column.name;
        }
        text += ")";
    }
    return text + std::string(source.level, '^');
}

/// `place: sources`, each `alias=schema.name(columns)` with a `^` for each query that it is further out.
inline std::string seen(const std::string& script, DialectId dialect = DialectId::PostgreSql) {
    const sql::CursorScope scope = scopeIn(script, dialect);
    std::string text(placeName(scope.place));
    text += ":";
    for (const sql::ScopeSource& source : scope.sources) {
        text += " " + sourceText(source);
    }
    return text;
}

inline std::string placeOf(const std::string& script, DialectId dialect = DialectId::PostgreSql) {
    return std::string(placeName(scopeIn(script, dialect).place));
}

} // namespace dbv::test
