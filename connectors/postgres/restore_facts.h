// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/inventory_scope.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// What a database holds that a dump may need, or that may be in its way.
struct RestoreFacts {
    /// By what shares names (`relation`, `type`, `routine`, `schema`, `extension`, ...), schema and name as a dump's list has them.
    std::set<std::tuple<std::string, std::string, std::string>> there;
    /// The table of an index.
    std::map<ObjectName, std::string> indexTables;
    /// The table that a sequence belongs to, which is in the same schema.
    std::map<ObjectName, std::string> sequenceTables;
    /// The partitions of a table.
    std::map<ObjectName, std::set<ObjectName>> partitions;
    std::set<std::string> roles;
    std::set<std::string> extensions;

    [[nodiscard]] bool has(std::string_view group, std::string_view schema, std::string_view name) const {
        return there.contains({std::string(group), std::string(schema), std::string(name)});
    }
};

/// Reads them under an empty search path. Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<RestoreFacts> readRestoreFacts(Line& line);

/// How many objects all transactions of the server together may have locked, for certain; 0 where it does not say so.
/// Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<std::uint64_t> lockCapacity(Line& line);

/// What would be dropped or stand in the way when these relations are, and is none of them: for people, with what it is.
/// Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<std::vector<std::string>> dependentsOf(Line& line, const std::vector<ObjectName>& relations);
/// Those of the tables that have rows. Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<std::vector<std::string>> filledTables(Line& line, const std::vector<ObjectName>& tables);
/// The triggers of the tables that would act on new rows. Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<std::vector<std::string>> awakeTriggers(Line& line, const std::vector<ObjectName>& tables);
/// By foreign keys: a table, and one that it refers to. Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<std::vector<std::pair<ObjectName, ObjectName>>> references(Line& line);
/// The foreign keys of the tables of which a row refers to none. Blocks: on the server, for reading the tables. Errors: of the server.
[[nodiscard]] Result<std::vector<std::string>> danglingKeys(Line& line, const std::vector<ObjectName>& tables);

} // namespace dbv::postgres
