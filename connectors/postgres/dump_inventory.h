// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "network/tool_process.h"
#include "postgres/dump_rows.h"
#include "postgres/dump_tools.h"
#include "postgres/inventory.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// The inventory of a moment while pg_dump dumps it: what there is comes from the session, and rows from the dump that passes, so that the
/// server gives them once. The session counts them meanwhile, so rows that the dump left out would be found, and reads itself what the
/// dump has in other words than an inventory.
///
/// Thread: the session's one calls `list`, that of the dump everything else. Must not outlive what it was made of.
class DumpInventory : public DumpRows::Taker {
public:
    DumpInventory(Line& line, const InventoryScope& scope, InventorySink& inventory, const DumpProgress& progress);

    /// Lists the objects of the moment and counts the rows of those that the dump tells of; where it can tell of none, tells all of them.
    /// Errors: of the server; Cancelled.
    [[nodiscard]] Result<void> list();
    /// Runs pg_dump, gives its output away and takes the rows out of it.
    /// Errors: those of `network::runTool`, of `judgeTool`, of `DumpRows::finish` and of `dump`.
    [[nodiscard]] Result<void> runDump(const DumpTool& tool, network::ToolCall call, const DumpSink& dump);
    /// What `list` has not told and the dump has not either. Called when both have ended.
    /// Errors: of the server; CorruptBackup where the dump has other rows than the server; those of the sink; Cancelled.
    [[nodiscard]] Result<void> tellRest();

    /// Blocks: until the objects are listed.
    [[nodiscard]] Result<bool> beginTable(const std::string& schema, const std::string& name) override;
    void row(std::string_view line) override {
        m_inventory.row(line);
        ++m_rows;
    }
    void endTable() override;

private:
    struct Table {
        MomentObject* object = nullptr;
        std::optional<std::uint64_t> counted;
        std::optional<std::uint64_t> dumped;
    };
    using Tables = std::map<std::pair<std::string, std::string>, Table>;

    [[nodiscard]] Result<bool> speaksTheSame();
    [[nodiscard]] Result<void> listObjects();
    [[nodiscard]] Result<void> countRows();
    [[nodiscard]] Result<void> tellAll();

    Line& m_line;
    const InventoryScope& m_scope;
    InventorySink& m_inventory;
    const DumpProgress& m_progress;
    std::function<bool()> m_nextRow;
    /// The database's encoding is UTF-8.
    bool m_isUtf8;
    std::mutex m_guard;
    std::condition_variable m_listed;
    bool m_isListed = false;
    std::vector<MomentObject> m_objects;
    /// Those whose rows the dump tells.
    Tables m_tables;
    Table* m_current = nullptr;
    std::uint64_t m_rows = 0;
};

} // namespace dbv::postgres
