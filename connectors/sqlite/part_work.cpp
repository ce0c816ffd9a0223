// SPDX-License-Identifier: Apache-2.0
#include "sqlite/part_work.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "sqlite/open_plan.h"
#include "sqlite/part_copy.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

/// As no database of a user's is called.
constexpr const char* kOther = "dbv_other_file";
constexpr const char* kMainSchema = "main";
constexpr int kWaitForOthers = 10'000;

std::string namesIn(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "\"" : ", \"") + name + "\"";
    }
    return list;
}

/// Another file under a name of a handle's, for as long as it is needed.
class AttachedFile {
public:
    explicit AttachedFile(sqlite3* handle) : m_handle(handle) {}
    AttachedFile(const AttachedFile&) = delete;
    AttachedFile& operator=(const AttachedFile&) = delete;
    ~AttachedFile() {
        if (m_attached) {
            sqlite3_exec(m_handle, ("DETACH " + quotedName(kOther)).c_str(), nullptr, nullptr, nullptr);
        }
    }
    Result<void> attach(const std::string& uri) {
        Result<void> done = runOn(m_handle, "ATTACH " + quotedText(uri) + " AS " + quotedName(kOther),
                                  "The other file can't be opened beside this database");
        m_attached = done.has_value();
        return done;
    }

private:
    sqlite3* m_handle;
    bool m_attached = false;
};

/// A transaction that is rolled back unless it was committed, without foreign keys meanwhile.
class PartTransaction {
public:
    explicit PartTransaction(sqlite3* handle) : m_handle(handle) {}
    PartTransaction(const PartTransaction&) = delete;
    PartTransaction& operator=(const PartTransaction&) = delete;
    ~PartTransaction() {
        if (sqlite3_get_autocommit(m_handle) == 0) {
            sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
        }
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, m_hadKeys, nullptr);
    }
    Result<void> begin() {
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &m_hadKeys);
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
        return runOn(m_handle, "BEGIN IMMEDIATE", "The restore can't begin");
    }
    Result<void> commit() { return runOn(m_handle, "COMMIT", "The restore can't be committed"); }

private:
    sqlite3* m_handle;
    int m_hadKeys = 0;
};

bool isTableOrView(const PartObject& object) {
    return object.type != ObjectType::Index && object.type != ObjectType::Trigger;
}

bool haveOneName(const PartObject& one, const PartObject& other) {
    return sqlite3_stricmp(one.name.c_str(), other.name.c_str()) == 0;
}

/// What of the wished is a table.
std::vector<PartObject> tablesOf(const std::vector<PartObject>& objects) {
    std::vector<PartObject> tables;
    std::ranges::copy_if(objects, std::back_inserter(tables),
                         [](const PartObject& object) { return object.type == ObjectType::Table; });
    return tables;
}

/// Errors: Unsupported for tables that are missing, hold rows, or would change what is inserted.
Result<void> checkTables(sqlite3* handle, const std::vector<PartObject>& there, const std::vector<PartObject>& tables) {
    std::vector<std::string> missing;
    std::vector<std::string> filled;
    std::vector<std::string> acting;
    for (const PartObject& table : tables) {
        const auto is = [&table](const PartObject& other) {
            return other.type == ObjectType::Table && haveOneName(table, other);
        };
        if (std::ranges::none_of(there, is)) {
            missing.push_back(table.name);
            continue;
        }
        const Result<std::vector<std::string>> rows =
            textsOn(handle, "SELECT 1 FROM main." + quotedName(table.name) + " LIMIT 1", "A table can't be read");
        if (!rows) {
            return std::unexpected(rows.error());
        }
        if (!rows->empty()) {
            filled.push_back(table.name);
        }
        const auto acts = [&table](const PartObject& other) {
            return other.type == ObjectType::Trigger && sqlite3_stricmp(other.of.c_str(), table.name.c_str()) == 0;
        };
        if (std::ranges::any_of(there, acts)) {
            acting.push_back(table.name);
        }
    }
    if (!missing.empty()) {
        return fail(ErrorKind::Unsupported,
                    "Rows alone can't be restored, since the database does not have " + namesIn(missing) + ".",
                    "Restore the structure first.");
    }
    if (!filled.empty()) {
        return fail(ErrorKind::Unsupported, "There are rows already in " + namesIn(filled) + ".",
                    "Empty these tables, or restore them with their structure.");
    }
    return acting.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported, "Triggers would act on what is put back into " + namesIn(acting) + ".",
                      "Drop these triggers first, or restore the tables with their structure.");
}

