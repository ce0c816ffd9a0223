// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_tables.h"

#include <algorithm>
#include <utility>

#include "mysql/catalog_indexes.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

bool isOfText(std::string_view type) {
    constexpr std::string_view kTexts = "char text enum set date time year json binary blob";
    const std::string_view word = type.substr(0, type.find_first_of("( "));
    return kTexts.find(word.starts_with("var") ? word.substr(3) : word) != std::string_view::npos ||
           word.ends_with("text") || word.ends_with("time") || word == "timestamp";
}

/// MySQL gives defaults without their quotes; MariaDB gives them as they would be written.
std::optional<std::string> defaultOf(std::optional<std::string_view> text, std::string_view type,
                                     std::string_view extra, DialectId dialect) {
    if (!text || (dialect == DialectId::MariaDb && *text == "NULL")) {
        return std::nullopt;
    }
    if (dialect == DialectId::MySql && isOfText(type) && !extra.contains("DEFAULT_GENERATED") &&
        !text->starts_with("CURRENT_TIMESTAMP") && !(type.contains("binary") && text->starts_with("0x"))) {
        std::string quoted = "'";
        for (const char c : *text) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        }
        return quoted + "'";
    }
    return std::string(*text);
}

void addPrivilege(ObjectDescription& table, std::string_view grantee, std::string_view privilege, bool grantable) {
    if (table.grants.empty() || table.grants.back().grantee != grantee) {
        table.grants.push_back({.grantee = std::string(grantee)});
    }
    table.grants.back().privileges.emplace_back(privilege);
    if (grantable) {
        table.grants.back().grantable.emplace_back(privilege);
    }
}

} // namespace

std::string textAt(const std::vector<std::optional<std::string>>& row, std::size_t column) {
    return column < row.size() ? row[column].value_or("") : std::string();
}

Result<void> readPart(Line& line, std::string_view sql, std::string_view part, network::RefusedParts& refused,
                      const std::function<void(const TextRow&)>& take) {
    Result<void> done = line.queryEach(sql, take);
    if (done || !network::RefusedParts::isRefusal(done.error())) {
        return done;
    }
    refused.add(part, done.error());
    return {};
}

Result<TextTable> queryPart(Line& line, std::string_view sql, std::string_view part, network::RefusedParts& refused) {
    Result<TextTable> rows = line.query(sql);
    if (rows || !network::RefusedParts::isRefusal(rows.error())) {
        return rows;
    }
    refused.add(part, rows.error());
    return TextTable();
}

TableReader::TableReader(Line& line, DialectId dialect, network::RefusedParts& refused, std::string schema,
                         std::string table)
    : m_line(line), m_dialect(dialect), m_refused(refused), m_schema(std::move(schema)), m_table(std::move(table)) {}

std::string TableReader::where(std::string_view schemaColumn, std::string_view tableColumn) const {
    std::string clause = " WHERE " + std::string(schemaColumn) + " = " + textLiteral(m_schema);
    return m_table.empty() ? clause : clause + " AND " + std::string(tableColumn) + " = " + textLiteral(m_table);
}

ObjectDescription* TableReader::find(std::string_view name) {
    // The rows of a table come together.
    if (m_last == m_tables.size() || m_tables[m_last].path.name != name) {
        const auto found = m_places.find(name);
        m_last = found == m_places.end() ? m_tables.size() : found->second;
    }
    return m_last == m_tables.size() ? nullptr : &m_tables[m_last];
}

Result<void> TableReader::readEach(const std::string& sql, std::string_view part, network::RefusedParts& refused,
                                   const std::function<void(ObjectDescription&, const TextRow&)>& take) {
    return readPart(m_line, sql, part, refused, [&](const TextRow& row) {
        if (ObjectDescription* table = find(row.textAt(0))) {
            take(*table, row);
        }
    });
}

Result<std::vector<ObjectDescription>> TableReader::read() {
    Result<void> done = readTables();
    if (done && m_tables.empty()) {
        return std::move(m_tables);
    }
    done = done ? readColumns() : done;
    done = done ? readIndexes() : done;
    done = done ? readForeignKeys() : done;
    done = done ? readChecks() : done;
    done = done ? readTriggers() : done;
    // The list of all partitions opens every table once more.
    done = done && m_mayHavePartitions ? readPartitions() : done;
    done = done ? readGrants() : done;
    return done ? Result<std::vector<ObjectDescription>>(std::move(m_tables)) : std::unexpected(done.error());
}

