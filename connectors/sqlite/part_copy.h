// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// An object in the schema of a database, as its file has it.
struct PartObject {
    ObjectType type = ObjectType::Table;
    std::string name;
    /// The table or view of an index or a trigger; its own name for others.
    std::string of;
    std::string sql;
};

/// Objects by name, with what belongs to them, in the order in which they can be made; with no names all there are. What SQLite makes by itself
/// is not among them, nor what is not there.
/// `schema` is the name that the handle has for the database. Errors: of SQLite.
[[nodiscard]] Result<std::vector<PartObject>> listPart(sqlite3* handle, const std::string& schema,
                                                       const std::vector<DumpObject>& objects);
/// What of the names no table or view has, in double quotes with commas between; empty where all are there.
[[nodiscard]] std::string missingNames(const std::vector<PartObject>& listed, const std::vector<DumpObject>& objects);
/// The names of virtual tables among the objects, in the same way.
[[nodiscard]] std::string virtualNames(const std::vector<PartObject>& listed);

/// From one database of a handle into another of the same handle.
struct PartWay {
    std::string from;
    std::string into;
};

/// Makes objects and copies their rows, within the transaction that is open: their records stay the same bytes, and rows keep their numbers.
/// Triggers are made when the rows are there. Of rows alone, the tables are there and empty.
/// Blocks: until done. Errors: of SQLite, with the object; Cancelled where `progress` says so, between two tables.
[[nodiscard]] Result<void> copyPart(sqlite3* handle, const PartWay& way, const std::vector<PartObject>& objects,
                                    DumpContent content, const DumpProgress& progress);

/// Runs statements of the connector's own; `what` begins the error. Errors: of SQLite.
[[nodiscard]] Result<void> runOn(sqlite3* handle, const std::string& sql, const std::string& what);
/// The first column of each row, as text. Errors: of SQLite.
[[nodiscard]] Result<std::vector<std::string>> textsOn(sqlite3* handle, const std::string& sql,
                                                       const std::string& what);

} // namespace dbv::sqlite
