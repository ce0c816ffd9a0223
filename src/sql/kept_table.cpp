// SPDX-License-Identifier: Apache-2.0
#include "sql/kept_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "sql/literal.h"

namespace dbv::sql {

namespace {

// Each question answers with the same columns, in this order, a row for each column of the table.
enum AnswerColumn : std::uint8_t {
    AnswerSchema,
    AnswerTable,
    AnswerObstacle,
    AnswerName,
    AnswerType,
    AnswerPlace,
    AnswerGenerated,
    AnswerIdentity,
    AnswerCount
};

// A row is found again by the primary key, or else by the smallest unique key that no row is without.
constexpr std::string_view kPostgresHead =
    "SELECT n.nspname, c.relname, CASE WHEN c.relkind NOT IN ('r', 'p') THEN 'it is no table of rows' "
    "WHEN c.relpersistence = 't' THEN 'it is temporary' "
    "WHEN c.relkind = 'r' AND c.relhassubclass THEN 'other tables inherit from it' END, a.attname, "
    "pg_catalog.format_type(a.atttypid, a.atttypmod), COALESCE(k.place, 0), (a.attgenerated <> '')::int, "
    "(a.attidentity <> '')::int FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "LEFT JOIN LATERAL (SELECT x.indkey FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND (x.indisprimary OR "
    "x.indisunique AND x.indimmediate AND x.indisvalid AND x.indpred IS NULL AND x.indexprs IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM pg_catalog.pg_attribute o WHERE o.attrelid = c.oid AND o.attnum = ANY (x.indkey::pg_catalog.int2[]) "
    "AND NOT o.attnotnull)) ORDER BY x.indisprimary DESC, x.indnatts, x.indexrelid LIMIT 1) i ON true "
    "LEFT JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k(number, place) "
    "ON k.number = a.attnum WHERE c.oid = pg_catalog.to_regclass(";
constexpr std::string_view kPostgresTail = ") ORDER BY a.attnum";

constexpr std::string_view kMysqlHead =
    "SELECT c.TABLE_SCHEMA, c.TABLE_NAME, CASE WHEN t.TABLE_TYPE NOT IN ('BASE TABLE', 'SYSTEM VERSIONED') "
    "THEN 'it is no table of rows' WHEN t.TABLE_TYPE = 'SYSTEM VERSIONED' THEN 'the server keeps its history itself' "
    "END, "
    "c.COLUMN_NAME, c.COLUMN_TYPE, COALESCE(s.SEQ_IN_INDEX, 0), "
    "CASE WHEN COALESCE(c.GENERATION_EXPRESSION, '') <> '' THEN 1 ELSE 0 END, 0 "
    "FROM information_schema.COLUMNS c JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA "
    "AND t.TABLE_NAME = c.TABLE_NAME LEFT JOIN information_schema.STATISTICS s ON s.TABLE_SCHEMA = c.TABLE_SCHEMA "
    "AND s.TABLE_NAME = c.TABLE_NAME AND s.COLUMN_NAME = c.COLUMN_NAME AND s.INDEX_NAME = ("
    "SELECT u.INDEX_NAME FROM information_schema.STATISTICS u WHERE u.TABLE_SCHEMA = c.TABLE_SCHEMA "
    "AND u.TABLE_NAME = c.TABLE_NAME AND u.NON_UNIQUE = 0 GROUP BY u.INDEX_NAME "
    "HAVING SUM(u.NULLABLE = 'YES' OR u.COLUMN_NAME IS NULL) = 0 "
    "ORDER BY u.INDEX_NAME = 'PRIMARY' DESC, COUNT(*), u.INDEX_NAME LIMIT 1) WHERE c.TABLE_SCHEMA = ";

constexpr std::string_view kSqliteHead =
    "SELECT t.schema, t.name, CASE WHEN t.schema <> 'main' THEN 'it is not in the main file' "
    "WHEN t.type <> 'table' THEN 'it is no table of rows' END, c.name, c.type, "
    "CASE WHEN EXISTS (SELECT 1 FROM pragma_table_info(t.name, t.schema) p WHERE p.pk > 0) THEN c.pk ELSE "
    "(SELECT x.seqno + 1 FROM pragma_index_list(t.name, t.schema) l, pragma_index_info(l.name, t.schema) x "
    "WHERE x.cid = c.cid AND l.name = (SELECT k.name FROM pragma_index_list(t.name, t.schema) k WHERE k.origin = 'u' "
    "AND NOT EXISTS (SELECT 1 FROM pragma_index_info(k.name, t.schema) y, pragma_table_info(t.name, t.schema) n "
    "WHERE n.cid = y.cid AND n.\"notnull\" = 0) ORDER BY k.name LIMIT 1)) END, c.hidden IN (2, 3), 0 "
    "FROM pragma_table_list t, pragma_table_xinfo(t.name, t.schema) c WHERE t.name = ";

/// The parts of a name with dots, without their quotes.
std::vector<std::string> unquotedParts(std::string_view name) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char open = name[i];
        if (open == '.') {
            parts.emplace_back();
        } else if (open == '"' || open == '`' || open == '[') {
            const char close = open == '[' ? ']' : open;
            for (++i; i < name.size(); ++i) {
                if (name[i] == close) {
                    if (open == '[' || i + 1 >= name.size() || name[i + 1] != close) {
                        break;
                    }
                    ++i;
                }
                parts.back() += name[i];
            }
        } else if (open != ' ' && open != '\t' && open != '\n' && open != '\r') {
            parts.back() += open;
        }
    }
    return parts;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

std::uint32_t smallNumber(const std::optional<std::string>& text) {
    std::uint32_t number = 0;
    if (text) {
        // A number of the server's own catalogue.
        static_cast<void>(std::from_chars(text->data(), text->data() + text->size(), number));
    }
    return number;
}

std::unexpected<Error> notKept(const std::string& why) {
    return fail(ErrorKind::Unsupported, why, "Keep a copy of the rows yourself where they may be wanted back.",
                Damage::None);
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// How MySQL and MariaDB give a value whole, and take it; false for a type that is not known.
bool setMysqlWays(KeptColumn& column) {
    const std::string type = lowerCase(column.type);
    const std::string word = type.substr(0, type.find_first_of("( "));
    column.write = "{}";
    if (isOneOf(word, {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year", "bool", "boolean"})) {
        column.read = "{}";
        column.kind = KeptKind::Number;
    } else if (isOneOf(word, {"float", "double", "real"})) {
        // As it stands a FLOAT is shown with six digits.
        column.read = "{} + 0e0";
        column.kind = KeptKind::Number;
    } else if (word == "bit") {
        column.read = "{} + 0";
        column.kind = KeptKind::Number;
    } else if (isOneOf(word, {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"})) {
        // Compared as bytes: letters of other cases and spaces at the end are differences.
        column.read = "CAST(CONVERT({} USING utf8mb4) AS BINARY)";
        column.kind = KeptKind::Text;
    } else if (isOneOf(word, {"date", "datetime", "time", "json", "uuid", "inet4", "inet6"})) {
        column.read = "CAST({} AS CHAR)";
        column.kind = KeptKind::Text;
    } else if (word == "timestamp") {
        // Local times are not one moment each where clocks are set back.
        column.read = "UNIX_TIMESTAMP({})";
        column.write = "CASE WHEN {} = 0 THEN '0000-00-00 00:00:00' ELSE FROM_UNIXTIME({}) END";
        column.kind = KeptKind::Number;
    } else if (isOneOf(word, {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"})) {
        column.read = "{}";
        column.kind = KeptKind::Bytes;
    } else if (isOneOf(word, {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
                              "multipolygon", "geometrycollection", "geomcollection"})) {
        column.read = "HEX({})";
        column.write = "UNHEX({})";
        column.kind = KeptKind::Text;
    } else {
        return false;
    }
    return true;
}

bool setWays(KeptColumn& column, DialectId dialect) {
    switch (dialect) {
    case DialectId::PostgreSql:
        // Every type has a text that makes the same value.
        column.read = "{}::text";
        column.write = "{}";
        column.kind = KeptKind::Text;
        return true;
    case DialectId::Sqlite:
        column.read = "{}";
        column.write = "{}";
        return true;
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return setMysqlWays(column);
}

} // namespace

std::vector<std::size_t> KeptTable::key() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].keyPlace > 0) {
            places.push_back(i);
        }
    }
    std::ranges::sort(places, {}, [this](std::size_t place) { return columns[place].keyPlace; });
    return places;
}

std::string KeptTable::quotedName(DialectId dialect) const {
    return (schema.empty() ? std::string() : quoteIdentifier(schema, dialect) + ".") + quoteIdentifier(name, dialect);
}

std::string keptTableQuestion(std::string_view table, DialectId dialect) {
    std::vector<std::string> parts = unquotedParts(table);
    const std::string name = quoteLiteral(parts.back(), dialect);
    const std::string schema = parts.size() > 1 ? quoteLiteral(parts[parts.size() - 2], dialect) : std::string();
    switch (dialect) {
    case DialectId::PostgreSql:
        return std::string(kPostgresHead) + quoteLiteral(table, dialect) + std::string(kPostgresTail);
    case DialectId::Sqlite:
        // A table of another schema that hides the one of the main file is found as well.
        return std::string(kSqliteHead) + name + " COLLATE NOCASE" +
               (schema.empty() ? std::string() : " AND t.schema = " + schema + " COLLATE NOCASE") +
               " ORDER BY t.schema, c.cid";
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return std::string(kMysqlHead) + (schema.empty() ? "DATABASE()" : schema) + " AND c.TABLE_NAME = " + name +
           " ORDER BY c.ORDINAL_POSITION";
}

Result<KeptTable> keptTableOf(const std::vector<AnswerRow>& answer, DialectId dialect) {
    if (answer.empty()) {
        return notKept("The table is not among those that the server lists.");
    }
    KeptTable table;
    for (const AnswerRow& row : answer) {
        if (row.size() != AnswerCount || !row[AnswerTable] || !row[AnswerName]) {
            return notKept("The server tells nothing of the table's columns.");
        }
        if (row[AnswerObstacle]) {
            return notKept("The table's rows can not be put back later: " + *row[AnswerObstacle] + ".");
        }
        if (!table.name.empty() && (table.name != *row[AnswerTable] || table.schema != row[AnswerSchema])) {
            return notKept("Several tables have this name.");
        }
        table.schema = row[AnswerSchema].value_or("");
        table.name = *row[AnswerTable];
        KeptColumn column;
        column.name = *row[AnswerName];
        column.type = row[AnswerType].value_or("");
        column.keyPlace = smallNumber(row[AnswerPlace]);
        column.identity = smallNumber(row[AnswerIdentity]) != 0;
        const bool generated = smallNumber(row[AnswerGenerated]) != 0;
        if (generated && column.keyPlace > 0) {
            return notKept("The table's key is computed by the server.");
        }
        if (generated) {
            continue;
        }
        if (!setWays(column, dialect)) {
            return notKept("Values of the type " + column.type + " (column " + column.name +
                           ") can not be kept and made again.");
        }
        table.columns.push_back(std::move(column));
    }
    if (table.key().empty()) {
        return notKept(
            "The table has no primary key, and no unique one without NULL, by which its rows could be found again.");
    }
    return table;
}

std::string keptSettingsQuestion(DialectId dialect) {
    switch (dialect) {
    case DialectId::PostgreSql:
        return "SELECT s.name, s.setting FROM pg_catalog.pg_settings s WHERE s.name IN ('DateStyle', 'IntervalStyle', "
               "'TimeZone', 'extra_float_digits', 'bytea_output', 'lc_monetary', 'xmloption') ORDER BY 1";
    case DialectId::Sqlite: return {};
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return "SELECT 'sql_mode', @@SESSION.sql_mode";
}

Result<KeptSettings> keptSettingsOf(const std::vector<AnswerRow>& answer, DialectId dialect) {
    KeptSettings settings;
    const bool mysql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    for (const AnswerRow& row : answer) {
        if (row.size() != 2 || !row[0] || !row[1]) {
            return notKept("The server does not tell how it writes values.");
        }
        if (mysql) {
            if (row[1]->contains("PAD_CHAR_TO_FULL_LENGTH")) {
                return notKept("The session's sql_mode has PAD_CHAR_TO_FULL_LENGTH, by which values read otherwise.");
            }
            continue;
        }
        if (*row[0] == "extra_float_digits" && (row[1]->starts_with('-') || *row[1] == "0")) {
            return notKept("The session shortens numbers (extra_float_digits is " + *row[1] + ").");
        }
        settings.within.push_back("SET LOCAL " + *row[0] + " TO " + quoteLiteral(*row[1], dialect));
    }
    if (mysql) {
        settings.before = {"SET @dbv_sql_mode = @@SESSION.sql_mode, @dbv_time_zone = @@SESSION.time_zone",
                           "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', "
                           "SESSION time_zone = '+00:00'"};
        settings.after = {"SET SESSION sql_mode = @dbv_sql_mode, SESSION time_zone = @dbv_time_zone"};
    }
    return settings;
}

} // namespace dbv::sql
