// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dump_scope.h>
#include <dbv/core/error.h>
#include <dbv/core/ids.h>

#include "protocol/backup_values.h"
#include "protocol/on_drop.h"

/// What a front end says about backups of whole servers, and what it hears.
namespace dbv::protocol {

/// What became of one database in a backup of its server.
struct DatabaseBackup {
    std::string database;
    /// Nothing where no file was written.
    std::optional<BackupEntry> entry;
    std::vector<Notice> notices;
    /// What a drill has found.
    std::vector<BackupDifference> differences;
    /// Why it was not made, or not found to be as it should.
    std::optional<Error> error;

    [[nodiscard]] bool isGood() const { return entry && !error && differences.empty(); }
};
struct ServerBackedUp {
    /// By name. That all of them are there says nothing of whether all are good.
    std::vector<DatabaseBackup> databases;
    std::vector<Notice> notices;
    double timeMs = 0;
};
/// Backs up every database of the server of a connection, one after the other, each as it is at a moment of its own and into a file of its
/// own, with the server's roles beside it where the user may read them. One that fails keeps no other from being made.
/// Errors: Unsupported where a database is a file; InvalidInput where the destination is no folder, or no database is left; Cancelled, with
/// those that were made by then.
struct StartServerBackup {
    using Answer = ServerBackedUp;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    /// Databases that are left out, by name.
    std::vector<std::string> except;
    DumpContent content = DumpContent::All;
    bool owners = true;
    /// A folder, as `StartBackup` has it.
    std::string destination;
    /// As in `StartBackup`, as all that follows.
    std::string compression;
    int level = 0;
    std::optional<SecretId> passphrase;
    BackupCheck check = BackupCheck::Verify;
    bool canAnswer = false;
};

} // namespace dbv::protocol
