// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include <dbv/core/result.h>

#include "imports/foreign_file.h"
#include "imports/import_report.h"
#include "ssh/ssh_config.h"

namespace dbv::imports {

// One function for each program whose connections can be read. What is wrong with one connection is told in its item; an
// error means that nothing could be read, and names file and line. The names in a report are unique.

/// `data-sources.json`, and `credentials-config.json` beside it, which holds users and passwords.
[[nodiscard]] Result<ImportReport> importDBeaver(const ForeignFile& sources,
                                                 const std::optional<ForeignFile>& credentials);

/// DataGrip and the other IDEs of its maker: `dataSources.xml`, `dataSources.local.xml`, `sshConfigs.xml`.
[[nodiscard]] Result<ImportReport> importDataGrip(const ForeignFile& sources, const std::optional<ForeignFile>& local,
                                                  const std::optional<ForeignFile>& sshConfigs);

/// `Connections.plist` and `ConnectionGroups.plist` as XML, or the same as JSON.
/// Errors: Unsupported for a binary list and an encrypted export, with the step that helps.
[[nodiscard]] Result<ImportReport> importTablePlus(const ForeignFile& connections,
                                                   const std::optional<ForeignFile>& groups);

/// `app.db`, and the `.key` beside it where passwords are encrypted with one. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importBeekeeper(const std::filesystem::path& database,
                                                   const std::optional<ForeignFile>& key);

/// `connections.jsonl`, and the `.key` beside it.
[[nodiscard]] Result<ImportReport> importDbGate(const ForeignFile& connections, const std::optional<ForeignFile>& key);

/// `portable_settings.txt`, an export of the settings, or an export of its part of the registry (`.reg`).
[[nodiscard]] Result<ImportReport> importHeidiSql(const ForeignFile& settings);

/// `servers.json`, as pgAdmin exports it.
[[nodiscard]] Result<ImportReport> importPgAdmin(const ForeignFile& servers);
/// `pgadmin4.db`. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importPgAdminDatabase(const std::filesystem::path& database);

/// `connections.xml` of MySQL Workbench.
[[nodiscard]] Result<ImportReport> importWorkbench(const ForeignFile& connections);

/// A `pg_service.conf`: one connection for each service. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importPgServices(const std::filesystem::path& file);

/// A `my.cnf` with all that it includes: one connection, as the `mysql` program would open it, and one for each group
/// `[client<suffix>]`. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importOptionFile(const std::filesystem::path& file);

/// The hosts of `~/.ssh/config`, each as a way through SSH for a connection that has yet to say its engine and database:
/// partly, with everything but `ssh` left empty. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importSshHosts(const ssh::ConfigPlace& place);

} // namespace dbv::imports