Result<void> TableReader::readTables() {
    m_mayHavePartitions = !m_table.empty();
    Result<void> done = m_line.queryEach(
        "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, CREATE_OPTIONS "
        "FROM information_schema.TABLES" +
            where("TABLE_SCHEMA", "TABLE_NAME") + " AND TABLE_TYPE <> 'SEQUENCE' ORDER BY TABLE_NAME",
        [this](const TextRow& row) {
            m_mayHavePartitions = m_mayHavePartitions || row.textAt(5).contains("partitioned");
            ObjectDescription& table = m_tables.emplace_back();
            table.path = {m_schema, std::string(row.textAt(0))};
            const bool view = row.textAt(1).ends_with("VIEW");
            table.type = view ? ObjectType::View : ObjectType::Table;
            if (!view) {
                table.comment = row.textAt(2);
                table.estimatedRows = row.numberAt(3);
                // In a description of all tables sizes are left out.
                table.sizeBytes = m_table.empty() ? std::nullopt : row.numberAt(4);
            }
            m_places.emplace(table.path.name, m_tables.size() - 1);
        });
    m_last = m_tables.size();
    return done;
}

Result<void> TableReader::readColumns() {
    // Ordered by us: the server would sort all of them, though it mostly tells those of a table in their order.
    std::vector<std::vector<std::int64_t>> positions(m_tables.size());
    bool any = false;
    const auto take = [&](ObjectDescription& table, const TextRow& row) {
        const std::int64_t position = row.numberAt(7).value_or(0);
        std::vector<std::int64_t>& before = positions[m_last];
        const auto at = std::ranges::upper_bound(before, position) - before.begin();
        before.insert(before.begin() + at, position);
        ColumnInfo& column = *table.columns.emplace(table.columns.begin() + at);
        const std::string extra = upperCase(row.textAt(5));
        column.name = row.textAt(1);
        column.type = row.textAt(2);
        column.nullable = row.textAt(3) == "YES";
        column.defaultValue = defaultOf(row.at(4), column.type, extra, m_dialect);
        column.generated =
            extra.contains("VIRTUAL GENERATED") || extra.contains("STORED GENERATED") || extra.contains("PERSISTENT");
        if (column.generated && !row.textAt(8).empty()) {
            column.defaultValue = row.textAt(8);
        }
        column.hidden = extra.contains("INVISIBLE");
        column.comment = row.textAt(6);
        any = true;
    };
    const std::string columns = "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, "
                                "COLUMN_COMMENT, ORDINAL_POSITION";
    const std::string rest = " FROM information_schema.COLUMNS" + where("TABLE_SCHEMA", "TABLE_NAME");
    // Older servers do not tell by what a column is generated, and nobody has to be told.
    network::RefusedParts unsaid;
    const Result<void> known = readEach(columns + ", GENERATION_EXPRESSION" + rest, "Columns", unsaid, take);
    return !known || any || unsaid.take().empty() ? known : readEach(columns + rest, "Columns", m_refused, take);
}

Result<void> TableReader::readIndexes() {
    // Names of tables that differ in case alone are equal to the order of texts, and the lines of two would be mixed.
    const std::string rest = " FROM information_schema.STATISTICS" + where("TABLE_SCHEMA", "TABLE_NAME") +
                             " ORDER BY CAST(TABLE_NAME AS BINARY), INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX";
    const std::string columns = "SELECT " + std::string(kIndexColumns);
    IndexLines lines;
    const auto take = [&](ObjectDescription& table, const TextRow& row) { lines.add(table, row); };
    // MySQL before 8.0.13 has no indexes on expressions and MariaDB before 10.6 none that are ignored: nobody has to be told.
    const std::string more = m_dialect == DialectId::MySql ? ", EXPRESSION, IF(IS_VISIBLE = 'NO', 'INVISIBLE', '')"
                                                           : ", NULL, IF(IGNORED = 'YES', 'IGNORED', '')";
    network::RefusedParts unsaid;
    const Result<void> known = readEach(columns + more + rest, "Indexes", unsaid, take);
    if (!known || !lines.empty() || unsaid.take().empty()) {
        lines.finish();
        return known;
    }
    const Result<void> done = readEach(columns + rest, "Indexes", m_refused, take);
    lines.finish();
    return done;
}