/// Rows that refer to none, by the foreign keys of these tables or to them: nobody looks at these while tables are replaced.
/// Errors: of SQLite.
Result<std::vector<Notice>> danglingRows(sqlite3* handle, const std::vector<PartObject>& tables) {
    std::string names;
    for (const PartObject& table : tables) {
        names += (names.empty() ? "" : ", ") + quotedText(table.name);
    }
    // A key that fits no key of the other table is found by nothing.
    const Result<std::vector<std::string>> keys = textsOn(
        handle,
        "SELECT DISTINCT s.name FROM main.sqlite_schema s, pragma_foreign_key_list(s.name, 'main') f WHERE s.type = "
        "'table' AND s.rootpage > 0 AND (s.name COLLATE NOCASE IN (" +
            names + ") OR f.[table] COLLATE NOCASE IN (" + names + ")) ORDER BY 1",
        "The foreign keys can't be read");
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::string dangling;
    std::string unknown;
    for (const std::string& table : *keys) {
        std::string question = "SELECT count(*) || CASE count(*) WHEN 1 THEN ' row of ' ELSE ' rows of ' END || ";
        question += quotedText("\"" + table + "\" (to \"");
        question += " || parent || '\")' FROM pragma_foreign_key_check(";
        question += quotedText(table);
        question += ", 'main') WHERE ";
        question += quotedText(table);
        question += " COLLATE NOCASE IN (";
        question += names;
        question += ") OR parent COLLATE NOCASE IN (";
        question += names;
        question += ") GROUP BY parent ORDER BY parent";
        const Result<std::vector<std::string>> counted =
            textsOn(handle, question, "The foreign keys of \"" + table + "\" can't be looked at");
        for (const std::string& count : counted ? *counted : std::vector<std::string>()) {
            dangling += (dangling.empty() ? "" : "; ") + count;
        }
        // SQLite can't use such a key either.
        if (!counted && counted.error().nativeCode != SQLITE_ERROR) {
            return std::unexpected(counted.error());
        }
        unknown += counted ? "" : (unknown.empty() ? "" : " ") + counted.error().message;
    }
    std::vector<Notice> notices;
    if (!dangling.empty()) {
        notices.push_back({"warning", "Rows refer to rows that are not there, by foreign keys: " + dangling + "."});
    }
    if (!unknown.empty()) {
        notices.push_back({"warning", "Of some foreign keys nobody can tell whether they hold. " + unknown});
    }
    return notices;
}

/// Drops what is in the way where that is wished. Errors: Unsupported, with all names; of SQLite.
Result<void> makeRoom(sqlite3* handle, const std::vector<PartObject>& there, const std::vector<PartObject>& wished,
                      bool replace) {
    std::vector<std::string> inTheWay;
    std::vector<std::string> elsewhere;
    std::vector<std::string> drops;
    for (const PartObject& object : wished) {
        const auto found =
            std::ranges::find_if(there, [&object](const PartObject& other) { return haveOneName(object, other); });
        if (found == there.end()) {
            continue;
        }
        if (!replace) {
            inTheWay.push_back(object.name);
        } else if (isTableOrView(*found)) {
            drops.push_back((found->type == ObjectType::View ? "DROP VIEW main." : "DROP TABLE main.") +
                            quotedName(found->name));
        } else if (std::ranges::none_of(wished, [&found](const PartObject& owner) {
                       return isTableOrView(owner) && sqlite3_stricmp(owner.name.c_str(), found->of.c_str()) == 0;
                   })) {
            // What belongs to a table that is dropped goes with it.
            elsewhere.push_back(object.name);
        }
    }
    if (!inTheWay.empty()) {
        return fail(ErrorKind::Unsupported, "There are already " + namesIn(inTheWay) + " in the database.",
                    "Let them be replaced, or restore into another database.");
    }
    if (!elsewhere.empty()) {
        return fail(ErrorKind::Unsupported,
                    "Other tables have indexes or triggers of the same names: " + namesIn(elsewhere) + ".",
                    "Drop these first, or restore into another database.");
    }
    Result<void> done;
    for (auto drop = drops.begin(); done && drop != drops.end(); ++drop) {
        done = runOn(handle, *drop, "What is there can't be dropped");
    }
    return done;
}

} // namespace

