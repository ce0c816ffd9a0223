// SPDX-License-Identifier: Apache-2.0
#include "sql/place_keywords.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace dbv::sql {

namespace {

using Keywords = std::vector<std::string_view>;

bool isMySqlLike(DialectId dialect) {
    return dialect == DialectId::MySql || dialect == DialectId::MariaDb;
}

void add(Keywords& to, std::initializer_list<std::string_view> more) {
    std::ranges::copy(more, std::back_inserter(to));
}

Keywords firstWords(DialectId dialect) {
    Keywords words = {"SELECT",
                      "INSERT INTO",
                      "UPDATE",
                      "DELETE FROM",
                      "WITH",
                      "CREATE TABLE",
                      "ALTER TABLE",
                      "DROP TABLE",
                      "CREATE VIEW",
                      "CREATE INDEX",
                      "CREATE UNIQUE INDEX",
                      "CREATE TRIGGER",
                      "DROP VIEW",
                      "DROP INDEX",
                      "EXPLAIN",
                      "BEGIN",
                      "COMMIT",
                      "ROLLBACK",
                      "SAVEPOINT",
                      "VALUES"};
    switch (dialect) {
    case DialectId::Sqlite:
        add(words, {"PRAGMA", "REPLACE INTO", "INSERT OR REPLACE INTO", "INSERT OR IGNORE INTO", "VACUUM", "ANALYZE",
                    "ATTACH DATABASE", "DETACH DATABASE", "REINDEX", "EXPLAIN QUERY PLAN", "CREATE VIRTUAL TABLE"});
        break;
    case DialectId::PostgreSql:
        add(words, {"TRUNCATE",
                    "EXPLAIN ANALYZE",
                    "CREATE MATERIALIZED VIEW",
                    "REFRESH MATERIALIZED VIEW",
                    "CREATE FUNCTION",
                    "CREATE SCHEMA",
                    "CREATE EXTENSION",
                    "CREATE TYPE",
                    "CREATE SEQUENCE",
                    "CALL",
                    "DO",
                    "COPY",
                    "MERGE INTO",
                    "GRANT",
                    "REVOKE",
                    "SET",
                    "SHOW",
                    "RESET",
                    "VACUUM",
                    "ANALYZE",
                    "REINDEX",
                    "LOCK TABLE",
                    "LISTEN",
                    "NOTIFY",
                    "COMMENT ON",
                    "PREPARE",
                    "EXECUTE",
                    "TABLE",
                    "START TRANSACTION"});
        break;
    case DialectId::MySql:
    case DialectId::MariaDb:
        add(words, {"SHOW",
                    "USE",
                    "DESCRIBE",
                    "REPLACE INTO",
                    "TRUNCATE TABLE",
                    "CALL",
                    "SET",
                    "GRANT",
                    "REVOKE",
                    "ANALYZE TABLE",
                    "OPTIMIZE TABLE",
                    "CREATE DATABASE",
                    "CREATE PROCEDURE",
                    "CREATE FUNCTION",
                    "LOAD DATA",
                    "LOCK TABLES",
                    "UNLOCK TABLES",
                    "START TRANSACTION",
                    "KILL",
                    "RENAME TABLE",
                    "INSERT IGNORE INTO"});
        break;
    }
    return words;
}

Keywords beforeOperand(const CursorScope& scope, DialectId dialect) {
    Keywords words;
    if (scope.opensBracket) {
        add(words, {"SELECT"});
    }
    if (scope.clause == CursorClause::Select && scope.before == "SELECT") {
        add(words, {"DISTINCT"});
    }
    if (scope.inCase) {
        add(words, {"WHEN", "THEN", "ELSE", "END"});
    }
    if (scope.before == "IS") {
        add(words, {"NULL", "NOT NULL", "TRUE", "FALSE"});
        if (!isMySqlLike(dialect)) {
            add(words, {"DISTINCT FROM", "NOT DISTINCT FROM"});
        }
        return words;
    }
    if (scope.before == "NOT") {
        add(words, {"EXISTS", "NULL", "IN", "LIKE", "BETWEEN"});
        return words;
    }
    add(words, {"CASE", "NULL", "NOT", "EXISTS", "CAST", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIMESTAMP"});
    if (scope.clause == CursorClause::Set || scope.clause == CursorClause::Values) {
        add(words, {"DEFAULT"});
    }
    if (dialect != DialectId::Sqlite) {
        add(words, {"INTERVAL"});
    }
    if (dialect == DialectId::PostgreSql) {
        add(words, {"ARRAY", "ROW"});
    }
    return words;
}

void addComparisons(Keywords& words, DialectId dialect) {
    add(words, {"AND", "OR", "IN", "LIKE", "BETWEEN", "IS NULL", "IS NOT NULL", "NOT IN", "NOT LIKE", "NOT BETWEEN"});
    switch (dialect) {
    case DialectId::PostgreSql:
        add(words, {"ILIKE", "NOT ILIKE", "SIMILAR TO", "IS DISTINCT FROM", "AT TIME ZONE", "COLLATE"});
        break;
    case DialectId::Sqlite: add(words, {"GLOB", "REGEXP", "MATCH", "COLLATE"}); break;
    case DialectId::MySql:
    case DialectId::MariaDb: add(words, {"REGEXP", "XOR", "DIV", "MOD", "COLLATE"}); break;
    }
}

/// What begins the parts of a query behind a clause.
void addLaterClauses(Keywords& words, CursorClause clause, DialectId dialect) {
    const auto isBefore = [clause](CursorClause other) { return clause < other; };
    if (isBefore(CursorClause::Where)) {
        add(words, {"WHERE"});
    }
    if (isBefore(CursorClause::GroupBy)) {
        add(words, {"GROUP BY"});
    }
    if (isBefore(CursorClause::OrderBy)) {
        add(words, {"ORDER BY"});
    }
    if (isBefore(CursorClause::Limit)) {
        add(words, {"LIMIT"});
    }
    if (clause == CursorClause::GroupBy || clause == CursorClause::Where || isBefore(CursorClause::Having)) {
        add(words, {"HAVING"});
    }
    if (clause == CursorClause::Limit) {
        add(words, {"OFFSET"});
    }
    add(words, {"UNION", "UNION ALL", "EXCEPT", "INTERSECT"});
    if (dialect != DialectId::Sqlite) {
        add(words, {"FOR UPDATE"});
    }
}

void addJoins(Keywords& words, DialectId dialect) {
    add(words, {"JOIN", "LEFT JOIN", "INNER JOIN", "RIGHT JOIN", "CROSS JOIN", "NATURAL JOIN"});
    if (!isMySqlLike(dialect)) {
        add(words, {"FULL JOIN"});
    }
    if (dialect == DialectId::PostgreSql) {
        add(words, {"LEFT JOIN LATERAL", "CROSS JOIN LATERAL"});
    }
}

Keywords behindOperand(const CursorScope& scope, DialectId dialect) {
    Keywords words;
    if (scope.before == "GROUP" || scope.before == "ORDER" || scope.before == "PARTITION") {
        return {"BY"};
    }
    if (scope.inCase) {
        add(words, {"WHEN", "THEN", "ELSE", "END"});
    }
    switch (scope.clause) {
    case CursorClause::Select:
        add(words, {"FROM", "AS"});
        addComparisons(words, dialect);
        add(words, {"OVER", "FILTER"});
        add(words, {"UNION", "UNION ALL"});
        return words;
    case CursorClause::OrderBy:
        add(words, {"ASC", "DESC"});
        if (!isMySqlLike(dialect)) {
            add(words, {"NULLS FIRST", "NULLS LAST"});
        }
        add(words, {"LIMIT", "COLLATE"});
        break;
    case CursorClause::On:
        addComparisons(words, dialect);
        addJoins(words, dialect);
        break;
    case CursorClause::Set:
        add(words, {"WHERE"});
        if (dialect == DialectId::PostgreSql || dialect == DialectId::Sqlite) {
            add(words, {"FROM", "RETURNING"});
        }
        addComparisons(words, dialect);
        return words;
    case CursorClause::Values:
        if (isMySqlLike(dialect)) {
            add(words, {"ON DUPLICATE KEY UPDATE"});
        } else {
            add(words, {"ON CONFLICT", "DO NOTHING", "DO UPDATE SET"});
        }
        if (dialect != DialectId::MySql) {
            add(words, {"RETURNING"});
        }
        return words;
    case CursorClause::Where:
    case CursorClause::Having: addComparisons(words, dialect); break;
    case CursorClause::Returning: return {"AS"};
    case CursorClause::Other:
        if (scope.verb == "WITH") {
            return {"AS", "MATERIALIZED"};
        }
        return {"TABLE",
                "VIEW",
                "INDEX",
                "IF EXISTS",
                "IF NOT EXISTS",
                "ON",
                "AS",
                "TO",
                "ADD COLUMN",
                "DROP COLUMN",
                "RENAME TO",
                "RENAME COLUMN",
                "ALTER COLUMN",
                "ADD CONSTRAINT",
                "PRIMARY KEY",
                "FOREIGN KEY",
                "REFERENCES",
                "UNIQUE",
                "NOT NULL",
                "DEFAULT",
                "CHECK",
                "CASCADE",
                "RESTRICT",
                "SELECT",
                "UPDATE",
                "DELETE",
                "INSERT",
                "AFTER",
                "BEFORE",
                "FOR EACH ROW",
                "BEGIN",
                "END",
                "FROM",
                "TABLES",
                "DATABASES",
                "COLUMNS FROM"};
    default: break;
    }
    if (scope.verb == "SELECT") {
        addLaterClauses(words, scope.clause, dialect);
    } else if (dialect != DialectId::MySql) {
        add(words, {"RETURNING"});
    }
    if (isMySqlLike(dialect) && scope.verb != "SELECT") {
        add(words, {"ORDER BY", "LIMIT"});
    }
    return words;
}

Keywords behindTable(const CursorScope& scope, DialectId dialect) {
    Keywords words;
    const auto isJoinWord = [&](std::initializer_list<std::string_view> joins) {
        return std::ranges::find(joins, std::string_view(scope.before)) != joins.end();
    };
    if (isJoinWord({"LEFT", "RIGHT", "FULL"})) {
        return {"JOIN", "OUTER JOIN"};
    }
    if (isJoinWord({"INNER", "CROSS", "OUTER"})) {
        return {"JOIN"};
    }
    if (scope.before == "NATURAL") {
        return {"JOIN", "LEFT JOIN", "INNER JOIN"};
    }
    if (scope.before == "DELETE" && scope.clause != CursorClause::From) {
        return {"FROM"};
    }
    if (scope.clause == CursorClause::Insert) {
        if (scope.before == "INSERT" || scope.before == "REPLACE" || scope.before == "MERGE") {
            words = {"INTO"};
            if (dialect == DialectId::Sqlite && scope.before == "INSERT") {
                add(words, {"OR REPLACE INTO", "OR IGNORE INTO"});
            }
            return words;
        }
        return {"VALUES",
                "SELECT",
                "DEFAULT VALUES",
                "AS",
                "WITH",
                "USING",
                "ON",
                "WHEN MATCHED THEN",
                "WHEN NOT MATCHED THEN",
                "ON CONFLICT",
                "RETURNING"};
    }
    if (scope.awaitsCondition) {
        add(words, {"ON", "USING"});
    }
    if (scope.verb == "UPDATE") {
        add(words, {"SET"});
    }
    add(words, {"WHERE"});
    addJoins(words, dialect);
    add(words, {"AS"});
    if (scope.verb == "SELECT") {
        addLaterClauses(words, CursorClause::Where, dialect);
    } else if (scope.verb == "DELETE" && dialect != DialectId::MySql) {
        add(words, {"RETURNING"});
    }
    return words;
}

} // namespace

std::vector<std::string_view> keywordsAt(const CursorScope& scope, DialectId dialect) {
    if (!scope.qualifiers.empty() || scope.quoted) {
        return {};
    }
    switch (scope.place) {
    case CursorPlace::Statement: {
        if (scope.opensBracket) {
            return {"SELECT", "WITH", "VALUES", "INSERT INTO", "UPDATE", "DELETE FROM"};
        }
        Keywords words = firstWords(dialect);
        if (scope.before == "EXPLAIN" && dialect == DialectId::PostgreSql) {
            words.insert(words.begin(), "ANALYZE");
        }
        return words;
    }
    case CursorPlace::Expression:
    case CursorPlace::JoinCondition: return beforeOperand(scope, dialect);
    case CursorPlace::Operator: return behindOperand(scope, dialect);
    case CursorPlace::BehindTable: return behindTable(scope, dialect);
    case CursorPlace::Table:
        if (scope.clause == CursorClause::From && dialect == DialectId::PostgreSql) {
            return scope.opensBracket ? Keywords{"SELECT", "LATERAL"} : Keywords{"LATERAL", "ONLY"};
        }
        return scope.opensBracket ? Keywords{"SELECT"} : Keywords{};
    default: return {};
    }
}

std::vector<std::string_view> usualTypes(DialectId dialect) {
    switch (dialect) {
    case DialectId::Sqlite: return {"INTEGER", "TEXT", "REAL", "BLOB", "NUMERIC"};
    case DialectId::PostgreSql:
        return {"integer",     "bigint",    "text",  "varchar",  "boolean", "numeric",  "date",     "timestamp",
                "timestamptz", "uuid",      "jsonb", "json",     "bytea",   "smallint", "real",     "double precision",
                "serial",      "bigserial", "time",  "interval", "inet",    "char",     "regclass", "oid"};
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return {"INT",     "BIGINT", "VARCHAR",   "TEXT",     "DATETIME",   "DATE",      "TIMESTAMP",
            "DECIMAL", "DOUBLE", "FLOAT",     "TINYINT",  "SMALLINT",   "MEDIUMINT", "BOOLEAN",
            "CHAR",    "JSON",   "BLOB",      "LONGTEXT", "MEDIUMTEXT", "ENUM",      "TIME",
            "YEAR",    "BINARY", "VARBINARY", "UNSIGNED", "SIGNED"};
}

} // namespace dbv::sql