Result<void> TableReader::readForeignKeys() {
    bool any = false;
    const Result<void> done =
        readEach("SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
                 "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE" +
                     where("TABLE_SCHEMA", "TABLE_NAME") +
                     " AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
                 "Foreign keys", m_refused, [&any](ObjectDescription& table, const TextRow& row) {
                     any = true;
                     std::vector<ForeignKeyInfo>& keys = table.foreignKeys;
                     if (keys.empty() || keys.back().name != row.textAt(1)) {
                         keys.push_back({.name = std::string(row.textAt(1)),
                                         .references = {std::string(row.textAt(3)), std::string(row.textAt(4))}});
                     }
                     keys.back().columns.emplace_back(row.textAt(2));
                     keys.back().referencedColumns.emplace_back(row.textAt(5));
                 });
    if (!done || !any) {
        return done;
    }
    return readEach(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS" +
            where("CONSTRAINT_SCHEMA", "TABLE_NAME"),
        "Foreign keys", m_refused, [](ObjectDescription& table, const TextRow& row) {
            const auto key = std::ranges::find(table.foreignKeys, row.textAt(1), &ForeignKeyInfo::name);
            if (key != table.foreignKeys.end()) {
                key->onUpdate = row.textAt(2);
                key->onDelete = row.textAt(3);
            }
        });
}

Result<void> TableReader::readChecks() {
    // MySQL keeps the table of a check elsewhere.
    const std::string sql =
        m_dialect == DialectId::MariaDb
            ? "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS" +
                  where("CONSTRAINT_SCHEMA", "TABLE_NAME") + " ORDER BY TABLE_NAME, CONSTRAINT_NAME"
            : "SELECT t.TABLE_NAME, t.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM information_schema.TABLE_CONSTRAINTS t "
              "JOIN information_schema.CHECK_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA "
              "AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME" +
                  where("t.TABLE_SCHEMA", "t.TABLE_NAME") + " ORDER BY t.TABLE_NAME, t.CONSTRAINT_NAME";
    return readEach(sql, "Checks", m_refused, [](ObjectDescription& table, const TextRow& row) {
        table.checks.push_back({std::string(row.textAt(1)), std::string(row.textAt(2))});
    });
}

Result<void> TableReader::readTriggers() {
    // In the order in which they act, and have to be made again.
    return readEach(
        "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, DEFINER "
        "FROM information_schema.TRIGGERS" +
            where("EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE") +
            " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING DESC, EVENT_MANIPULATION, ACTION_ORDER, TRIGGER_NAME",
        "Triggers", m_refused, [](ObjectDescription& table, const TextRow& row) {
            const std::string database = quotedName(table.path.schema) + ".";
            std::string ddl = "CREATE ";
            const std::string_view definer = row.textAt(5);
            if (const std::size_t at = definer.rfind('@'); at != std::string_view::npos) {
                ddl.append("DEFINER=").append(quotedName(definer.substr(0, at))).append("@");
                ddl.append(quotedName(definer.substr(at + 1))).append(" ");
            }
            ddl.append("TRIGGER ").append(database).append(quotedName(row.textAt(1))).append(" ");
            ddl.append(row.textAt(2)).append(" ").append(row.textAt(3)).append(" ON ").append(database);
            ddl.append(quotedName(table.path.name)).append(" FOR EACH ROW ").append(row.textAt(4));
            table.triggers.push_back({std::string(row.textAt(1)), std::move(ddl)});
        });
}

Result<void> TableReader::readPartitions() {
    return readEach(
        "SELECT TABLE_NAME, MAX(PARTITION_METHOD), MAX(PARTITION_EXPRESSION), COUNT(DISTINCT PARTITION_NAME) "
        "FROM information_schema.PARTITIONS" +
            where("TABLE_SCHEMA", "TABLE_NAME") + " AND PARTITION_NAME IS NOT NULL GROUP BY TABLE_NAME",
        "Partitions", m_refused, [](ObjectDescription& table, const TextRow& row) {
            table.partitionKey = row.textAt(1);
            table.partitionKey.append(" (").append(row.textAt(2)).append(") PARTITIONS ").append(row.textAt(3));
        });
}

Result<void> TableReader::readGrants() {
    return readEach("SELECT TABLE_NAME, GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE "
                    "FROM information_schema.TABLE_PRIVILEGES" +
                        where("TABLE_SCHEMA", "TABLE_NAME") + " ORDER BY TABLE_NAME, GRANTEE, PRIVILEGE_TYPE",
                    "Grants", m_refused, [](ObjectDescription& table, const TextRow& row) {
                        addPrivilege(table, row.textAt(1), row.textAt(2), row.textAt(3) == "YES");
                    });
}

} // namespace dbv::mysql
