// SPDX-License-Identifier: Apache-2.0
#include "sqlite/change_meter.h"

#include <map>
#include <utility>

namespace dbv::sqlite {

namespace {

#ifdef SQLITE_ENABLE_PREUPDATE_HOOK

class SqliteChangeMeter final : public ChangeMeter {
public:
    explicit SqliteChangeMeter(Database& database) : m_database(database) {
        sqlite3_preupdate_hook(m_database.handle(), &SqliteChangeMeter::seen, this);
    }
    SqliteChangeMeter(const SqliteChangeMeter&) = delete;
    SqliteChangeMeter& operator=(const SqliteChangeMeter&) = delete;
    ~SqliteChangeMeter() override { sqlite3_preupdate_hook(m_database.handle(), nullptr, nullptr); }

    [[nodiscard]] Result<ChangeFootprint> read() override {
        ChangeFootprint footprint;
        footprint.tables.emplace();
        for (const auto& [table, changes] : m_changes) {
            footprint.tables->push_back(changes);
        }
        return footprint;
    }

private:
    static void seen(void* self, sqlite3* /*handle*/, int operation, const char* schema, const char* table,
                     sqlite3_int64 /*oldRow*/, sqlite3_int64 /*newRow*/) {
        auto& changes = static_cast<SqliteChangeMeter*>(self)->m_changes;
        const ObjectPath path{schema, table, {}};
        TableChanges& counted = changes.try_emplace(path, TableChanges{path}).first->second;
        counted.inserted += operation == SQLITE_INSERT ? 1 : 0;
        counted.updated += operation == SQLITE_UPDATE ? 1 : 0;
        counted.deleted += operation == SQLITE_DELETE ? 1 : 0;
    }

    Database& m_database;
    std::map<ObjectPath, TableChanges> m_changes;
};

#endif

/// The parts of a name with dots, without their quotes.
std::vector<std::string> partsOf(std::string_view name) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char open = name[i];
        if (open == '.') {
            parts.emplace_back();
        } else if (open == '"' || open == '`' || open == '[') {
            const char close = open == '[' ? ']' : open;
            for (++i; i < name.size(); ++i) {
                if (name[i] == close && (open == '[' || i + 1 >= name.size() || name[i + 1] != close)) {
                    break;
                }
                parts.back() += name[i];
                i += name[i] == close ? std::size_t{1} : 0;
            }
        } else if (open != ' ' && open != '\t' && open != '\n' && open != '\r') {
            parts.back() += open;
        }
    }
    return parts;
}

} // namespace

std::unique_ptr<ChangeMeter> makeChangeMeter([[maybe_unused]] Database& database) {
#ifdef SQLITE_ENABLE_PREUPDATE_HOOK
    return std::make_unique<SqliteChangeMeter>(database);
#else
    return nullptr;
#endif
}

Result<std::vector<std::string>> readRowKey(Database& database, std::string_view table) {
    const std::vector<std::string> parts = partsOf(table);
    // Without a schema ?2 is NULL, which is as if it was not there.
    Result<Statement> statement = database.prepare(
        "SELECT name FROM (SELECT c.name, c.pk AS place FROM pragma_table_info(?1, ?2) c WHERE c.pk > 0 UNION ALL "
        "SELECT x.name, x.seqno + 1 FROM pragma_index_list(?1, ?2) l, pragma_index_info(l.name, ?2) x "
        "WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(?1, ?2) WHERE pk > 0) AND l.name = "
        "(SELECT k.name FROM pragma_index_list(?1, ?2) k WHERE k.origin = 'u' AND NOT EXISTS (SELECT 1 FROM "
        "pragma_index_info(k.name, ?2) y, pragma_table_info(?1, ?2) n WHERE n.cid = y.cid AND n.\"notnull\" = 0) "
        "ORDER BY k.name LIMIT 1)) ORDER BY place");
    if (!statement) {
        return std::unexpected(std::move(statement.error()));
    }
    sqlite3_bind_text64(statement->get(), 1, parts.back().data(), parts.back().size(), SQLITE_STATIC, SQLITE_UTF8);
    if (parts.size() > 1) {
        const std::string& schema = parts[parts.size() - 2];
        sqlite3_bind_text64(statement->get(), 2, schema.data(), schema.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    std::vector<std::string> key;
    while (true) {
        const Result<bool> row = database.step(*statement);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            return key;
        }
        key.emplace_back(columnText(statement->get(), 0));
    }
}

} // namespace dbv::sqlite
