// SPDX-License-Identifier: Apache-2.0
#include "sqlite/inventory.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/statement_text.h"
#include "sqlite/stored_rows.h"

namespace dbv::sqlite {

namespace {

/// So many rows are read between two looks whether to go on.
constexpr std::uint64_t kRowsBetweenLooks = 4096;

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
Result<void> listObjects(sqlite3* database, std::vector<ListedObject>& objects) {
    // A table without a root page is a virtual one; nothing else tells it from its text alone. A key that no index is for is the row's number. Of a view
    // that is broken nothing can be asked.
    const std::string sql =
        "SELECT type, name, sql, rootpage, tbl_name, CASE WHEN type = 'table' AND rootpage > 0 THEN "
        "EXISTS (SELECT 1 FROM pragma_table_info(s.name, 'main') WHERE pk > 0) "
        "AND NOT EXISTS (SELECT 1 FROM pragma_index_list(s.name, 'main') WHERE origin = 'pk') END "
        "FROM main.sqlite_schema s WHERE sql IS NOT NULL ORDER BY type, name";
    Result<Statement> asked = compile(database, sql, "The schema of the database");
    if (!asked) {
        return std::unexpected(std::move(asked.error()));
    }
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked->get())) == SQLITE_ROW) {
        const std::string_view type = columnText(asked->get(), 0);
        const std::int64_t root = sqlite3_column_int64(asked->get(), 3);
        const bool isVirtual = type == "table" && root == 0;
        ListedObject listed;
        listed.object.type = typeNamed(type, isVirtual);
        listed.object.name = columnText(asked->get(), 1);
        listed.object.definition = columnText(asked->get(), 2);
        if (listed.object.type == ObjectType::Index || listed.object.type == ObjectType::Trigger) {
            listed.object.of = columnText(asked->get(), 4);
        }
        listed.object.holdsRows = type == "table" && !isVirtual;
        listed.root = static_cast<std::uint32_t>(root);
        listed.number =
            sqlite3_column_int(asked->get(), 5) != 0 ? StoredPages::Number::Value : StoredPages::Number::NoValue;
        objects.push_back(std::move(listed));
    }
    return code == SQLITE_DONE ? Result<void>()
                               : std::unexpected(inventoryFailure(database, "The schema of the database"));
}

/// What tables have by names of their own.
Result<void> listParts(sqlite3* database, std::vector<ListedObject>& objects) {
    const Result<Statement> asked = compile(
        database,
        "SELECT s.name, 'column ' || c.name FROM main.sqlite_schema s, pragma_table_xinfo(s.name, 'main') c WHERE "
        "s.type = "
        "'table' AND s.rootpage > 0 UNION ALL SELECT s.name, 'foreign key to ' || f.[table] FROM main.sqlite_schema s, "
        "pragma_foreign_key_list(s.name, 'main') f WHERE s.type = 'table' AND s.rootpage > 0 AND f.seq = 0",
        "The columns of the tables");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::map<std::string, std::vector<std::string>, std::less<>> parts;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked->get())) == SQLITE_ROW) {
        parts[std::string(columnText(asked->get(), 0))].emplace_back(columnText(asked->get(), 1));
    }
    if (code != SQLITE_DONE) {
        return std::unexpected(inventoryFailure(database, "The columns of the tables"));
    }
    for (ListedObject& listed : objects) {
        const auto found = parts.find(listed.object.name);
        if (listed.object.type == ObjectType::Table && found != parts.end()) {
            listed.object.parts = std::move(found->second);
        }
    }
    return {};
}

} // namespace

Error tableFailure(const ListedObject& table, Error error) {
    if (error.kind != ErrorKind::Cancelled) {
        error.message = "Table " + quotedName(table.object.name) + " can't be read: " + error.message + ".";
    }
    return error;
}

Result<std::vector<ListedObject>> listInventory(sqlite3* database, const DumpScope& scope) {
    std::vector<ListedObject> objects;
    const bool isPart = scope.schemas.empty() && !scope.objects.empty();
    if (!isPart && scope.content != DumpContent::Rows) {
        Result<std::string> head = headOf(database);
        if (!head) {
            return std::unexpected(std::move(head.error()));
        }
        InventoryObject& whole = objects.emplace_back().object;
        whole.type = ObjectType::Database;
        whole.name = "main";
        whole.definition = *std::move(head);
    }
    Result<void> done = listObjects(database, objects);
    done = done ? listParts(database, objects) : done;
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    if (isPart) {
        std::erase_if(objects, [&scope](const ListedObject& listed) {
            const std::string& owner = listed.object.of.empty() ? listed.object.name : listed.object.of;
            return std::ranges::none_of(scope.objects,
                                        [&owner](const DumpObject& object) { return object.name == owner; });
        });
    }
    if (scope.content == DumpContent::Structure) {
        for (ListedObject& listed : objects) {
            listed.object.holdsRows = false;
        }
    } else if (scope.content == DumpContent::Rows) {
        std::erase_if(objects, [](const ListedObject& listed) { return !listed.object.holdsRows; });
        for (ListedObject& listed : objects) {
            listed.object.definition.clear();
        }
    }
    return objects;
}

Result<void> tellInventory(const std::vector<ListedObject>& objects, const MomentFile& file, InventorySink& inventory,
                           const DumpProgress& progress) {
    StoredRows rows(file);
    std::uint64_t count = 0;
    const StoredPages::TakeRow take = [&](std::string_view row) {
        inventory.row(row);
        ++count;
        return count % kRowsBetweenLooks != 0 || progress({"reading rows", count, 0, "rows"});
    };
    Result<void> told;
    for (auto listed = objects.begin(); told && listed != objects.end(); ++listed) {
        told = inventory.object(listed->object);
        if (!told || !listed->object.holdsRows) {
            continue;
        }
        told = rows.tell(listed->root, listed->number, take);
        if (!told) {
            told = std::unexpected(tableFailure(*listed, std::move(told.error())));
        }
    }
    return told;
}

} // namespace dbv::sqlite
