// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    /// The dump is of a whole database and put back as one.
    bool isWhole = false;
};

/// Looks whether a restore can be done, and how. Nothing is changed.
/// Blocks: on the server. Errors: Unsupported with all names of what is missing or in the way, and the remedy; NotFound; of the server.
[[nodiscard]] Result<PreparedRestore> prepareRestore(Line& line, DumpContents contents, const RestoreWish& wish);

} // namespace dbv::postgres
