// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/history_values.h"
#include "protocol/on_drop.h"

/// What a front end says about the statements that were sent.
namespace dbv::protocol {

inline constexpr std::uint64_t kMostHistoryEntries = 10'000;

/// Finds statements, the newest first.
struct SearchHistory {
    using Answer = HistoryFound;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Words that all stand in a statement, each by its beginning; empty finds all.
    std::string text;
    /// Of one connection only; empty for all.
    std::string connection;
    std::optional<HistoryOutcome> outcome;
    /// Not older than this. Unit: milliseconds since 1970, UTC.
    std::optional<std::int64_t> since;
    /// Only those before this id: the last one of the entries that are known.
    std::optional<std::int64_t> before;
    /// How many at most.
    std::uint64_t limit = 200;
};
/// Takes entries out of the history for good.
struct RemoveHistory {
    using Answer = HistoryRemoved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::vector<std::int64_t> ids;
    /// Not these alone, but everything.
    bool all = false;
};
/// Records nothing from now on, of one connection or of all, in every program that uses this data directory; or does again.
struct SetHistoryPrivacy {
    using Answer = HistoryPrivacySet;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// Empty is for all.
    std::string connection;
    bool isPrivate = true;
};

} // namespace dbv::protocol
