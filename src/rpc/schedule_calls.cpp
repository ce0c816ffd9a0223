// SPDX-License-Identifier: Apache-2.0
// Backups that are made by themselves.
#include <utility>

#include "protocol/schedule_commands.h"
#include "rpc/calls.h"
#include "rpc/params.h"
#include "rpc/schedule_json.h"
#include "schedules/schedule_json.h"

namespace dbv::rpc {

namespace {

std::string scheduleOf(const QJsonObject& params) {
    return textOf(params, QLatin1String("scheduleId"));
}

} // namespace

void callListSchedules(const std::shared_ptr<Call>& call, const QJsonObject& /*params*/) {
    call->ask(protocol::ListSchedules{}, scheduleListJson);
}

void callSaveSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    Result<protocol::ScheduleConfig> config =
        schedules::scheduleConfigFrom(params[QLatin1String("schedule")].toObject());
    if (!config) {
        call->refuse(ParamProblem{QString::fromStdString(config.error().message), std::nullopt});
        return;
    }
    call->ask(protocol::SaveSchedule{scheduleOf(params), *std::move(config)}, scheduleSavedJson);
}

void callRemoveSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::RemoveSchedule{scheduleOf(params)}, scheduleListJson);
}

void callRunSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::StartScheduledRun{scheduleOf(params), flagOf(params, QLatin1String("onlyDue"), false)},
              scheduledRunJson);
}

void callStopSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::StopScheduledRun{scheduleOf(params)}, scheduleListJson);
}

void callExportSchedules(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::ExportSchedules{textOf(params, QLatin1String("path"))}, schedulesExchangedJson);
}

void callImportSchedules(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::ImportSchedules{textOf(params, QLatin1String("path"))}, schedulesExchangedJson);
}

} // namespace dbv::rpc
