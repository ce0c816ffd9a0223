// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "sqlite/catalog_objects.h"
#include "sqlite/database.h"
#include "sqlite/table_rows.h"

namespace dbv::sqlite {

/// Reads the tables and views of a schema one after the other from a handful of statements that run side by side.
///
/// Ordinary tables come from the table-valued pragmas joined with sqlite_schema. Views and virtual tables are asked for one by
/// one, because one that can't be resolved would end a joined statement for all.
class SchemaReader {
public:
    SchemaReader(Database& database, std::string schema) : m_database(database), m_schema(std::move(schema)) {}

    /// Begins; with `only`, of a single object: its rowid in sqlite_schema.
    [[nodiscard]] Result<void> open(std::optional<std::int64_t> only);
    /// The next object, without DDL and size; nullopt at the end.
    [[nodiscard]] Result<std::optional<ObjectDescription>> next();

private:
    [[nodiscard]] Result<void> openJoined(std::optional<std::int64_t> only);
    [[nodiscard]] Result<void> readDependents(std::optional<std::int64_t> only);
    [[nodiscard]] Result<void> readColumns(std::int64_t table, ObjectDescription& object);
    [[nodiscard]] Result<void> readColumnsAlone(ObjectDescription& object);
    [[nodiscard]] Result<void> readIndexes(std::int64_t table, ObjectDescription& object);
    [[nodiscard]] Result<void> readForeignKeys(std::int64_t table, ObjectDescription& object);
    [[nodiscard]] Result<void> fill(std::int64_t table, bool stored, const std::string& sql, ObjectDescription& object);

    Database& m_database;
    std::string m_schema;
    RowEstimates m_estimates;
    std::map<std::string, std::string, std::less<>> m_indexDdl;
    std::map<std::string, std::vector<TriggerInfo>, std::less<>> m_triggers;
    TableRows m_objects;
    TableRows m_columns;
    TableRows m_indexes;
    TableRows m_foreignKeys;
    Statement m_columnsAlone;
};

} // namespace dbv::sqlite
