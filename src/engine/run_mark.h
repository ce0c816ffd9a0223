// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <dbv/core/result.h>

#include "backup/backup_place.h"

namespace dbv::engine {

/// Who begins runs: a machine with a data directory.
struct RunOwner {
    std::string host;
    std::string dataDirectory;

    friend bool operator==(const RunOwner&, const RunOwner&) = default;
};

/// Which run: the schedule, the moment it is due for (milliseconds since 1970, UTC), and which attempt.
struct RunName {
    std::string schedule;
    std::int64_t due = 0;
    std::uint32_t attempt = 1;
};

/// Makes sure that of all machines that write to a folder only one does a run: it leaves a small file there that one alone can make.
/// What is older than a week is taken away. One that is there already and is this owner's counts as its own.
/// Errors: Busy, with the other machine's name; IoError, NotFound where nothing can be written there.
[[nodiscard]] Result<void> markRun(const backup::PlacedFile& folder, const RunName& run, const RunOwner& owner);

} // namespace dbv::engine
