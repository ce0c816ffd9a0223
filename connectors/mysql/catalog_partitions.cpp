// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_partitions.h"

#include <string>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::string boundOf(const std::string& method, const std::string& values) {
    if (values.empty()) {
        return {};
    }
    if (method.starts_with("LIST")) {
        return "VALUES IN (" + values + ")";
    }
    return values == "MAXVALUE" ? "VALUES LESS THAN MAXVALUE" : "VALUES LESS THAN (" + values + ")";
}

} // namespace

Result<void> readPartitions(Line& line, ObjectDescription& table, network::RefusedParts& refused) {
    if (table.partitionKey.empty()) {
        return {};
    }
    const Result<TextTable> rows = queryPart(
        line,
        "SELECT PARTITION_NAME, MAX(PARTITION_METHOD), MAX(PARTITION_DESCRIPTION), CAST(SUM(TABLE_ROWS) AS CHAR), "
        "CAST(SUM(DATA_LENGTH + INDEX_LENGTH) AS CHAR) FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = " +
            textLiteral(table.path.schema) + " AND TABLE_NAME = " + textLiteral(table.path.name) +
            " AND PARTITION_NAME IS NOT NULL GROUP BY PARTITION_NAME ORDER BY MIN(PARTITION_ORDINAL_POSITION)",
        "Partitions", refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    table.partitions.reserve(rows->size());
    for (const auto& row : *rows) {
        table.partitions.push_back({.name = textAt(row, 0),
                                    .bound = boundOf(textAt(row, 1), textAt(row, 2)),
                                    .estimatedRows = numberAt(row, 3),
                                    .sizeBytes = numberAt(row, 4)});
    }
    return {};
}

} // namespace dbv::mysql
