// SPDX-License-Identifier: Apache-2.0
#include "mysql/restore_checks.h"

#include <algorithm>
#include <iterator>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::unexpected<Error> notEmpty(const std::string& database) {
    return fail(ErrorKind::Unsupported,
                "The database \"" + database +
                    "\" is not empty, and the server can't replace all that a database holds as a whole.",
                "Make a new database, and restore into it. Or restore chosen objects, which may stand beside others.");
}

/// The two have their names from the same kinds.
bool shareNames(ObjectType one, ObjectType other) {
    return one == other || (isTableLike(one) && isTableLike(other));
}

std::string dropOf(const DumpEntry& there) {
    const auto drop = [](const char* kind, const std::string& name) {
        return "DROP " + std::string(kind) + " IF EXISTS " + quotedName(name);
    };
    switch (there.type) {
    case ObjectType::Table: return drop("TABLE", there.name);
    case ObjectType::View: return drop("VIEW", there.name);
    case ObjectType::Sequence: return drop("SEQUENCE", there.name);
    case ObjectType::Trigger: return drop("TRIGGER", there.name);
    case ObjectType::Event: return drop("EVENT", there.name);
    default: break;
    }
    for (const char* const kind : {"PACKAGE BODY", "PACKAGE", "PROCEDURE", "FUNCTION"}) {
        if (const std::string begin = std::string(kind) + " "; there.name.starts_with(begin)) {
            return drop(kind, there.name.substr(begin.size()));
        }
    }
    return {};
}

/// Errors: Unsupported for needs that neither the database nor the order has, and for what is in the way.
Result<void> checkPlaces(const std::vector<DumpEntry>& there, const DumpContents& contents, const RestoreWish& wish,
                         RestoreOrder& order) {
    std::vector<std::string> inTheWay;
    std::vector<std::string> elsewhere;
    for (const DumpEntry& entry : order.entries) {
        const auto found = std::ranges::find_if(there, [&entry](const DumpEntry& other) {
            return shareNames(entry.type, other.type) && entry.name == other.name;
        });
        if (found == there.end()) {
            continue;
        }
        if (!wish.replace) {
            inTheWay.push_back(entry.name);
        } else if (entry.type == ObjectType::Trigger && found->of != entry.of) {
            elsewhere.push_back(entry.name);
        } else {
            order.drops[{entry.type, entry.name}] = dropOf(*found);
        }
    }
    if (!inTheWay.empty()) {
        return fail(ErrorKind::Unsupported, "There are already " + namesOf(inTheWay) + " in the database.",
                    "Let them be replaced, or restore into another database.");
    }
    if (!elsewhere.empty()) {
        return fail(ErrorKind::Unsupported, "Other tables have triggers of the same names: " + namesOf(elsewhere) + ".",
                    "Drop these triggers, or restore into another database.");
    }
    std::vector<std::string> missing;
    for (const DumpNeed& need : contents.needs) {
        const bool isMade = std::ranges::any_of(order.entries, [&need](const DumpEntry& entry) {
            return isTableLike(entry.type) && entry.name == need.who;
        });
        const auto has = [&need](const DumpEntry& entry) {
            return shareNames(entry.type, need.what.type) && entry.name == need.what.name;
        };
        if (isMade && !std::ranges::any_of(order.entries, has) && !std::ranges::any_of(there, has) &&
            std::ranges::find(missing, need.what.name) == missing.end()) {
            missing.push_back(need.what.name);
        }
    }
    return missing.empty() ? Result<void>()
                           : fail(ErrorKind::Unsupported,
                                  "What is wished needs " + namesOf(missing) + ", which the database does not have.",
                                  "Restore these as well.");
}

std::string nameList(const std::vector<DumpEntry>& entries) {
    std::string list;
    for (const DumpEntry& entry : entries) {
        list += (list.empty() ? "" : ", ") + textLiteral(entry.name);
    }
    return list;
}

/// The names in the first column of an answer, of those tables that the order has.
Result<std::vector<std::string>> tablesWhere(Line& line, const std::string& question) {
    const Result<TextTable> rows = line.query(question);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<std::string> names;
    for (const auto& row : *rows) {
        names.push_back(row[0].value_or(""));
    }
    return names;
}

