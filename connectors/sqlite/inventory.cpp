// SPDX-License-Identifier: Apache-2.0
#include "sqlite/inventory.h"

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"

namespace dbv::sqlite {

namespace {

/// So many rows are read between two looks whether to go on.
constexpr std::uint64_t kRowsBetweenLooks = 4096;

struct ListedObject {
    InventoryObject object;
    bool isVirtual = false;
};

Error inventoryFailure(sqlite3* database, const std::string& what) {
    Error error = errorFor({sqlite3_extended_errcode(database), sqlite3_errmsg(database), false, false});
    error.message = what + " can't be read: " + error.message + ".";
    return error;
}

Result<Statement> compile(sqlite3* database, const std::string& sql, const std::string& what) {
    sqlite3_stmt* compiled = nullptr;
    if (sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &compiled, nullptr) != SQLITE_OK) {
        return std::unexpected(inventoryFailure(database, what));
    }
    return Statement(compiled);
}

std::string quotedName(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return text + "\"";
}

/// What is set in the head of the file and nowhere in its schema.
Result<std::string> headOf(sqlite3* database) {
    std::string head;
    for (const char* const setting : {"application_id", "user_version", "encoding"}) {
        const Result<Statement> asked =
            compile(database, std::string("PRAGMA main.") + setting, "The head of the database");
        if (!asked) {
            return std::unexpected(asked.error());
        }
        if (sqlite3_step(asked->get()) != SQLITE_ROW) {
            return std::unexpected(inventoryFailure(database, "The head of the database"));
        }
        head += std::string(setting) + " = " + std::string(columnText(asked->get(), 0)) + "\n";
    }
    return head;
}

ObjectType typeNamed(std::string_view name, bool isVirtual) {
    if (name == "view") {
        return ObjectType::View;
    }
    if (name == "index") {
        return ObjectType::Index;
    }
    if (name == "trigger") {
        return ObjectType::Trigger;
    }
    return isVirtual ? ObjectType::VirtualTable : ObjectType::Table;
}

/// Everything in the schema. Indexes that SQLite makes by itself are part of their tables' definitions.
Result<std::vector<ListedObject>> listObjects(sqlite3* database) {
    // A table without a root page is a virtual one; nothing else tells it from its text alone.
    const std::string sql = "SELECT type, name, sql, rootpage FROM main.sqlite_schema WHERE sql IS NOT NULL "
                            "ORDER BY type, name";
    Result<Statement> asked = compile(database, sql, "The schema of the database");
    if (!asked) {
        return std::unexpected(std::move(asked.error()));
    }
    std::vector<ListedObject> objects;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked->get())) == SQLITE_ROW) {
        const std::string_view type = columnText(asked->get(), 0);
        const bool isVirtual = type == "table" && sqlite3_column_int64(asked->get(), 3) == 0;
        ListedObject listed;
        listed.isVirtual = isVirtual;
        listed.object.type = typeNamed(type, isVirtual);
        listed.object.name = columnText(asked->get(), 1);
        listed.object.definition = columnText(asked->get(), 2);
        listed.object.holdsRows = type == "table" && !isVirtual;
        objects.push_back(std::move(listed));
    }
    return code == SQLITE_DONE ? Result<std::vector<ListedObject>>(std::move(objects))
                               : std::unexpected(inventoryFailure(database, "The schema of the database"));
}

/// The statement that reads what is kept of a table.
Result<std::string> rowsQuery(sqlite3* database, const std::string& table, const std::string& what) {
    Result<Statement> asked =
        compile(database, "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE hidden = 0 ORDER BY cid", what);
    if (!asked) {
        return std::unexpected(std::move(asked.error()));
    }
    sqlite3_bind_text(asked->get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_STATIC);
    std::string columns;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked->get())) == SQLITE_ROW) {
        columns += (columns.empty() ? "" : ", ") + quotedName(columnText(asked->get(), 0));
    }
    if (code != SQLITE_DONE || columns.empty()) {
        return std::unexpected(inventoryFailure(database, what));
    }
    return "SELECT " + columns + " FROM main." + quotedName(table);
}

