// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::schedules {

/// The five fields of a line of cron, as sets of numbers. Source: crontab(5) of Vixie's cron.
struct CronText {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    /// Day 1 is bit 1.
    std::bitset<32> days;
    /// January is bit 1.
    std::bitset<13> months;
    /// Sunday is bit 0.
    std::bitset<7> weekdays;
    /// Whether the field begins with a star: where both do not, a day that fits one of them is enough.
    bool anyDay = true;
    bool anyWeekday = true;
    /// Whether minutes or hours begin with a star: then it means so many times an hour or a day, and not a time of the day.
    bool isInterval = false;

    [[nodiscard]] bool fitsDay(unsigned month, unsigned day, unsigned weekday) const;

    friend bool operator==(const CronText&, const CronText&) = default;
};

/// Reads `minute hour day month weekday`, with stars, numbers, ranges, lists, steps, and names of months and weekdays (English, three
/// letters; 7 is Sunday too), or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually.
/// Errors: InvalidInput, with the field and its place in the text; also for days that there never are.
[[nodiscard]] Result<CronText> parseCron(std::string_view text);

} // namespace dbv::schedules
