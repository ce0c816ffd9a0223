// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_contents.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "mysql/dump_values.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::size_t kMostNamesTold = 200;

std::string quotedInText(const std::string& name) {
    return "\"" + name + "\"";
}

/// A name without its backticks; empty for what is none.
std::string bareName(std::string_view token) {
    std::string name;
    for (std::size_t i = 1; i + 1 < token.size(); ++i) {
        name += token[i];
        // Within them each stands twice.
        i += std::size_t{token[i] == '`'};
    }
    return name;
}

bool isMeant(const DumpEntry& entry, const DumpScope& scope) {
    const bool holdsRows = entry.type == ObjectType::Table || entry.type == ObjectType::Sequence;
    return (meansAll(scope) || isAmong(entry, scope.objects)) && (holdsRows || scope.content != DumpContent::Rows);
}

/// Of each view its query, and of each table with sequences in its defaults these: who, and the text that names things.
Result<TextTable> namingTexts(Line& line, const std::string& database) {
    const std::string isHere = isDatabase("TABLE_SCHEMA", database);
    return line.query("SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE " + isHere +
                      " UNION ALL SELECT TABLE_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS WHERE " + isHere +
                      " AND COLUMN_DEFAULT LIKE '%val(%'");
}

Result<void> checkNames(const std::string& database, const DumpScope& scope, const std::vector<DumpEntry>& entries) {
    for (const std::string& schema : scope.schemas) {
        if (schema != database) {
            return fail(ErrorKind::Unsupported,
                        joined({"\"", schema, "\" is another database than the connection's (\"", database,
                                "\"), and databases of this kind have no schemas within."}),
                        "Back up each database through a connection of its own.");
        }
    }
    std::vector<std::string> missing;
    std::vector<std::string> withoutRows;
    for (const DumpObject& object : scope.objects) {
        const auto found = std::ranges::find_if(
            entries, [&](const DumpEntry& entry) { return entry.of.empty() && entry.name == object.name; });
        if (found == entries.end() || (!object.schema.empty() && object.schema != database)) {
            missing.push_back(object.schema.empty() ? object.name : object.schema + "." + object.name);
        } else if (scope.content == DumpContent::Rows && !isMeant(*found, scope)) {
            withoutRows.push_back(object.name);
        }
    }
    if (!missing.empty()) {
        return fail(ErrorKind::NotFound, "The database \"" + database + "\" does not have " + namesOf(missing) + ".",
                    "Look at the names of its tables, views and sequences; capitals count.");
    }
    return withoutRows.empty() ? Result<void>()
                               : fail(ErrorKind::Unsupported, "There are no rows in " + namesOf(withoutRows) + ".",
                                      "Back up the rows of tables and sequences alone.");
}

} // namespace

bool isTableLike(ObjectType type) {
    return type == ObjectType::Table || type == ObjectType::View || type == ObjectType::Sequence;
}

bool isAmong(const DumpEntry& entry, const std::vector<DumpObject>& objects) {
    const std::string& name = entry.of.empty() ? entry.name : entry.of;
    return std::ranges::any_of(objects, [&name](const DumpObject& object) { return object.name == name; });
}

bool meansAll(const DumpScope& scope) {
    // The only schema there is, is the database.
    return scope.objects.empty() || !scope.schemas.empty();
}

std::string namesOf(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMostNamesTold); ++i) {
        text += (i == 0 ? "" : ", ") + quotedInText(names[i]);
    }
    return names.size() <= kMostNamesTold ? text
                                          : text + " and " + std::to_string(names.size() - kMostNamesTold) + " more";
}

Result<std::vector<DumpEntry>> listEntries(Line& line, const std::string& database) {
    const std::string isHere = isDatabase("TABLE_SCHEMA", database);
    constexpr std::array kTypes{ObjectType::Sequence, ObjectType::Table,   ObjectType::Routine,
                                ObjectType::View,     ObjectType::Trigger, ObjectType::Event};
    // Programs may be called by views, and triggers and events act when all is there.
    const std::array<std::string, kTypes.size()> questions{
        "SELECT TABLE_NAME, '' FROM information_schema.TABLES WHERE " + isHere +
            " AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME",
        "SELECT TABLE_NAME, '' FROM information_schema.TABLES WHERE " + isHere +
            " AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE') ORDER BY TABLE_NAME",
        "SELECT CONCAT(ROUTINE_TYPE, ' ', ROUTINE_NAME), '' FROM information_schema.ROUTINES WHERE " +
            isDatabase("ROUTINE_SCHEMA", database) +
            " ORDER BY ROUTINE_TYPE = 'PACKAGE BODY', ROUTINE_TYPE, ROUTINE_NAME",
        "SELECT TABLE_NAME, '' FROM information_schema.TABLES WHERE " + isHere +
            " AND TABLE_TYPE = 'VIEW' ORDER BY TABLE_NAME",
        "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE " +
            isDatabase("TRIGGER_SCHEMA", database) +
            " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER",
        "SELECT EVENT_NAME, '' FROM information_schema.EVENTS WHERE " + isDatabase("EVENT_SCHEMA", database) +
            " ORDER BY EVENT_NAME"};
    std::vector<DumpEntry> entries;
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
        const Result<TextTable> rows = line.query(questions.at(i));
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const auto& row : *rows) {
            entries.push_back({kTypes.at(i), row[0].value_or(""), row[1].value_or("")});
        }
    }
    return entries;
}

