// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>
#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// A cell of a catalogue's answer; empty for NULL.
[[nodiscard]] std::string textAt(const std::vector<std::optional<std::string>>& row, std::size_t column);
/// Rows of a question that not every server knows, or not every user may ask: none then, and the refusal is noted.
/// `part` begins a sentence: `Events`.
/// Errors: those that are no refusal (Cancelled, ConnectionLost, ...).
[[nodiscard]] Result<TextTable> queryPart(Line& line, std::string_view sql, std::string_view part,
                                          network::RefusedParts& refused);
/// The same for many rows, taken one by one: those before a refusal as well.
[[nodiscard]] Result<void> readPart(Line& line, std::string_view sql, std::string_view part,
                                    network::RefusedParts& refused, const std::function<void(const TextRow&)>& take);

/// Everything about the tables and views of a schema, or about one of them, with the same few statements: without DDL.
class TableReader {
public:
    TableReader(Line& line, DialectId dialect, network::RefusedParts& refused, std::string schema,
                std::string table = {});

    /// By name; views among them. What the server refuses of them is noted and left out.
    /// Errors: Cancelled, ConnectionLost; SqlError when not even the tables' names are told.
    [[nodiscard]] Result<std::vector<ObjectDescription>> read();

private:
    [[nodiscard]] std::string where(std::string_view schemaColumn, std::string_view tableColumn) const;
    [[nodiscard]] ObjectDescription* find(std::string_view name);
    /// What is asked in one statement about all the tables, whose name is in the first column. As `readPart`.
    [[nodiscard]] Result<void> readEach(const std::string& sql, std::string_view part, network::RefusedParts& refused,
                                        const std::function<void(ObjectDescription&, const TextRow&)>& take);

    [[nodiscard]] Result<void> readTables();
    [[nodiscard]] Result<void> readColumns();
    [[nodiscard]] Result<void> readIndexes();
    [[nodiscard]] Result<void> readForeignKeys();
    [[nodiscard]] Result<void> readChecks();
    [[nodiscard]] Result<void> readTriggers();
    [[nodiscard]] Result<void> readPartitions();
    [[nodiscard]] Result<void> readGrants();

    Line& m_line;
    DialectId m_dialect;
    network::RefusedParts& m_refused;
    std::string m_schema;
    std::string m_table;
    /// Some table is divided, or it was not asked.
    bool m_mayHavePartitions = true;
    std::vector<ObjectDescription> m_tables;
    std::map<std::string, std::size_t, std::less<>> m_places;
    /// The table of the row before; as many as there are where it is none.
    std::size_t m_last = 0;
};

} // namespace dbv::mysql
