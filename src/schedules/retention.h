// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <QTimeZone>

#include "schedules/next_run.h"

namespace dbv::schedules {

/// What is known of a backup, from the least to the most.
enum class Trust : std::uint8_t {
    Failed,   ///< there is none
    Made,     ///< written whole
    Verified, ///< read back: its digest and its listing are right
    Proved    ///< restored, compared, and the same
};

/// A backup that may be kept or not.
struct KeptBackup {
    std::string id;
    Seconds made;
    Trust trust = Trust::Made;
};

/// Which backups of one schedule are kept: each that one of the rules keeps. Without a rule all are.
struct RetentionRules {
    /// The newest.
    unsigned newest = 0;
    /// All that are younger.
    std::optional<std::chrono::days> younger;
    /// Of each of the last so many days, weeks (from Monday), months and years that have any, the one that is trusted most; of several the
    /// last (grandfather, father, son).
    unsigned daily = 0;
    unsigned weekly = 0;
    unsigned monthly = 0;
    unsigned yearly = 0;

    [[nodiscard]] bool keepAll() const;
    friend bool operator==(const RetentionRules&, const RetentionRules&) = default;
};

/// Why a backup is kept.
enum class KeptBy : std::uint8_t {
    Nothing, ///< it is not
    NoRule,
    Newest,
    Younger,
    Daily,
    Weekly,
    Monthly,
    Yearly,
    LastTrusted, ///< none that came later is trusted as much
    LastFailure  ///< says that the last run failed
};

struct RetentionVerdict {
    std::string id;
    KeptBy keptBy = KeptBy::Nothing;

    friend bool operator==(const RetentionVerdict&, const RetentionVerdict&) = default;
};

/// What becomes of each backup, newest first. Days are those of the zone.
///
/// Whatever the rules say: the last that is proved is kept, as are the last that is verified and the last that was made, where they are newer.
/// A failure counts for no rule; it is kept for 30 days, or as long as nothing has come after it.
[[nodiscard]] std::vector<RetentionVerdict> judgeRetention(std::vector<KeptBackup> backups, const RetentionRules& rules,
                                                           const QTimeZone& zone, Seconds now);

} // namespace dbv::schedules
