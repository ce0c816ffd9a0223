// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_tables.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "mysql/catalog_indexes.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// MySQL gives defaults without their quotes; MariaDB gives them as they would be written.
std::optional<std::string> defaultOf(std::optional<std::string> text, const std::string& type, const std::string& extra,
                                     DialectId dialect) {
    if (!text || (dialect == DialectId::MariaDb && *text == "NULL")) {
        return std::nullopt;
    }
    constexpr std::string_view kTexts = "char text enum set date time year json binary blob";
    const std::string_view word = std::string_view(type).substr(0, type.find_first_of("( "));
    const bool isText = kTexts.find(word.starts_with("var") ? word.substr(3) : word) != std::string_view::npos ||
                        word.ends_with("text") || word.ends_with("time") || word == "timestamp";
    if (dialect == DialectId::MySql && isText && !extra.contains("DEFAULT_GENERATED") &&
        !text->starts_with("CURRENT_TIMESTAMP")) {
        std::string quoted = "'";
        for (const char c : *text) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        }
        return quoted + "'";
    }
    return text;
}

void addPrivilege(ObjectDescription& table, const std::string& grantee, const std::string& privilege, bool grantable) {
    if (table.grants.empty() || table.grants.back().grantee != grantee) {
        table.grants.push_back({.grantee = grantee});
    }
    table.grants.back().privileges.push_back(privilege);
    if (grantable) {
        table.grants.back().grantable.push_back(privilege);
    }
}

} // namespace

std::string textAt(const std::vector<std::optional<std::string>>& row, std::size_t column) {
    return column < row.size() ? row[column].value_or("") : std::string();
}