bool isPart(const DumpScope& scope) {
    return (scope.schemas.empty() && !scope.objects.empty()) || scope.content != DumpContent::All;
}

Result<void> planPart(Database& database, const DumpScope& scope, DumpPlan& plan) {
    for (const std::string& schema : scope.schemas) {
        if (schema != kMainSchema) {
            return fail(ErrorKind::Unsupported,
                        "A backup is of the first file of a connection, and not of " + namesIn({schema}) + ".",
                        "Back up the other file through a connection of its own.");
        }
    }
    const std::vector<DumpObject> objects = scope.schemas.empty() ? scope.objects : std::vector<DumpObject>();
    const Result<std::vector<PartObject>> listed = listPart(database.handle(), kMainSchema, objects);
    if (!listed) {
        return std::unexpected(listed.error());
    }
    if (const std::string missing = missingNames(*listed, scope.schemas.empty() ? objects : scope.objects);
        !missing.empty()) {
        return fail(ErrorKind::NotFound, "The database does not have " + missing + ".",
                    "Look at the names of its tables and views; capitals count.");
    }
    if (scope.content == DumpContent::Rows) {
        return fail(ErrorKind::Unsupported,
                    "A backup of this kind is a database file, and has no rows without the tables that hold them.",
                    "Back up the tables whole, and restore their rows alone.");
    }
    if (!isPart(scope)) {
        return {};
    }
    if (const std::string names = virtualNames(*listed); !names.empty()) {
        return fail(ErrorKind::Unsupported,
                    "Virtual tables can't be copied by themselves, since their rows are kept by their modules in "
                    "tables of their own: " +
                        names + ".",
                    "Back up the whole database, or choose the other tables.");
    }
    plan.bytes.reset();
    std::vector<std::string> naming;
    std::string tables;
    for (const PartObject& object : *listed) {
        if (object.type == ObjectType::View || object.type == ObjectType::Trigger) {
            naming.push_back(object.name);
        } else if (object.type == ObjectType::Table) {
            tables += (tables.empty() ? "" : ", ") + quotedText(object.name);
        }
    }
    if (!naming.empty() && !objects.empty()) {
        plan.notices.push_back({"warning", "What the views and triggers " + namesIn(naming) +
                                               " use is only in the backup where it is chosen too."});
    }
    const Result<std::vector<std::string>> keys = textsOn(
        database.handle(),
        "SELECT DISTINCT char(34) || s.name || char(34) || ' refers to ' || char(34) || f.[table] || char(34) FROM "
        "main.sqlite_schema s, pragma_foreign_key_list(s.name, 'main') f WHERE s.type = 'table' AND s.name IN (" +
            tables + ") AND lower(f.[table]) NOT IN (SELECT lower(name) FROM main.sqlite_schema WHERE name IN (" +
            tables + "))",
        "The foreign keys can't be read");
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::string referring;
    for (const std::string& key : *keys) {
        referring += (referring.empty() ? "" : "; ") + key;
    }
    if (!referring.empty()) {
        plan.notices.push_back(
            {"warning", "Foreign keys lead out of what is chosen, and are kept: " + referring + "."});
    }
    return {};
}