void putNumber(std::string& row, char kind, std::uint64_t bits) {
    std::array<char, 9> bytes{kind};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i + 1] = static_cast<char>(bits >> (8 * i));
    }
    row.append(bytes.data(), bytes.size());
}

void putBytes(std::string& row, char kind, const void* bytes, int size) {
    putNumber(row, kind, static_cast<std::uint64_t>(size));
    row.append(bytes == nullptr ? "" : static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

/// False where memory was too short for the value.
bool putValue(std::string& row, sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        putNumber(row, 'i', static_cast<std::uint64_t>(sqlite3_column_int64(statement, column)));
        return true;
    case SQLITE_FLOAT:
        putNumber(row, 'f', std::bit_cast<std::uint64_t>(sqlite3_column_double(statement, column)));
        return true;
    case SQLITE_TEXT: {
        const unsigned char* const text = sqlite3_column_text(statement, column);
        putBytes(row, 't', text, text == nullptr ? 0 : sqlite3_column_bytes(statement, column));
        return text != nullptr;
    }
    case SQLITE_BLOB: {
        // An empty one has no address.
        const void* const bytes = sqlite3_column_blob(statement, column);
        const int size = sqlite3_column_bytes(statement, column);
        putBytes(row, 'b', bytes, bytes == nullptr ? 0 : size);
        return bytes != nullptr || size == 0;
    }
    default: row += 'n'; return true;
    }
}

/// Counts the rows that were read, over all tables.
class RowCount {
public:
    explicit RowCount(const DumpProgress& progress) : m_progress(progress) {}
    /// Whether to go on.
    bool next() {
        ++m_rows;
        return m_rows % kRowsBetweenLooks != 0 || m_progress({"reading rows", m_rows, 0, "rows"});
    }

private:
    const DumpProgress& m_progress;
    std::uint64_t m_rows = 0;
};

Result<void> tellRows(sqlite3* database, const std::string& table, InventorySink& inventory, RowCount& count) {
    const std::string what = "Table " + quotedName(table);
    const Result<std::string> query = rowsQuery(database, table, what);
    if (!query) {
        return std::unexpected(query.error());
    }
    Result<Statement> rows = compile(database, *query, what);
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    const int columns = sqlite3_column_count(rows->get());
    std::string row;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(rows->get())) == SQLITE_ROW) {
        row.clear();
        for (int i = 0; i < columns; ++i) {
            if (!putValue(row, rows->get(), i)) {
                return std::unexpected(makeError(ErrorKind::IoError,
                                                 what + " can't be read: there is not enough memory "
                                                        "for a value.",
                                                 "Close other programs, and try again."));
            }
        }
        inventory.row(row);
        if (!count.next()) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return code == SQLITE_DONE ? Result<void>() : std::unexpected(inventoryFailure(database, what));
}

} // namespace

Result<void> tellInventory(sqlite3* database, InventorySink& inventory, const DumpProgress& progress) {
    Result<std::string> head = headOf(database);
    if (!head) {
        return std::unexpected(std::move(head.error()));
    }
    const Result<std::vector<ListedObject>> objects = listObjects(database);
    if (!objects) {
        return std::unexpected(objects.error());
    }
    RowCount count(progress);
    InventoryObject whole;
    whole.type = ObjectType::Database;
    whole.name = "main";
    whole.definition = *std::move(head);
    Result<void> told = inventory.object(whole);
    for (auto listed = objects->begin(); told && listed != objects->end(); ++listed) {
        told = inventory.object(listed->object);
        if (told && listed->object.holdsRows) {
            told = tellRows(database, listed->object.name, inventory, count);
        }
    }
    return told;
}

} // namespace dbv::sqlite
