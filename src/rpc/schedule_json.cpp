// SPDX-License-Identifier: Apache-2.0
#include "rpc/schedule_json.h"

#include <QJsonArray>

#include "rpc/backup_json.h"
#include "rpc/call.h"
#include "schedules/schedule_json.h"

namespace dbv::rpc {

namespace {

QLatin1String triggerName(protocol::ScheduleTrigger trigger) {
    switch (trigger) {
    case protocol::ScheduleTrigger::ProgramStart: return QLatin1String("programStart");
    case protocol::ScheduleTrigger::BeforeDestruction: return QLatin1String("beforeDestruction");
    case protocol::ScheduleTrigger::Clock: break;
    }
    return QLatin1String("clock");
}

/// Null for never.
QJsonValue momentOf(std::int64_t moment) {
    return moment == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(static_cast<qint64>(moment));
}

QJsonObject stateJson(const protocol::ScheduleState& state) {
    QJsonObject json = schedules::scheduleStateJson(state);
    for (const auto& [name, moment] :
         {std::pair("lastDue", state.lastDue), std::pair("lastBegun", state.lastBegun),
          std::pair("lastEnded", state.lastEnded), std::pair("lastSuccess", state.lastSuccess),
          std::pair("lastDrill", state.lastDrill)}) {
        json[QLatin1String(name)] = momentOf(moment);
    }
    return json;
}

QJsonObject scheduleJson(const protocol::ScheduleEntry& entry) {
    QJsonObject json{{QLatin1String("scheduleId"), toText(entry.id)},
                     {QLatin1String("schedule"), schedules::scheduleConfigJson(entry.config)},
                     {QLatin1String("state"), stateJson(entry.state)},
                     {QLatin1String("createdAt"), momentOf(entry.createdAt)},
                     {QLatin1String("nextAt"), momentOf(entry.nextAt)},
                     {QLatin1String("dueSince"), momentOf(entry.dueSince)},
                     {QLatin1String("trigger"), triggerName(entry.trigger)},
                     {QLatin1String("waitsFor"), toText(entry.waitsFor)},
                     {QLatin1String("trouble"), toText(entry.trouble)}};
    if (entry.progress) {
        QJsonObject progress{{QLatin1String("phase"), toText(entry.progress->phase)},
                             {QLatin1String("done"), static_cast<qint64>(entry.progress->done)},
                             {QLatin1String("total"), static_cast<qint64>(entry.progress->total)},
                             {QLatin1String("unit"), toText(entry.progress->unit)}};
        addWhole(progress, entry.progress->share, entry.progress->backup, entry.progress->turn);
        json[QLatin1String("progress")] = progress;
    }
    return json;
}

} // namespace

QJsonObject scheduleListJson(const protocol::SchedulesListed& listed) {
    QJsonArray list;
    for (const protocol::ScheduleEntry& entry : listed.entries) {
        list.append(scheduleJson(entry));
    }
    return {{QLatin1String("schedules"), list}, {QLatin1String("notices"), noticesJson(listed.notices)}};
}

QJsonObject scheduleSavedJson(const protocol::ScheduleSaved& saved) {
    return scheduleJson(saved.entry);
}

QJsonObject scheduledRunJson(const protocol::ScheduledRunEnded& ended) {
    QJsonArray removed;
    for (const protocol::BackupEntry& entry : ended.removed) {
        removed.append(backupEntryJson(entry));
    }
    QJsonObject json{{QLatin1String("schedule"), scheduleJson(ended.entry)},
                     {QLatin1String("removed"), removed},
                     {QLatin1String("notices"), noticesJson(ended.notices)}};
    json[QLatin1String("backup")] =
        ended.backup ? QJsonValue(backupEntryJson(*ended.backup)) : QJsonValue(QJsonValue::Null);
    json[QLatin1String("databases")] = databaseBackupsJson(ended.databases);
    return json;
}

QJsonObject schedulesExchangedJson(const protocol::SchedulesExchanged& exchanged) {
    return {{QLatin1String("schedules"), static_cast<qint64>(exchanged.schedules)},
            {QLatin1String("backups"), static_cast<qint64>(exchanged.backups)},
            {QLatin1String("notices"), noticesJson(exchanged.notices)}};
}

} // namespace dbv::rpc
