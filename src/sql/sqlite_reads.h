// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace dbv::sql {

/// The functions of SQLite, that change nothing beyond what the statement
/// shows: no table, no file, no other session. In capitals, sorted.
// clang-format off: one a line says no more.
inline constexpr std::array<std::string_view, 149> kSqliteReads = {
    "ABS", "ACOS", "ACOSH", "ASIN", "ASINH", "ATAN", "ATAN2", "ATANH", "AVG", "BM25", "CAST", "CEIL", "CEILING",
    "CHANGES", "CHAR", "CHARACTER", "COALESCE", "CONCAT", "CONCAT_WS", "COS", "COSH", "COUNT", "CUME_DIST",
    "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "DATE", "DATETIME", "DECIMAL", "DEGREES", "DENSE_RANK",
    "EXP", "FIRST_VALUE", "FLOOR", "FORMAT", "GENERATE_SERIES", "GEOPOLY_AREA", "GLOB", "GROUP_CONCAT", "HEX",
    "HIGHLIGHT", "IF", "IFNULL", "IIF", "INSTR", "JSON", "JSONB", "JSONB_ARRAY", "JSONB_EACH", "JSONB_EXTRACT",
    "JSONB_OBJECT", "JSONB_TREE", "JSON_ARRAY", "JSON_ARRAY_LENGTH", "JSON_EACH", "JSON_ERROR_POSITION",
    "JSON_EXTRACT", "JSON_GROUP_ARRAY", "JSON_GROUP_OBJECT", "JSON_INSERT", "JSON_OBJECT", "JSON_PATCH",
    "JSON_PRETTY", "JSON_QUOTE", "JSON_REMOVE", "JSON_REPLACE", "JSON_SET", "JSON_TREE", "JSON_TYPE", "JSON_VALID",
    "JULIANDAY", "LAG", "LAST_INSERT_ROWID", "LAST_VALUE", "LEAD", "LENGTH", "LIKE", "LIKELIHOOD", "LIKELY", "LN",
    "LOG", "LOG10", "LOG2", "LOWER", "LTRIM", "MATCH", "MATCHINFO", "MAX", "MEDIAN", "MIN", "MOD", "NTH_VALUE",
    "NTILE", "NULLIF", "NUMERIC", "NVARCHAR", "OCTET_LENGTH", "OFFSETS", "PERCENTILE", "PERCENT_RANK", "PI", "POW",
    "POWER", "PRINTF", "QUOTE", "RADIANS", "RAISE", "RANDOM", "RANDOMBLOB", "RANK", "REGEXP", "REPLACE", "ROUND",
    "ROW_NUMBER", "RTREECHECK", "RTREEDEPTH", "RTREENODE", "RTRIM", "SIGN", "SIN", "SINH", "SNIPPET", "SOUNDEX",
    "SQLITE_COMPILEOPTION_GET", "SQLITE_COMPILEOPTION_USED", "SQLITE_SOURCE_ID", "SQLITE_VERSION", "SQRT",
    "STRFTIME", "STRING_AGG", "SUBSTR", "SUBSTRING", "SUM", "TAN", "TANH", "TIME", "TIMEDIFF", "TOTAL",
    "TOTAL_CHANGES", "TRIM", "TRUNC", "TYPEOF", "UNHEX", "UNICODE", "UNIXEPOCH", "UNLIKELY", "UPPER", "VARCHAR",
    "ZEROBLOB"};
// clang-format on
static_assert(std::ranges::is_sorted(kSqliteReads));

} // namespace dbv::sql
