// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>

#include "protocol/backup_commands.h"
#include "protocol/server_backup_commands.h"

/// Backups, as JSON.
namespace dbv::rpc {

/// `running`, `failed`, `made`, `verified`, `proved`.
[[nodiscard]] std::string_view backupStateName(protocol::BackupState state);
/// `none`, `verify`, `drill`.
[[nodiscard]] std::optional<protocol::BackupCheck> backupCheckNamed(std::string_view name);
[[nodiscard]] QJsonObject backupFinishedJson(const protocol::BackupFinished& finished);
[[nodiscard]] QJsonObject serverBackedUpJson(const protocol::ServerBackedUp& made);
/// What became of one database of a server: `database`, `state`, `backup`, `differences`, `notices`, and `error` where there is one.
[[nodiscard]] QJsonArray databaseBackupsJson(const std::vector<protocol::DatabaseBackup>& databases);
[[nodiscard]] QJsonObject backupEntryJson(const protocol::BackupEntry& entry);
[[nodiscard]] QJsonObject backupListJson(const protocol::BackupsListed& listed);
[[nodiscard]] QJsonObject backupCheckedJson(const protocol::BackupChecked& checked);
[[nodiscard]] QJsonObject backupRestoredJson(const protocol::BackupRestored& restored);
[[nodiscard]] QJsonObject backupDescribedJson(const protocol::BackupDescribed& described);
[[nodiscard]] QJsonObject backupUnpackedJson(const protocol::BackupUnpacked& unpacked);

} // namespace dbv::rpc
