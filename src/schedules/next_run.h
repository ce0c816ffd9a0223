// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <QTimeZone>

#include <dbv/core/result.h>

#include "schedules/cron_text.h"

namespace dbv::schedules {

using Seconds = std::chrono::sys_seconds;

/// At times of the clock on the wall.
struct ByCron {
    /// As it was written.
    std::string text;
    CronText times;
    /// Where the wall is.
    QTimeZone zone;

    friend bool operator==(const ByCron&, const ByCron&) = default;
};

/// So much time after one run the next, whatever the clock on the wall is set to.
struct ByInterval {
    std::chrono::minutes every{0};
    /// Runs are due at multiples of the interval from here.
    Seconds from;

    friend bool operator==(const ByInterval&, const ByInterval&) = default;
};

/// By no clock: when something happens.
enum class ByEvent : std::uint8_t {
    Start,            ///< the program's
    BeforeDestruction ///< a statement on production is about to destroy data or structure
};

/// When something is to be run.
using Schedule = std::variant<ByCron, ByInterval, ByEvent>;

/// The first time behind a moment at which it is due; nothing by an event, or where there is none within 8 years (the 29th of February may
/// be so far).
///
/// Where the clock on the wall is set forward, what is due in the hour that is left out is due at its end, once; where it is set
/// back, what is due in the hour that comes twice is due the first time. What is due so many times an hour or a day is due
/// whenever the clock shows it (Vixie's cron does the same).
[[nodiscard]] std::optional<Seconds> nextRun(const Schedule& schedule, Seconds after);

/// The last time up to a moment at which it was due, but none before `notBefore`.
[[nodiscard]] std::optional<Seconds> lastRun(const Schedule& schedule, Seconds until, Seconds notBefore);

} // namespace dbv::schedules
