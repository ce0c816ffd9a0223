// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace dbv::mysql {

/// What a restore that has stopped leaves of what was wished, by names.
struct RestoreLeft {
    /// As the backup has them.
    std::vector<std::string> whole;
    /// There, but not with all that the backup has.
    std::vector<std::string> half;
    /// Of these halves, those in whose place something was before.
    std::vector<std::string> replaced;
    /// Were there, were dropped to make room, and are not made again.
    std::vector<std::string> gone;
    /// Are there as they were: nothing was done to them.
    std::vector<std::string> untouched;
    /// Were not there, and are not.
    std::vector<std::string> missing;
    /// The connection was lost while it was dropped.
    std::vector<std::string> unknown;
    /// What has to be wished once more, tables with what belongs to them.
    std::vector<std::string> again;
};

/// What is true of each, for people, with a space before it; every name stands in one sentence. Pure.
[[nodiscard]] std::string sentencesOf(const RestoreLeft& left);

} // namespace dbv::mysql