Result<void> makePart(const ScratchFile& file, const std::string& source, const std::string& encoding,
                      const DumpScope& scope, const DumpProgress& progress) {
    const Result<Handle> opened = file.open(ScratchFile::Use::Write);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    sqlite3* const handle = opened->get();
    sqlite3_busy_timeout(handle, kWaitForOthers);
    sqlite3_progress_handler(
        handle, 100'000,
        [](void* told) {
            const auto* const goOn = static_cast<const DumpProgress*>(told);
            return (*goOn)({"copying", 0, 0, "tables"}) ? 0 : 1;
        },
        const_cast<DumpProgress*>(&progress));
    // Nobody else knows the file, and when the copying fails it is thrown away.
    Result<void> done = runOn(
        handle, "PRAGMA encoding = " + quotedText(encoding) + "; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
        "A temporary file can't be made");
    AttachedFile other(handle);
    done = done ? other.attach(source) : done;
    done = done ? runOn(handle, "BEGIN", "The copy can't begin") : done;
    const std::vector<DumpObject> chosen = scope.schemas.empty() ? scope.objects : std::vector<DumpObject>();
    const Result<std::vector<PartObject>> objects =
        done ? listPart(handle, kOther, chosen) : std::unexpected(done.error());
    if (!objects) {
        return std::unexpected(objects.error());
    }
    done = copyPart(handle, {kOther, kMainSchema}, *objects, scope.content, progress);
    if (done && chosen.empty()) {
        for (const char* const setting : {"application_id", "user_version"}) {
            const Result<std::vector<std::string>> value = textsOn(
                handle, "PRAGMA " + quotedName(kOther) + "." + setting, "The head of the database can't be read");
            done = value ? runOn(handle, "PRAGMA main." + std::string(setting) + " = " + value->front(),
                                 "The head of the database can't be written")
                         : std::unexpected(value.error());
            if (!done) {
                return done;
            }
        }
    }
    return done ? runOn(handle, "COMMIT", "The copy can't be written") : done;
}

Result<std::vector<Notice>> restorePart(Database& database, const ScratchFile& dump, const RestoreWish& wish,
                                        const DumpProgress& progress) {
    sqlite3* const handle = database.handle();
    AttachedFile other(handle);
    Result<void> done = other.attach(fileUri(dump.path()) + "?immutable=1");
    PartTransaction transaction(handle);
    done = done ? transaction.begin() : done;
    const Result<std::vector<PartObject>> wished =
        done ? listPart(handle, kOther, wish.objects) : std::unexpected(done.error());
    const Result<std::vector<PartObject>> there =
        wished ? listPart(handle, kMainSchema, {}) : std::unexpected(wished.error());
    if (!there) {
        return std::unexpected(there.error());
    }
    if (const std::string missing = missingNames(*wished, wish.objects); !missing.empty()) {
        return fail(ErrorKind::NotFound, "The backup does not hold " + missing + ".", "Look at what is in it.");
    }
    if (const std::string names = virtualNames(*wished); !names.empty()) {
        return fail(ErrorKind::Unsupported,
                    "Virtual tables can't be restored by themselves, since their rows are kept by their modules in "
                    "tables of their own: " +
                        names + ".",
                    "Restore the whole backup into a new file, or choose the other tables.");
    }
    if (wish.content == DumpContent::Rows) {
        const std::vector<PartObject> tables = tablesOf(*wished);
        done = checkTables(handle, *there, tables);
        done = done ? copyPart(handle, {kOther, kMainSchema}, tables, wish.content, progress) : done;
    } else {
        done = makeRoom(handle, *there, *wished, wish.replace);
        done = done ? copyPart(handle, {kOther, kMainSchema}, *wished, wish.content, progress) : done;
    }
    const bool looks = wish.replace && wish.content != DumpContent::Rows;
    Result<std::vector<Notice>> found = !done   ? std::unexpected(done.error())
                                        : looks ? danglingRows(handle, tablesOf(*wished))
                                                : Result<std::vector<Notice>>(std::vector<Notice>());
    done = found ? transaction.commit() : std::unexpected(found.error());
    return done ? found : std::unexpected(std::move(done.error()));
}

} // namespace dbv::sqlite
