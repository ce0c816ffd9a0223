// SPDX-License-Identifier: Apache-2.0
#include "sqlite/part_copy.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

Error partFailure(sqlite3* handle, const std::string& what) {
    Error error = errorFor({sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), false, false});
    error.message = what + ": " + error.message + ".";
    return error;
}

ObjectType typeFor(std::string_view type, std::string_view sql) {
    if (type == "index") {
        return ObjectType::Index;
    }
    if (type == "trigger") {
        return ObjectType::Trigger;
    }
    if (type == "view") {
        return ObjectType::View;
    }
    return sql.starts_with("CREATE VIRTUAL TABLE") ? ObjectType::VirtualTable : ObjectType::Table;
}

bool isOwner(const PartObject& object) {
    return object.type != ObjectType::Index && object.type != ObjectType::Trigger;
}

/// A statement as the schema has it, for the database that has this name now: SQLite writes its first words by itself.
std::string madeIn(const std::string& schema, const std::string& sql) {
    for (const std::string_view begin :
         {"CREATE TABLE ", "CREATE VIEW ", "CREATE TRIGGER ", "CREATE UNIQUE INDEX ", "CREATE INDEX "}) {
        if (sql.starts_with(begin)) {
            return std::string(begin) + quotedName(schema) + "." + sql.substr(begin.size());
        }
    }
    return sql;
}

class PartCopy {
public:
    PartCopy(sqlite3* handle, const PartWay& way, const DumpProgress& progress)
        : m_handle(handle), m_way(way), m_progress(progress) {}

    Result<void> make(const PartObject& object) {
        return runOn(m_handle, madeIn(m_way.into, object.sql), "\"" + object.name + "\" can't be made");
    }

    Result<void> copyRows(const PartObject& table) {
        const std::string what = "The rows of \"" + table.name + "\" can't be copied";
        const std::string into = " INTO " + quotedName(m_way.into) + "." + quotedName(table.name);
        const std::string from = " FROM " + quotedName(m_way.from) + "." + quotedName(table.name);
        const Result<bool> loses = losesNumbers(table, what);
        const Result<std::vector<std::string>> columns =
            loses ? textsOn(m_handle,
                            "SELECT name FROM pragma_table_xinfo(" + quotedText(table.name) + ", " +
                                quotedText(m_way.into) + ") WHERE hidden = 0 ORDER BY cid",
                            what)
                  : std::unexpected(loses.error());
        if (!columns) {
            return std::unexpected(columns.error());
        }
        std::string list;
        for (const std::string& column : *columns) {
            list += (list.empty() ? "" : ", ") + quotedName(column);
        }
        const std::string number = *loses ? numberName(*columns) : std::string();
        Result<void> copied;
        if (number.empty()) {
            // In this form SQLite moves records as they are, where both tables are the same.
            copied = runOn(m_handle, "INSERT" + into + " SELECT *" + from, what);
        }
        if (!number.empty() || (!copied && copied.error().nativeCode == SQLITE_ERROR)) {
            const std::string all = (number.empty() ? "" : number + ", ") + list;
            copied = runOn(m_handle, "INSERT" + into + " (" + all + ") SELECT " + all + from, what);
        }
        return copied ? copySequence(table, what) : copied;
    }

    Result<void> goOn(std::uint64_t done, std::uint64_t total) {
        return m_progress({"copying", done, total, "tables"}) ? Result<void>()
                                                              : std::unexpected(cancelledError(Damage::None));
    }

private:
    /// Whether the numbers of rows are no values, are kept by no index, and not just 1, 2, 3, ...
    Result<bool> losesNumbers(const PartObject& table, const std::string& what) {
        const std::string place = quotedText(table.name) + ", " + quotedText(m_way.into);
        const Result<std::vector<std::string>> keeps = textsOn(
            m_handle,
            "SELECT EXISTS (SELECT 1 FROM pragma_table_list WHERE schema = " + quotedText(m_way.into) +
                " AND name = " + quotedText(table.name) + " AND wr) OR EXISTS (SELECT 1 FROM pragma_index_list(" +
                place + ")) OR EXISTS (SELECT 1 FROM pragma_table_info(" + place + ") WHERE pk > 0)",
            what);
        if (!keeps || keeps->front() == "1") {
            return keeps ? Result<bool>(false) : std::unexpected(keeps.error());
        }
        const Result<std::vector<std::string>> columns =
            textsOn(m_handle, "SELECT name FROM pragma_table_xinfo(" + place + ")", what);
        const std::string number = columns ? numberName(*columns) : std::string();
        if (number.empty()) {
            return columns ? Result<bool>(false) : std::unexpected(columns.error());
        }
        const Result<std::vector<std::string>> gaps =
            textsOn(m_handle,
                    "SELECT count(*) > 0 AND (min(" + number + ") <> 1 OR max(" + number + ") <> count(*)) FROM " +
                        quotedName(m_way.from) + "." + quotedName(table.name),
                    what);
        return gaps ? Result<bool>(gaps->front() == "1") : std::unexpected(gaps.error());
    }

    /// By which the number of a row is asked for; empty where columns have all such names.
    static std::string numberName(const std::vector<std::string>& columns) {
        for (const char* const name : {"rowid", "_rowid_", "oid"}) {
            const bool isTaken = std::ranges::any_of(
                columns, [name](const std::string& column) { return sqlite3_stricmp(column.c_str(), name) == 0; });
            if (!isTaken) {
                return name;
            }
        }
        return {};
    }

