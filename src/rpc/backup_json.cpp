// SPDX-License-Identifier: Apache-2.0
#include "rpc/backup_json.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <QJsonArray>

#include "archive/scope_json.h"
#include "rpc/call.h"
#include "rpc/error_json.h"

namespace dbv::rpc {

namespace {

constexpr auto kCheckNames = std::to_array<std::pair<protocol::BackupCheck, std::string_view>>({
    {protocol::BackupCheck::None, "none"},
    {protocol::BackupCheck::Verify, "verify"},
    {protocol::BackupCheck::Drill, "drill"},
});

/// Null for never.
QJsonValue momentJson(std::int64_t moment) {
    return moment == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(static_cast<qint64>(moment));
}

QJsonObject backupObjectJson(const protocol::BackupObject& object) {
    QJsonObject json{{QLatin1String("type"), toText(object.type)},
                     {QLatin1String("schema"), toText(object.schema)},
                     {QLatin1String("name"), toText(object.name)}};
    if (object.rows) {
        json[QLatin1String("rows")] = static_cast<qint64>(*object.rows);
    }
    return json;
}

QJsonArray differencesJson(const std::vector<protocol::BackupDifference>& differences) {
    QJsonArray list;
    for (const protocol::BackupDifference& difference : differences) {
        QJsonObject json = backupObjectJson(difference.object);
        json[QLatin1String("what")] = toText(difference.what);
        list.append(json);
    }
    return list;
}

} // namespace

std::string_view backupStateName(protocol::BackupState state) {
    switch (state) {
    case protocol::BackupState::Running: return "running";
    case protocol::BackupState::Failed: return "failed";
    case protocol::BackupState::Made: return "made";
    case protocol::BackupState::Verified: return "verified";
    case protocol::BackupState::Proved: return "proved";
    }
    return "failed";
}

std::optional<protocol::BackupCheck> backupCheckNamed(std::string_view name) {
    const auto* const found = std::ranges::find(kCheckNames, name, [](const auto& each) { return each.second; });
    return found == kCheckNames.end() ? std::nullopt : std::optional(found->first);
}

QJsonObject backupEntryJson(const protocol::BackupEntry& entry) {
    return {{QLatin1String("backupId"), toText(entry.id)},
            {QLatin1String("state"), toText(backupStateName(entry.state))},
            {QLatin1String("trouble"), toText(entry.trouble)},
            {QLatin1String("connection"), toText(entry.connection)},
            {QLatin1String("schedule"), toText(entry.schedule)},
            {QLatin1String("engine"), toText(entry.engine)},
            {QLatin1String("serverVersion"), toText(entry.serverVersion)},
            {QLatin1String("server"), toText(entry.server)},
            {QLatin1String("database"), toText(entry.database)},
            {QLatin1String("scope"), archive::scopeJson(entry.scope)},
            {QLatin1String("tool"), toText(entry.tool)},
            {QLatin1String("path"), toText(entry.path)},
            {QLatin1String("begunAt"), momentJson(entry.begunAt)},
            {QLatin1String("endedAt"), momentJson(entry.endedAt)},
            {QLatin1String("verifiedAt"), momentJson(entry.verifiedAt)},
            {QLatin1String("provedAt"), momentJson(entry.provedAt)},
            {QLatin1String("recoveryMs"),
             entry.recoveryMs ? QJsonValue(static_cast<qint64>(*entry.recoveryMs)) : QJsonValue(QJsonValue::Null)},
            {QLatin1String("bytes"), static_cast<qint64>(entry.bytes)},
            {QLatin1String("objects"), static_cast<qint64>(entry.objects)},
            {QLatin1String("rows"), static_cast<qint64>(entry.rows)},
            {QLatin1String("digest"), toText(entry.digest)},
            {QLatin1String("sha256"), toText(entry.sha256)},
            {QLatin1String("compression"), toText(entry.compression)},
            {QLatin1String("encrypted"), entry.encrypted}};
}

QJsonObject backupFinishedJson(const protocol::BackupFinished& finished) {
    QJsonObject json = backupEntryJson(finished.entry);
    json[QLatin1String("differences")] = differencesJson(finished.differences);
    json[QLatin1String("timeMs")] = finished.timeMs;
    json[QLatin1String("notices")] = noticesJson(finished.notices);
    return json;
}

QJsonArray databaseBackupsJson(const std::vector<protocol::DatabaseBackup>& databases) {
    QJsonArray list;
    for (const protocol::DatabaseBackup& each : databases) {
        const protocol::BackupState state = each.entry ? each.entry->state : protocol::BackupState::Failed;
        QJsonObject json{{QLatin1String("database"), toText(each.database)},
                         {QLatin1String("state"), toText(backupStateName(state))},
                         {QLatin1String("backup"),
                          each.entry ? QJsonValue(backupEntryJson(*each.entry)) : QJsonValue(QJsonValue::Null)},
                         {QLatin1String("differences"), differencesJson(each.differences)},
                         {QLatin1String("notices"), noticesJson(each.notices)}};
        if (each.error) {
            json[QLatin1String("error")] = errorJson(*each.error);
        }
        list.append(json);
    }
    return list;
}

QJsonObject serverBackedUpJson(const protocol::ServerBackedUp& made) {
    return {{QLatin1String("databases"), databaseBackupsJson(made.databases)},
            {QLatin1String("notices"), noticesJson(made.notices)},
            {QLatin1String("timeMs"), made.timeMs}};
}

QJsonObject backupListJson(const protocol::BackupsListed& listed) {
    QJsonArray backups;
    for (const protocol::BackupEntry& entry : listed.entries) {
        backups.append(backupEntryJson(entry));
    }
    return {{QLatin1String("backups"), backups}, {QLatin1String("notices"), noticesJson(listed.notices)}};
}

QJsonObject backupCheckedJson(const protocol::BackupChecked& checked) {
    return {{QLatin1String("backup"), backupEntryJson(checked.entry)},
            {QLatin1String("differences"), differencesJson(checked.differences)},
            {QLatin1String("timeMs"), checked.timeMs}};
}

QJsonObject backupRestoredJson(const protocol::BackupRestored& restored) {
    return {{QLatin1String("backup"), backupEntryJson(restored.entry)},
            {QLatin1String("differences"), differencesJson(restored.differences)},
            {QLatin1String("rows"), static_cast<qint64>(restored.rows)},
            {QLatin1String("notices"), noticesJson(restored.notices)},
            {QLatin1String("timeMs"), restored.timeMs}};
}

QJsonObject backupDescribedJson(const protocol::BackupDescribed& described) {
    QJsonArray objects;
    for (const protocol::BackupObject& object : described.objects) {
        objects.append(backupObjectJson(object));
    }
    return {{QLatin1String("backup"), backupEntryJson(described.entry)},
            {QLatin1String("begun"), toText(described.begun)},
            {QLatin1String("ended"), toText(described.ended)},
            {QLatin1String("objects"), objects}};
}

QJsonObject backupUnpackedJson(const protocol::BackupUnpacked& unpacked) {
    return {{QLatin1String("backup"), backupEntryJson(unpacked.entry)},
            {QLatin1String("format"), toText(unpacked.format)},
            {QLatin1String("bytes"), static_cast<qint64>(unpacked.bytes)}};
}

} // namespace dbv::rpc
