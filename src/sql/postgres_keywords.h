// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace dbv::sql {

/// The words that PostgreSQL reserves, and those that begin and shape its statements, sorted.
// clang-format off: one a line says no more.
inline constexpr std::array<std::string_view, 226> kPostgresKeywords = {
    "ABORT", "ADD", "AFTER", "ALL", "ALTER", "ALWAYS", "ANALYSE", "ANALYZE", "AND", "ANY", "ARRAY", "AS", "ASC",
    "ASYMMETRIC", "ATOMIC", "AUTHORIZATION", "BEFORE", "BEGIN", "BETWEEN", "BINARY", "BOTH", "BY", "CALL",
    "CASCADE", "CASE", "CAST", "CHECK", "CLOSE", "CLUSTER", "COLLATE", "COLLATION", "COLUMN", "COMMENT", "COMMIT",
    "CONCURRENTLY", "CONFLICT", "CONSTRAINT", "COPY", "CREATE", "CROSS", "CURRENT", "CURRENT_CATALOG",
    "CURRENT_DATE", "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER",
    "CURSOR", "DATABASE", "DAY", "DECLARE", "DEFAULT", "DEFERRABLE", "DELETE", "DESC", "DISCARD", "DISTINCT",
    "DO", "DOMAIN", "DROP", "EACH", "ELSE", "END", "ESCAPE", "EXCEPT", "EXECUTE", "EXISTS", "EXPLAIN",
    "EXTENSION", "FALSE", "FETCH", "FILTER", "FIRST", "FOLLOWING", "FOR", "FOREIGN", "FREEZE", "FROM", "FULL",
    "FUNCTION", "GENERATED", "GRANT", "GROUP", "HAVING", "HOUR", "IDENTITY", "IF", "ILIKE", "IMPORT", "IN",
    "INDEX", "INHERITS", "INITIALLY", "INNER", "INSERT", "INTERSECT", "INTERVAL", "INTO", "IS", "ISNULL",
    "ISOLATION", "JOIN", "KEY", "LANGUAGE", "LAST", "LATERAL", "LEADING", "LEFT", "LEVEL", "LIKE", "LIMIT",
    "LISTEN", "LOCALTIME", "LOCALTIMESTAMP", "LOCK", "LOCKED", "MATCHED", "MATERIALIZED", "MERGE", "MINUTE", "MONTH",
    "NATURAL", "NO", "NOT", "NOTHING", "NOTIFY", "NOTNULL", "NOWAIT", "NULL", "NULLS", "OF", "OFFSET", "ON",
    "ONLY", "OPTION", "OR", "ORDER", "OUTER", "OVER", "OVERLAPS", "OWNER", "PARTITION", "PLACING", "POLICY",
    "PRECEDING", "PRECISION", "PREPARE", "PRIMARY", "PRIVILEGES", "PROCEDURE", "RANGE", "READ", "REASSIGN",
    "RECURSIVE", "REFERENCES", "REFRESH", "REINDEX", "RELEASE", "RENAME", "REPLACE", "RESET", "RESTRICT",
    "RETURN", "RETURNING", "RETURNS", "REVOKE", "RIGHT", "ROLE", "ROLLBACK", "ROW", "ROWS", "SAVEPOINT", "SCHEMA",
    "SECOND", "SECURITY", "SELECT", "SEQUENCE", "SERVER", "SESSION_USER", "SET", "SHARE", "SHOW", "SIMILAR",
    "SKIP", "SOME", "START", "STORED", "SYMMETRIC", "TABLE", "TABLESAMPLE", "TABLESPACE", "TEMP", "TEMPORARY",
    "THEN", "TIME", "TO", "TRAILING", "TRANSACTION", "TRIGGER", "TRUE", "TRUNCATE", "TYPE", "UNBOUNDED", "UNION",
    "UNIQUE", "UNLISTEN", "UNLOGGED", "UPDATE", "USER", "USING", "VACUUM", "VALUES", "VARIADIC", "VERBOSE",
    "VIEW", "WHEN", "WHERE", "WINDOW", "WITH", "WITHIN", "WITHOUT", "WORK", "WRITE", "YEAR", "ZONE",
};
// clang-format on
static_assert(std::ranges::is_sorted(kPostgresKeywords));

} // namespace dbv::sql
