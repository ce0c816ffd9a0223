// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

#include "protocol/schedule_commands.h"

// Schedules as docs/protocol.md has them.
namespace dbv::rpc {

[[nodiscard]] QJsonObject scheduleListJson(const protocol::SchedulesListed& listed);
[[nodiscard]] QJsonObject scheduleSavedJson(const protocol::ScheduleSaved& saved);
[[nodiscard]] QJsonObject scheduledRunJson(const protocol::ScheduledRunEnded& ended);
[[nodiscard]] QJsonObject schedulesExchangedJson(const protocol::SchedulesExchanged& exchanged);

} // namespace dbv::rpc