std::optional<std::int64_t> numberAt(const std::vector<std::optional<std::string>>& row, std::size_t column) {
    const std::string text = textAt(row, column);
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
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

ObjectDescription* TableReader::find(const std::string& name) {
    const auto found = m_places.find(name);
    return found == m_places.end() ? nullptr : &m_tables[found->second];
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
    const Result<TextTable> rows = m_line.query(
        "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, CREATE_OPTIONS "
        "FROM information_schema.TABLES" +
        where("TABLE_SCHEMA", "TABLE_NAME") + " AND TABLE_TYPE <> 'SEQUENCE' ORDER BY TABLE_NAME");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    m_tables.reserve(rows->size());
    m_mayHavePartitions = !m_table.empty();
    for (const auto& row : *rows) {
        m_mayHavePartitions = m_mayHavePartitions || textAt(row, 5).contains("partitioned");
        ObjectDescription& table = m_tables.emplace_back();
        table.path = {m_schema, textAt(row, 0)};
        const bool view = textAt(row, 1).ends_with("VIEW");
        table.type = view ? ObjectType::View : ObjectType::Table;
        if (!view) {
            table.comment = textAt(row, 2);
            table.estimatedRows = numberAt(row, 3);
            // The size of all tables costs a look at each file.
            table.sizeBytes = m_table.empty() ? std::nullopt : numberAt(row, 4);
        }
        m_places.emplace(table.path.name, m_tables.size() - 1);
    }
    return {};
}

Result<void> TableReader::readColumns() {
    const Result<TextTable> rows =
        queryPart(m_line,
                  "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLUMN_COMMENT "
                  "FROM information_schema.COLUMNS" +
                      where("TABLE_SCHEMA", "TABLE_NAME") + " ORDER BY TABLE_NAME, ORDINAL_POSITION",
                  "Columns", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : *rows) {
        ObjectDescription* table = find(textAt(row, 0));
        if (table == nullptr) {
            continue;
        }
        ColumnInfo column;
        const std::string extra = upperCase(textAt(row, 5));
        column.name = textAt(row, 1);
        column.type = textAt(row, 2);
        column.nullable = textAt(row, 3) == "YES";
        column.defaultValue = defaultOf(row[4], column.type, extra, m_dialect);
        column.generated =
            extra.contains("VIRTUAL GENERATED") || extra.contains("STORED GENERATED") || extra.contains("PERSISTENT");
        column.hidden = extra.contains("INVISIBLE");
        column.comment = textAt(row, 6);
        table->columns.push_back(std::move(column));
    }
    return {};
}

Result<void> TableReader::readIndexes() {
    const std::string rest = " FROM information_schema.STATISTICS" + where("TABLE_SCHEMA", "TABLE_NAME") +
                             " ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX";
    const std::string columns = "SELECT " + std::string(kIndexColumns);
    // Servers before MySQL 8.0.13 have no indexes on expressions, and nobody has to be told.
    network::RefusedParts unsaid;
    Result<TextTable> rows = TextTable();
    if (m_dialect == DialectId::MySql) {
        rows = queryPart(m_line, columns + ", EXPRESSION" + rest, "Indexes", unsaid);
    }
    if (rows && rows->empty()) {
        rows = queryPart(m_line, columns + rest, "Indexes", m_refused);
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (std::size_t begin = 0, end = 0; begin < rows->size(); begin = end) {
        const auto& first = (*rows)[begin];
        while (end < rows->size() && (*rows)[end][0] == first[0] && (*rows)[end][1] == first[1]) {
            ++end;
        }
        if (ObjectDescription* table = find(textAt(first, 0))) {
            addIndex(*table, *rows, begin, end);
        }
    }
    for (ObjectDescription& table : m_tables) {
        if (table.keys.empty() || !table.keys.front().primary) {
            continue;
        }
        const std::vector<std::string>& primary = table.keys.front().columns;
        for (ColumnInfo& column : table.columns) {
            const auto at = std::ranges::find_if(primary, [&](const std::string& part) {
                return part == column.name || part.starts_with(column.name + "(") || part == column.name + " DESC";
            });
            column.primaryKeyPosition = at == primary.end() ? 0 : static_cast<int>(at - primary.begin()) + 1;
        }
    }
    return {};
}

Result<void> TableReader::readForeignKeys() {
    const Result<TextTable> rules = queryPart(
        m_line,
        "SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS" +
            where("CONSTRAINT_SCHEMA", "TABLE_NAME"),
        "Foreign keys", m_refused);
    if (!rules) {
        return std::unexpected(rules.error());
    }
    if (rules->empty()) {
        return {};
    }
    const Result<TextTable> rows =
        queryPart(m_line,
                  "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
                  "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE" +
                      where("TABLE_SCHEMA", "TABLE_NAME") +
                      " AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
                  "Foreign keys", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> ruleOf;
    for (const auto& row : *rules) {
        ruleOf[{textAt(row, 0), textAt(row, 1)}] = {textAt(row, 2), textAt(row, 3)};
    }
    for (const auto& row : *rows) {
        ObjectDescription* table = find(textAt(row, 0));
        if (table == nullptr) {
            continue;
        }
        std::vector<ForeignKeyInfo>& keys = table->foreignKeys;
        if (keys.empty() || keys.back().name != textAt(row, 1)) {
            const auto& [update, erase] = ruleOf[{textAt(row, 0), textAt(row, 1)}];
            keys.push_back({.name = textAt(row, 1),
                            .references = {textAt(row, 3), textAt(row, 4)},
                            .onUpdate = update,
                            .onDelete = erase});
        }
        keys.back().columns.push_back(textAt(row, 2));
        keys.back().referencedColumns.push_back(textAt(row, 5));
    }
    return {};
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
    const Result<TextTable> rows = queryPart(m_line, sql, "Checks", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : *rows) {
        if (ObjectDescription* table = find(textAt(row, 0))) {
            table->checks.push_back({textAt(row, 1), textAt(row, 2)});
        }
    }
    return {};
}

Result<void> TableReader::readTriggers() {
    const Result<TextTable> rows =
        queryPart(m_line,
                  "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT "
                  "FROM information_schema.TRIGGERS" +
                      where("EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE") + " ORDER BY EVENT_OBJECT_TABLE, TRIGGER_NAME",
                  "Triggers", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : *rows) {
        if (ObjectDescription* table = find(textAt(row, 0))) {
            table->triggers.push_back({textAt(row, 1), "CREATE TRIGGER " + quotedName(textAt(row, 1)) + " " +
                                                           textAt(row, 2) + " " + textAt(row, 3) + " ON " +
                                                           quotedName(textAt(row, 0)) + " FOR EACH ROW " +
                                                           textAt(row, 4)});
        }
    }
    return {};
}

Result<void> TableReader::readPartitions() {
    const Result<TextTable> rows =
        queryPart(m_line,
                  "SELECT TABLE_NAME, MAX(PARTITION_METHOD), MAX(PARTITION_EXPRESSION), COUNT(DISTINCT PARTITION_NAME) "
                  "FROM information_schema.PARTITIONS" +
                      where("TABLE_SCHEMA", "TABLE_NAME") + " AND PARTITION_NAME IS NOT NULL GROUP BY TABLE_NAME",
                  "Partitions", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : *rows) {
        if (ObjectDescription* table = find(textAt(row, 0))) {
            table->partitionKey = textAt(row, 1) + " (" + textAt(row, 2) + ") PARTITIONS " + textAt(row, 3);
        }
    }
    return {};
}

Result<void> TableReader::readGrants() {
    const Result<TextTable> rows =
        queryPart(m_line,
                  "SELECT TABLE_NAME, GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE "
                  "FROM information_schema.TABLE_PRIVILEGES" +
                      where("TABLE_SCHEMA", "TABLE_NAME") + " ORDER BY TABLE_NAME, GRANTEE, PRIVILEGE_TYPE",
                  "Grants", m_refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto& row : *rows) {
        if (ObjectDescription* table = find(textAt(row, 0))) {
            addPrivilege(*table, textAt(row, 1), textAt(row, 2), textAt(row, 3) == "YES");
        }
    }
    return {};
}

} // namespace dbv::mysql
