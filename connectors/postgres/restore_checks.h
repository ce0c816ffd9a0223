// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

#include "postgres/dump_contents.h"
#include "postgres/line.h"
#include "postgres/restore_plan.h"

namespace dbv::postgres {

/// A restore that nothing is known to be in the way of.
struct PreparedRestore {
    DumpContents contents;
    /// Points into the contents.
    RestoreList list;
    /// What the database had before.
    RestoreFacts facts;
    bool keepsOwners = true;
    /// The tables refer to each other in a circle: their foreign keys sleep meanwhile, and are looked at behind the restore.
    bool sleepsKeys = false;
    /// What of the wish is left out.
    std::vector<Notice> notices;
    /// The dump is of a whole database and put back as one.
    bool isWhole = false;
};

/// Looks whether a restore can be done, and how. Nothing is changed, but that a server for trials gets roles that policies name.
/// Blocks: on the server. Errors: Unsupported with all names of what is missing or in the way, and the remedy; NotFound; of the server.
[[nodiscard]] Result<PreparedRestore> prepareRestore(Line& line, DumpContents contents, const RestoreWish& wish);

} // namespace dbv::postgres