/// Errors: Unsupported for tables that are missing or hold rows.
Result<void> checkTables(Line& line, const std::string& database, const std::vector<DumpEntry>& there,
                         RestoreOrder& order) {
    std::vector<std::string> missing;
    for (const DumpEntry& entry : order.entries) {
        const bool isThere = std::ranges::any_of(
            there, [&entry](const DumpEntry& other) { return entry.type == other.type && entry.name == other.name; });
        if (!isThere) {
            missing.push_back(entry.name);
        }
    }
    if (!missing.empty()) {
        return fail(ErrorKind::Unsupported,
                    "Rows alone can't be restored, since the database does not have " + namesOf(missing) + ".",
                    "Restore the structure first.");
    }
    if (order.entries.empty()) {
        return {};
    }
    std::vector<std::string> filled;
    for (const DumpEntry& entry : order.entries) {
        const Result<TextTable> rows =
            entry.type == ObjectType::Table
                ? line.query("SELECT 1 FROM " + quotedName(database) + "." + quotedName(entry.name) + " LIMIT 1")
                : Result<TextTable>(TextTable());
        if (!rows) {
            return std::unexpected(rows.error());
        }
        if (!rows->empty()) {
            filled.push_back(entry.name);
        }
    }
    if (!filled.empty()) {
        return fail(ErrorKind::Unsupported, "There are rows already in " + namesOf(filled) + ".",
                    "Empty these tables, or restore them with their structure.");
    }
    const std::string among = " IN (" + nameList(order.entries) + ")";
    const Result<std::vector<std::string>> lasting =
        tablesWhere(line, "SELECT TABLE_NAME FROM information_schema.TABLES WHERE " +
                              isDatabase("TABLE_SCHEMA", database) + " AND ENGINE <> 'InnoDB' AND TABLE_NAME" + among);
    if (!lasting) {
        return std::unexpected(lasting.error());
    }
    order.withoutTransactions.insert(lasting->begin(), lasting->end());
    return {};
}

/// Errors: NotFound.
Result<void> choose(const DumpContents& contents, const RestoreWish& wish, RestoreOrder& order) {
    std::vector<std::string> missing;
    for (const DumpObject& object : wish.objects) {
        const bool isThere = std::ranges::any_of(contents.entries, [&object](const DumpEntry& entry) {
            return entry.of.empty() && entry.name == object.name;
        });
        if (!isThere) {
            missing.push_back(object.name);
        }
    }
    if (!missing.empty()) {
        return fail(ErrorKind::NotFound, "The backup does not hold " + namesOf(missing) + ".",
                    "Look at what is in it.");
    }
    std::ranges::copy_if(contents.entries, std::back_inserter(order.entries), [&](const DumpEntry& entry) {
        const bool holdsRows = entry.type == ObjectType::Table || entry.type == ObjectType::Sequence;
        return (wish.objects.empty() || isAmong(entry, wish.objects)) &&
               (holdsRows || order.content != DumpContent::Rows);
    });
    return {};
}

} // namespace

Result<RestoreOrder> orderOf(Line& line, const std::string& database, const std::optional<DumpContents>& contents,
                             const RestoreWish& wish) {
    RestoreWish meant = wish;
    // One without a name stands for all of its schema, which is the database.
    if (std::ranges::any_of(meant.objects, [](const DumpObject& object) { return object.name.empty(); })) {
        meant.objects.clear();
    }
    RestoreOrder order;
    order.isOld = !contents;
    if (order.isOld && (!meant.objects.empty() || wish.content != DumpContent::All)) {
        return fail(ErrorKind::Unsupported,
                    "The backup does not say what stands where in it, so no part of it can be taken.",
                    "Restore all of it into a new database.");
    }
    const Result<std::vector<DumpEntry>> there = listEntries(line, database);
    if (!there) {
        return std::unexpected(there.error());
    }
    if (order.isOld) {
        return there->empty() ? Result<RestoreOrder>(std::move(order)) : notEmpty(database);
    }
    const bool hasBoth = contents->content == DumpContent::All;
    if (!hasBoth && wish.content != DumpContent::All && wish.content != contents->content) {
        return fail(ErrorKind::Unsupported, "The backup does not hold what is wished of it.", "Use another backup.");
    }
    order.content = hasBoth ? wish.content : contents->content;
    order.isBeside = contents->isPart || !meant.objects.empty() || order.content == DumpContent::Rows;
    Result<void> done = choose(*contents, meant, order);
    if (done && order.content == DumpContent::Rows) {
        done = checkTables(line, database, *there, order);
    } else if (done && (contents->isPart || !meant.objects.empty())) {
        done = checkPlaces(*there, *contents, meant, order);
    } else if (done && !there->empty()) {
        return notEmpty(database);
    }
    return done ? Result<RestoreOrder>(std::move(order)) : std::unexpected(std::move(done.error()));
}

} // namespace dbv::mysql
