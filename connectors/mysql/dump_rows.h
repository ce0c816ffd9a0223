// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/dump_script.h"
#include "mysql/line.h"
#include "mysql/next_number.h"

namespace dbv::mysql {

/// The first cell of a statement's only row that stands in a column; nothing where the server keeps it from this user.
[[nodiscard]] std::optional<std::string> cellOf(const TextTable& table, std::size_t column);

/// What the readers of a dump have in common: whom they ask, whom they tell, and whether to go on.
class DumpReading {
public:
    DumpReading(Line& line, std::string database, ScriptWriter* script, InventorySink& inventory,
                const DumpProgress& progress)
        : m_line(line),
          m_database(std::move(database)),
          m_script(script),
          m_inventory(inventory),
          m_progress(progress) {}

    /// Errors: of the server; Cancelled.
    [[nodiscard]] Result<TextTable> ask(const std::string& question);
    /// Errors: those of the sink.
    [[nodiscard]] Result<void> put(ScriptPart part, std::string_view statement, const ScriptTag& tag = {});
    /// The rows of a table, to the inventory and, where there is one, to the script, and behind them the number of the next one where that is known.
    /// Errors: of the server, of both takers; Cancelled.
    [[nodiscard]] Result<void> readRows(const std::string& table, NextNumber next);
    /// Whether the server still knows by which number a table goes on when it has put that out of its memory.
    [[nodiscard]] bool keepsNumber(std::string_view ddl) const;
    /// A name with the database before it.
    [[nodiscard]] std::string full(std::string_view name) const {
        return quotedName(m_database) + "." + quotedName(name);
    }
    [[nodiscard]] const std::string& database() const { return m_database; }
    /// Whether there is a script.
    [[nodiscard]] bool writes() const { return m_script != nullptr; }
    [[nodiscard]] InventorySink& inventory() { return m_inventory; }

private:
    Line& m_line;
    std::string m_database;
    ScriptWriter* m_script;
    InventorySink& m_inventory;
    const DumpProgress& m_progress;
    std::uint64_t m_rows = 0;
};

} // namespace dbv::mysql
