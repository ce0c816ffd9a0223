// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/ddl_statements.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// The statements that make a table, apart from what is made on it (indexes, triggers and the like).
struct TableDdl {
    /// The sequences of its columns, the table, and what its columns have beside those of other tables that it inherits.
    std::string made;
    /// Makes it a partition of its parent, once it has the indexes that it is to bring along; empty for others.
    std::string attached;
};

/// Reads and writes them. A partition is made by itself and then attached, since only so its columns, defaults, names of keys and
/// indexes are its own.
/// Blocks: on the server. Errors: the server's own.
[[nodiscard]] Result<TableDdl> tableDdl(Line& line, const DdlSubject& table, const ObjectDescription& description,
                                        network::RefusedParts& missing);

} // namespace dbv::postgres
