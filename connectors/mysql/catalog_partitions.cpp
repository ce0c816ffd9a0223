// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_partitions.h"

#include <string>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::string boundOf(std::string_view method, std::string_view values) {
    if (values.empty()) {
        return {};
    }
    if (method.starts_with("LIST")) {
        return "VALUES IN (" + std::string(values) + ")";
    }
    return values == "MAXVALUE" ? "VALUES LESS THAN MAXVALUE" : "VALUES LESS THAN (" + std::string(values) + ")";
}

} // namespace

Result<void> readPartitions(Line& line, ObjectDescription& table, network::RefusedParts& refused) {
    if (table.partitionKey.empty()) {
        return {};
    }
    return readPart(
        line,
        "SELECT PARTITION_NAME, MAX(PARTITION_METHOD), MAX(PARTITION_DESCRIPTION), CAST(SUM(TABLE_ROWS) AS CHAR), "
        "CAST(SUM(DATA_LENGTH + INDEX_LENGTH) AS CHAR) FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = " +
            textLiteral(table.path.schema) + " AND TABLE_NAME = " + textLiteral(table.path.name) +
            " AND PARTITION_NAME IS NOT NULL GROUP BY PARTITION_NAME ORDER BY MIN(PARTITION_ORDINAL_POSITION)",
        "Partitions", refused, [&table](const TextRow& row) {
            table.partitions.push_back({.name = std::string(row.textAt(0)),
                                        .bound = boundOf(row.textAt(1), row.textAt(2)),
                                        .estimatedRows = row.numberAt(3),
                                        .sizeBytes = row.numberAt(4)});
        });
}

} // namespace dbv::mysql
