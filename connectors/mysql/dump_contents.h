// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>
#include <dbv/data/object_path.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// An object that a dump has something of, by the names that inventories have: of a routine the kind stands before it (`FUNCTION twice`).
struct DumpEntry {
    ObjectType type = ObjectType::Table;
    std::string name;
    /// The table of a trigger.
    std::string of;

    friend bool operator==(const DumpEntry&, const DumpEntry&) = default;
};

/// What can't be made, or not be used, where something else is missing.
struct DumpNeed {
    /// A view or a table.
    std::string who;
    DumpEntry what;

    friend bool operator==(const DumpNeed&, const DumpNeed&) = default;
};

/// What a dump holds, told before its first statement.
struct DumpContents {
    /// Not all objects of the database.
    bool isPart = false;
    DumpContent content = DumpContent::All;
    /// In the order in which they are made.
    std::vector<DumpEntry> entries;
    std::vector<DumpNeed> needs;

    friend bool operator==(const DumpContents&, const DumpContents&) = default;
};

/// Whether the kind has its names in common with tables.
[[nodiscard]] bool isTableLike(ObjectType type);
/// Whether one of the objects is the entry itself, or the table that it belongs to.
[[nodiscard]] bool isAmong(const DumpEntry& entry, const std::vector<DumpObject>& objects);
/// Whether a scope means all that the database holds.
[[nodiscard]] bool meansAll(const DumpScope& scope);
/// Names in double quotes, with commas between; what is more than a person reads is counted.
[[nodiscard]] std::string namesOf(const std::vector<std::string>& names);

/// All objects of a database, in the order in which they can be made. Errors: of the server.
[[nodiscard]] Result<std::vector<DumpEntry>> listEntries(Line& line, const std::string& database);
/// What a scope has of a database; of names that are not there, nothing. Errors: of the server.
[[nodiscard]] Result<DumpContents> contentsOf(Line& line, const std::string& database, const DumpScope& scope);
/// Errors: NotFound and Unsupported, with all names, for a scope that can't be dumped, or not be put back by itself.
[[nodiscard]] Result<void> checkScope(Line& line, const std::string& database, const DumpScope& scope);

/// What of the objects of a database stands in the text of a view, a default, as the server writes it. Pure.
[[nodiscard]] std::vector<DumpEntry> namedIn(std::string_view text, const std::string& database,
                                             const std::vector<DumpEntry>& entries);

} // namespace dbv::mysql
