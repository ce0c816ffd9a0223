// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"
#include "sqlite/scratch_file.h"

namespace dbv::sqlite {

/// Whether a scope is less than the file itself.
[[nodiscard]] bool isPart(const DumpScope& scope);
/// Adds to a plan what a part has to tell.
/// Errors: NotFound and Unsupported, with all names, for what can't be dumped by itself; of SQLite.
[[nodiscard]] Result<void> planPart(Database& database, const DumpScope& scope, DumpPlan& plan);
/// Makes a database of what a scope has of another one, as it is at one moment. `source` is that one's URI.
/// Errors: of SQLite; Cancelled.
[[nodiscard]] Result<void> makePart(const ScratchFile& file, const std::string& source, const std::string& encoding,
                                    const DumpScope& scope, const DumpProgress& progress);
/// Puts what is wished of a dump into a database, beside what that holds, in one transaction: all of it or nothing. The answer tells, where
/// tables were replaced, of rows that refer to none by the foreign keys of these tables or to them.
/// Errors: before anything is changed: NotFound and Unsupported, with all names; of SQLite; Cancelled.
[[nodiscard]] Result<std::vector<Notice>> restorePart(Database& database, const ScratchFile& dump,
                                                      const RestoreWish& wish, const DumpProgress& progress);

} // namespace dbv::sqlite
