// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

#include "postgres/dump_contents.h"
#include "postgres/restore_facts.h"

namespace dbv::postgres {

/// What of a dump is put into a database.
struct RestoreList {
    /// In the order of the dump.
    std::vector<const DumpEntry*> entries;
    /// Something of the dump is left out, so pg_restore has to be told.
    bool isPart = false;
    /// Objects that are there already are to be dropped.
    bool replaces = false;
    /// Tables, views and sequences among the entries; of rows alone, the tables whose rows are.
    std::vector<ObjectName> relations;
    /// Foreign keys that are left out, since the table they refer to is neither chosen nor there: for people, with both tables.
    std::vector<std::string> leftKeys;
};

/// Chooses what is wished, what belongs to that and what that needs and the database has not, without foreign keys to tables that are
/// neither here nor there. The list points into `contents`.
/// Errors: NotFound with all wished names that the dump does not have; Unsupported with all names of what is in the way, of what is
/// needed and nowhere, or, for rows alone, of tables that are not there.
[[nodiscard]] Result<RestoreList> chooseEntries(const DumpContents& contents, const RestoreWish& wish,
                                                const RestoreFacts& facts);

} // namespace dbv::postgres
