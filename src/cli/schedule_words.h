// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/arguments.h"
#include "cli/verb_table.h"
#include "protocol/schedule_commands.h"

namespace dbv::cli {

/// The schedule that the options describe, as far as they say something; the rest is as in `config`.
/// Errors: InvalidInput, naming the option.
[[nodiscard]] Result<protocol::ScheduleConfig> configBy(const Arguments& arguments, protocol::ScheduleConfig config);

/// All of one schedule, for people.
[[nodiscard]] std::string scheduleInWords(const protocol::ScheduleEntry& entry);
/// A table of all.
[[nodiscard]] std::string schedulesTable(const protocol::SchedulesListed& listed, bool forPeople);
/// How a run has ended, with what it has made.
[[nodiscard]] std::string runInWords(const protocol::ScheduledRunEnded& ended);

} // namespace dbv::cli
