// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "schedules/next_run.h"

namespace dbv::schedules {

/// A run that should begin now.
struct DueRun {
    /// When it was due.
    Seconds due;
    /// How many before it were due and did not begin: asleep, switched off. They are not made up for, one run is enough. At most `kMostMissed`.
    unsigned missed = 0;
    /// Whether it was due some time ago, so that it is told.
    bool isLate = false;

    friend bool operator==(const DueRun&, const DueRun&) = default;
};

inline constexpr unsigned kMostMissed = 1000;
/// What is due longer ago than this is late.
inline constexpr std::chrono::minutes kLateAfter{10};

/// Whether a run should begin.
/// `begun` is for when the last run was due, or when the schedule was made. Where that lies more than a day ahead of the clock, somebody
/// has set the clock back, and nothing that was due before is made up for; less than that, the hour comes twice, and is not run twice.
[[nodiscard]] std::optional<DueRun> dueRun(const Schedule& schedule, Seconds begun, Seconds now);

/// When it is due next, where none is due now.
[[nodiscard]] std::optional<Seconds> dueNext(const Schedule& schedule, Seconds begun, Seconds now);

/// How often a run that has failed is tried again, and when.
struct RetryRule {
    unsigned attempts = 3;
    std::chrono::seconds first{60};
    unsigned factor = 5;
    std::chrono::seconds longest{3600};

    friend bool operator==(const RetryRule&, const RetryRule&) = default;
};

/// When it is tried again after so many failures one behind the other, the last of which ended then; nothing where it was tried often
/// enough, or where it is due by itself before.
[[nodiscard]] std::optional<Seconds> retryAt(const RetryRule& rule, unsigned failures, Seconds failed,
                                             std::optional<Seconds> next);

} // namespace dbv::schedules
