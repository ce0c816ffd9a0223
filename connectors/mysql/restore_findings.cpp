// SPDX-License-Identifier: Apache-2.0
#include "mysql/restore_findings.h"

#include <utility>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// A foreign key, as far as it is read.
struct KeyQuestion {
    std::string name;
    std::string table;
    std::string otherSchema;
    std::string other;
    std::string matches;
    std::string isSet;
};

std::vector<KeyQuestion> questionsIn(const TextTable& columns) {
    std::vector<KeyQuestion> keys;
    for (const auto& row : columns) {
        const std::string name = row[0].value_or("");
        const std::string table = row[1].value_or("");
        if (keys.empty() || keys.back().name != name || keys.back().table != table) {
            keys.push_back({name, table, row[2].value_or(""), row[3].value_or(""), {}, {}});
        }
        KeyQuestion& key = keys.back();
        const std::string column = "c." + quotedName(row[4].value_or(""));
        key.matches +=
            (key.matches.empty() ? "" : " AND ") + std::string("p.") + quotedName(row[5].value_or("")) + " = " + column;
        key.isSet += " AND " + column + " IS NOT NULL";
    }
    return keys;
}

} // namespace

std::vector<Notice> danglingRows(Line& line, const std::string& database, const std::vector<std::string>& tables) {
    std::string list;
    for (const std::string& table : tables) {
        list += (list.empty() ? "" : ", ") + textLiteral(table);
    }
    if (list.empty()) {
        return {};
    }
    Result<TextTable> columns = line.query(
        "SELECT CONSTRAINT_NAME, TABLE_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, COLUMN_NAME, "
        "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE " +
        isDatabase("CONSTRAINT_SCHEMA", database) + " AND REFERENCED_TABLE_NAME IS NOT NULL AND (TABLE_NAME IN (" +
        list + ") OR (" + isDatabase("REFERENCED_TABLE_SCHEMA", database) + " AND REFERENCED_TABLE_NAME IN (" + list +
        "))) ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION");
    std::string dangling;
    std::string unknown = columns ? std::string() : " " + columns.error().message;
    for (const KeyQuestion& key : columns ? questionsIn(*columns) : std::vector<KeyQuestion>()) {
        const Result<TextTable> counted =
            line.query("SELECT COUNT(*) FROM " + quotedName(database) + "." + quotedName(key.table) +
                       " c WHERE NOT EXISTS (SELECT 1 FROM " + quotedName(key.otherSchema) + "." +
                       quotedName(key.other) + " p WHERE " + key.matches + ")" + key.isSet);
        // A table that was never there holds no rows that somebody could miss more than before.
        constexpr std::int64_t kNoSuchTable = 1146;
        if (!counted && counted.error().nativeCode != kNoSuchTable) {
            unknown += " " + counted.error().message;
        }
        const std::string count = counted && !counted->empty() ? counted->at(0).at(0).value_or("0") : "0";
        if (count != "0") {
            dangling += (dangling.empty() ? "" : "; ") + count + (count == "1" ? " row of \"" : " rows of \"") +
                        key.table + "\" (to \"" + key.other + "\", by " + key.name + ")";
        }
    }
    std::vector<Notice> notices;
    if (!dangling.empty()) {
        notices.push_back({"warning", "Rows refer to rows that are not there, by foreign keys: " + dangling + "."});
    }
    if (!unknown.empty()) {
        notices.push_back(
            {"warning",
             "Whether all rows that refer to others by foreign keys still find them is not known:" + unknown});
    }
    return notices;
}

} // namespace dbv::mysql