std::vector<DumpEntry> namedIn(std::string_view text, const std::string& database,
                               const std::vector<DumpEntry>& entries) {
    std::set<std::string> tables;
    std::set<std::string> routines;
    TokenReader reader(text);
    bool isQualified = false;
    Token before;
    for (Token token = reader.next();; token = reader.next()) {
        const std::string_view symbol = token.kind == TokenKind::Symbol ? reader.text(token) : std::string_view();
        if (symbol == "." && before.kind == TokenKind::Name) {
            // Of a column's name the table is the second of three.
            if (isQualified) {
                tables.insert(bareName(reader.text(before)));
            }
            isQualified = !isQualified && bareName(reader.text(before)) == database;
        } else if (symbol == "(" && before.kind == TokenKind::Name) {
            // What the server has itself stands without backticks.
            routines.insert("FUNCTION " + bareName(reader.text(before)));
            isQualified = false;
        } else if (before.kind == TokenKind::Name && isQualified) {
            tables.insert(bareName(reader.text(before)));
            isQualified = false;
        }
        if (token.kind == TokenKind::End) {
            break;
        }
        before = token;
    }
    std::vector<DumpEntry> named;
    std::ranges::copy_if(entries, std::back_inserter(named), [&](const DumpEntry& entry) {
        return isTableLike(entry.type) ? tables.contains(entry.name)
                                       : entry.type == ObjectType::Routine && routines.contains(entry.name);
    });
    return named;
}

Result<DumpContents> contentsOf(Line& line, const std::string& database, const DumpScope& scope) {
    const Result<std::vector<DumpEntry>> all = listEntries(line, database);
    if (!all) {
        return std::unexpected(all.error());
    }
    DumpContents contents;
    contents.isPart = !meansAll(scope);
    contents.content = scope.content;
    std::ranges::copy_if(*all, std::back_inserter(contents.entries),
                         [&scope](const DumpEntry& entry) { return isMeant(entry, scope); });
    if (scope.content == DumpContent::Rows) {
        return contents;
    }
    const Result<TextTable> texts = namingTexts(line, database);
    if (!texts) {
        return std::unexpected(texts.error());
    }
    for (const auto& row : *texts) {
        const std::string who = row[0].value_or("");
        const bool isThere = std::ranges::any_of(
            contents.entries, [&who](const DumpEntry& entry) { return isTableLike(entry.type) && entry.name == who; });
        if (!isThere) {
            continue;
        }
        for (DumpEntry& what : namedIn(row[1].value_or(""), database, *all)) {
            if (what.name != who) {
                contents.needs.push_back({who, std::move(what)});
            }
        }
    }
    return contents;
}

Result<void> checkScope(Line& line, const std::string& database, const DumpScope& scope) {
    const Result<std::vector<DumpEntry>> all = listEntries(line, database);
    Result<void> done = all ? checkNames(database, scope, *all) : std::unexpected(all.error());
    const Result<DumpContents> contents = done ? contentsOf(line, database, scope) : std::unexpected(done.error());
    if (!contents) {
        return std::unexpected(contents.error());
    }
    std::vector<std::string> missing;
    std::string whose;
    for (const DumpNeed& need : contents->needs) {
        if (std::ranges::find(contents->entries, need.what) == contents->entries.end()) {
            whose += (whose.empty() ? "" : "; ") + quotedInText(need.who) + " needs " + quotedInText(need.what.name);
            missing.push_back(need.what.name);
        }
    }
    std::ranges::sort(missing);
    missing.erase(std::ranges::unique(missing).begin(), missing.end());
    return missing.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported, "What is chosen could not be made again by itself: " + whose + ".",
                      "Choose " + namesOf(missing) + " as well.");
}

} // namespace dbv::mysql
