// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <QJsonObject>

#include <dbv/core/result.h>

#include "protocol/schedule_values.h"

/// Schedules as the state file, exported files and JSON-RPC have them (docs/schedules.md).
namespace dbv::schedules {

/// `never`, `each`, `weekly`, `monthly`.
[[nodiscard]] std::string_view drillPaceName(protocol::DrillPace pace);
[[nodiscard]] std::optional<protocol::DrillPace> drillPaceNamed(std::string_view name);
/// Whether a text may be the id of a schedule, which names its lock and its marks: 1 to 100 of A-Z, a-z, 0-9, _ and hyphens.
[[nodiscard]] bool isScheduleId(std::string_view text);
/// `none`, `running`, `succeeded`, `failed`, `interrupted`, `skipped`, `stopped`.
[[nodiscard]] std::string_view runOutcomeName(protocol::RunOutcome outcome);

[[nodiscard]] QJsonObject scheduleConfigJson(const protocol::ScheduleConfig& config);
/// What is left out is as in a new schedule. Errors: InvalidInput, naming the member that is unknown, of another type or out of range.
[[nodiscard]] Result<protocol::ScheduleConfig> scheduleConfigFrom(const QJsonObject& json);

[[nodiscard]] QJsonObject scheduleStateJson(const protocol::ScheduleState& state);
/// What can not be read is as in a new schedule.
[[nodiscard]] protocol::ScheduleState scheduleStateFrom(const QJsonObject& json);

} // namespace dbv::schedules
