// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/data/object_info.h>

namespace dbv::sqlite {

/// What SQLite tells nowhere but in the text of a CREATE TABLE.
struct TableDdl {
    std::vector<CheckInfo> checks;
    /// In the order of the text; empty where the constraint has no name.
    std::vector<std::string> foreignKeyNames;
    std::string primaryKeyName;
};

/// What SQLite tells nowhere but in the text of a CREATE INDEX.
struct IndexDdl {
    /// The indexed terms as they are written.
    std::vector<std::string> terms;
    std::string predicate;
};

/// Reads a statement that SQLite has accepted.
[[nodiscard]] TableDdl readTableDdl(std::string_view sql);
/// Reads a statement that SQLite has accepted.
[[nodiscard]] IndexDdl readIndexDdl(std::string_view sql);

/// Adds to a table, whose columns and foreign keys are known, what only its text tells: checks, names and the primary key.
void applyTableDdl(const std::string& sql, ObjectDescription& object);

} // namespace dbv::sqlite
