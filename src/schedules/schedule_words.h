// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <QTimeZone>

#include <dbv/core/result.h>

#include "schedules/next_run.h"

namespace dbv::schedules {

/// Reads when something is to be run, in words or as a line of cron.
///
/// Words: `every day at 02:00`, `every weekday at 02:00`, `every weekend at …`, `every monday, thursday and sunday at …`,
/// `every month on the 1st at …`, `every hour`, `every 6 hours`, `every 15 minutes`, `every 3 days`, `on start`, `before destruction`. Several times of a day are
/// `at 02:00 and 14:00`. Hours and minutes that divide a day or an hour are times of the wall's clock (at 0, 6, 12 and 18); all
/// other intervals are counted from `from`.
/// Errors: InvalidInput, with the place of the word that is not known.
[[nodiscard]] Result<Schedule> parseSchedule(std::string_view text, const QTimeZone& zone, Seconds from);

/// The same in words where there are any, else as cron has it. `parseSchedule` reads it as the same schedule.
[[nodiscard]] std::string scheduleText(const Schedule& schedule);

} // namespace dbv::schedules