    /// Where the next number stands: it may be far above the largest.
    Result<void> copySequence(const PartObject& table, const std::string& what) {
        const auto has = [&](const std::string& schema) {
            return textsOn(
                m_handle,
                "SELECT count(*) FROM " + quotedName(schema) + ".sqlite_schema WHERE name = 'sqlite_sequence'", what);
        };
        const Result<std::vector<std::string>> here = has(m_way.from);
        const Result<std::vector<std::string>> there = here ? has(m_way.into) : here;
        if (!there || here->front() == "0" || there->front() == "0") {
            return there ? Result<void>() : std::unexpected(there.error());
        }
        const std::string where = ".sqlite_sequence WHERE name = " + quotedText(table.name);
        return runOn(m_handle,
                     "DELETE FROM " + quotedName(m_way.into) + where + "; INSERT INTO " + quotedName(m_way.into) +
                         ".sqlite_sequence SELECT * FROM " + quotedName(m_way.from) + where,
                     what);
    }

    sqlite3* m_handle;
    const PartWay& m_way;
    const DumpProgress& m_progress;
};

std::string quotedList(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "\"" : ", \"") + name + "\"";
    }
    return list;
}

} // namespace

Result<void> runOn(sqlite3* handle, const std::string& sql, const std::string& what) {
    return sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK
               ? Result<void>()
               : std::unexpected(partFailure(handle, what));
}

Result<std::vector<std::string>> textsOn(sqlite3* handle, const std::string& sql, const std::string& what) {
    sqlite3_stmt* compiled = nullptr;
    if (sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &compiled, nullptr) != SQLITE_OK) {
        return std::unexpected(partFailure(handle, what));
    }
    const Statement asked(compiled);
    std::vector<std::string> texts;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked.get())) == SQLITE_ROW) {
        texts.emplace_back(columnText(asked.get(), 0));
    }
    return code == SQLITE_DONE ? Result<std::vector<std::string>>(std::move(texts))
                               : std::unexpected(partFailure(handle, what));
}

Result<std::vector<PartObject>> listPart(sqlite3* handle, const std::string& schema,
                                         const std::vector<DumpObject>& objects) {
    const std::string sql = "SELECT type, name, tbl_name, sql FROM " + quotedName(schema) +
                            ".sqlite_schema WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' ORDER BY rowid";
    sqlite3_stmt* compiled = nullptr;
    if (sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &compiled, nullptr) != SQLITE_OK) {
        return std::unexpected(partFailure(handle, "The schema can't be read"));
    }
    const Statement asked(compiled);
    std::vector<PartObject> listed;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(asked.get())) == SQLITE_ROW) {
        PartObject object;
        object.sql = columnText(asked.get(), 3);
        object.type = typeFor(columnText(asked.get(), 0), object.sql);
        object.name = columnText(asked.get(), 1);
        object.of = isOwner(object) ? object.name : std::string(columnText(asked.get(), 2));
        const bool isMeant = objects.empty() || std::ranges::any_of(objects, [&object](const DumpObject& meant) {
                                 return meant.name == object.of;
                             });
        if (isMeant) {
            listed.push_back(std::move(object));
        }
    }
    return code == SQLITE_DONE ? Result<std::vector<PartObject>>(std::move(listed))
                               : std::unexpected(partFailure(handle, "The schema can't be read"));
}

std::string missingNames(const std::vector<PartObject>& listed, const std::vector<DumpObject>& objects) {
    std::vector<std::string> missing;
    for (const DumpObject& object : objects) {
        const bool isThere = std::ranges::any_of(
            listed, [&object](const PartObject& other) { return isOwner(other) && other.name == object.name; });
        if (!isThere || (!object.schema.empty() && object.schema != "main")) {
            missing.push_back(object.schema.empty() ? object.name : object.schema + "." + object.name);
        }
    }
    return quotedList(missing);
}

std::string virtualNames(const std::vector<PartObject>& listed) {
    std::vector<std::string> names;
    for (const PartObject& object : listed) {
        if (object.type == ObjectType::VirtualTable) {
            names.push_back(object.name);
        }
    }
    return quotedList(names);
}

Result<void> copyPart(sqlite3* handle, const PartWay& way, const std::vector<PartObject>& objects, DumpContent content,
                      const DumpProgress& progress) {
    PartCopy copy(handle, way, progress);
    // Rows keep their numbers where indexes are there before them.
    constexpr std::array kOrder{ObjectType::Table, ObjectType::Index, ObjectType::View, ObjectType::Trigger};
    for (const ObjectType type : kOrder) {
        std::uint64_t done = 0;
        for (const PartObject& object : objects) {
            Result<void> step = copy.goOn(done++, objects.size());
            if (step && object.type == type && content != DumpContent::Rows) {
                step = copy.make(object);
            }
            if (!step) {
                return step;
            }
        }
        done = 0;
        for (const PartObject& object : objects) {
            const bool hasRows =
                type == ObjectType::Index && object.type == ObjectType::Table && content != DumpContent::Structure;
            Result<void> step = hasRows ? copy.goOn(done++, objects.size()) : Result<void>();
            step = step && hasRows ? copy.copyRows(object) : step;
            if (!step) {
                return step;
            }
        }
    }
    return {};
}

} // namespace dbv::sqlite
