// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_inventory.h"

#include <charconv>
#include <exception>

#include <dbv/core/cancel.h>

#include "postgres/inventory_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::size_t kTablesCountedAtOnce = 100;

std::string tableText(const InventoryObject& table) {
    return quotedName(table.schema) + "." + quotedName(table.name);
}

std::uint64_t countIn(std::string_view text) {
    std::uint64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

} // namespace

DumpInventory::DumpInventory(Line& line, const InventoryScope& scope, InventorySink& inventory,
                             const DumpProgress& progress)
    : m_line(line), m_scope(scope), m_inventory(inventory), m_progress(progress), m_nextRow(rowCounter(progress)) {
    const char* const encoding = PQparameterStatus(line.handle(), "server_encoding");
    m_isUtf8 = encoding != nullptr && std::string_view(encoding) == "UTF8";
}

Result<bool> DumpInventory::speaksTheSame() {
    const Result<PgResult> asked = m_line.query(std::string(kDumpSpeaksTheSame));
    if (!asked) {
        return std::unexpected(asked.error());
    }
    return PQntuples(asked->get()) == 1 && trueAt(asked->get(), 0, 0);
}

Result<void> DumpInventory::listObjects() {
    const Result<bool> same = speaksTheSame();
    Result<std::vector<MomentObject>> objects =
        same ? listMoment(m_line, m_scope, m_progress) : std::unexpected(same.error());
    if (!objects) {
        return std::unexpected(std::move(objects.error()));
    }
    m_objects = *std::move(objects);
    for (MomentObject& object : m_objects) {
        if (*same && object.object.holdsRows && object.isDumped) {
            m_tables[{object.object.schema, object.object.name}].object = &object;
        }
    }
    return {};
}

Result<void> DumpInventory::list() {
    Result<void> done;
    try {
        done = listObjects();
    } catch (const std::exception& failure) {
        // Somebody waits for the list.
        done = fail(ErrorKind::Internal, std::string("The database could not be listed: ") + failure.what() + ".");
    }
    {
        const std::lock_guard lock(m_guard);
        m_isListed = true;
        if (!done) {
            m_tables.clear();
        }
    }
    m_listed.notify_all();
    if (!done) {
        return done;
    }
    return m_tables.empty() ? tellAll() : countRows();
}

Result<void> DumpInventory::tellAll() {
    Result<void> told;
    for (auto object = m_objects.begin(); told && object != m_objects.end(); ++object) {
        told = tellObject(m_line, *object, m_inventory, m_nextRow);
    }
    m_objects.clear();
    return told;
}

Result<void> DumpInventory::countRows() {
    // It goes beside the dump, and takes no more of the server than one process.
    if (const Result<PgResult> alone = m_line.query("SET LOCAL max_parallel_workers_per_gather = 0"); !alone) {
        return std::unexpected(alone.error());
    }
    std::string question;
    std::vector<Table*> asked;
    for (auto table = m_tables.begin(); table != m_tables.end();) {
        asked.push_back(&table->second);
        question += question.empty() ? "SELECT " : " UNION ALL SELECT ";
        question += std::to_string(asked.size() - 1);
        question += ", count(*) FROM ONLY ";
        question += tableText(table->second.object->object);
        ++table;
        if (asked.size() < kTablesCountedAtOnce && table != m_tables.end()) {
            continue;
        }
        const Result<PgResult> counts = m_line.query(question);
        if (!counts) {
            return std::unexpected(counts.error());
        }
        for (int row = 0; row < PQntuples(counts->get()); ++row) {
            asked.at(static_cast<std::size_t>(countIn(textAt(counts->get(), row, 0))))->counted =
                countIn(textAt(counts->get(), row, 1));
        }
        if (!m_progress({"reading rows", 0, 0, "rows"})) {
            return std::unexpected(cancelledError(Damage::Transaction));
        }
        question.clear();
        asked.clear();
    }
    return {};
}

Result<void> DumpInventory::runDump(const DumpTool& tool, network::ToolCall call, const DumpSink& dump) {
    // So that it writes rows as the session would.
    call.environment.emplace_back("PGCLIENTENCODING", m_isUtf8 ? "UTF8" : "");
    call.environment.emplace_back("PGTZ", "UTC");
    DumpRows rows(*this);
    std::uint64_t bytes = 0;
    const Result<network::ToolEnd> end = network::runTool(
        call,
        [&](std::string_view some) {
            bytes += some.size();
            Result<void> taken = dump(some);
            return taken ? rows.take(some) : taken;
        },
        [&] { return m_progress({"dumping", bytes, 0, "bytes"}); });
    const Result<std::vector<Notice>> judged = end ? judgeTool(tool, *end) : std::unexpected(end.error());
    return judged ? rows.finish() : std::unexpected(judged.error());
}

Result<bool> DumpInventory::beginTable(const std::string& schema, const std::string& name) {
    {
        std::unique_lock lock(m_guard);
        m_listed.wait(lock, [this] { return m_isListed; });
    }
    const auto table = m_tables.find({schema, name});
    if (table == m_tables.end() || table->second.dumped) {
        return false;
    }
    m_current = &table->second;
    m_rows = 0;
    const Result<void> told = m_inventory.object(m_current->object->object);
    return told ? Result<bool>(true) : std::unexpected(told.error());
}

void DumpInventory::endTable() {
    m_current->dumped = m_rows;
}

Result<void> DumpInventory::tellRest() {
    for (const auto& [path, table] : m_tables) {
        if (table.dumped && table.counted && table.dumped != table.counted) {
            return fail(ErrorKind::CorruptBackup,
                        "pg_dump has dumped " + std::to_string(*table.dumped) + " rows of the table " +
                            tableText(table.object->object) + ", where the server counts " +
                            std::to_string(*table.counted) + ".",
                        "Look whether an index of the table is damaged, and back up again.");
        }
    }
    Result<void> told;
    for (auto object = m_objects.begin(); told && object != m_objects.end(); ++object) {
        const auto table = m_tables.find({object->object.schema, object->object.name});
        const bool isTold = table != m_tables.end() && table->second.object == &*object && table->second.dumped;
        told = isTold ? told : tellObject(m_line, *object, m_inventory, m_nextRow);
    }
    return told;
}

} // namespace dbv::postgres
