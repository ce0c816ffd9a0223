// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dump_scope.h>
#include <dbv/core/ids.h>

#include "protocol/backup_values.h"
#include "protocol/on_drop.h"

/// What a front end says about backups, and what it hears.
namespace dbv::protocol {

struct BackupFinished {
    BackupEntry entry;
    std::vector<Notice> notices;
    /// What a drill has found.
    std::vector<BackupDifference> differences;
    double timeMs = 0;
};
struct BackupsListed {
    /// The newest first.
    std::vector<BackupEntry> entries;
    std::vector<Notice> notices;
};
struct BackupChecked {
    BackupEntry entry;
    /// Empty where it is the same.
    std::vector<BackupDifference> differences;
    double timeMs = 0;
};
struct BackupRestored {
    BackupEntry entry;
    std::vector<BackupDifference> differences;
    std::uint64_t rows = 0;
    /// What of the wish was left out, what went with what was replaced, and what else is to be known of what is there now.
    std::vector<Notice> notices;
    double timeMs = 0;
};
struct BackupDescribed {
    BackupEntry entry;
    /// UTC, as ISO 8601 has it.
    std::string begun;
    std::string ended;
    std::vector<BackupObject> objects;
};
struct BackupUnpacked {
    BackupEntry entry;
    /// What kind of file the dump is.
    std::string format;
    std::uint64_t bytes = 0;
};

// `canAnswer` of the commands: whether somebody hears the questions (`QuestionRaised`) of the way to a server where a backup lies, and answers
// them. Without one, keys and the agent are all that opens it.

/// Which backup is meant: one of the catalogue by its id, or a file.
struct BackupName {
    std::string id;
    /// Of this machine, or as `sftp://[user@]host[:port]/path`.
    std::string path;
    /// What comes by the standard input, whatever else is named; it can be read once, so not all can be done with it. Only for a front end
    /// that has the stream for itself.
    bool isStandardInput = false;
};

/// Backs up the database of a connection, or a part of it, into a file, which takes its name when it is whole, and checks it as is wished.
/// Errors: Unsupported with the remedy where the engine can not be dumped; IoError also where the file is there; those of the check, with the
/// backup left as it is.
struct StartBackup {
    using Answer = BackupFinished;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    DumpScope scope = {};
    /// A folder, where the file gets a name of the database and the time, or the file; absolute, or at a server as
    /// `sftp://[user@]host[:port]/path`.
    std::string destination;
    /// To the standard output instead, unchecked and without an entry of the catalogue. Only for a front end that has the stream for itself.
    /// Errors: IoError with the system's number (`nativeCode`) where the stream takes no more.
    bool toStandardOutput = false;
    /// `zstd`, `gzip`, `none`; empty is zstd.
    std::string compression;
    /// 0 is the usual one.
    int level = 0;
    /// Without one it is not encrypted.
    std::optional<SecretId> passphrase;
    BackupCheck check = BackupCheck::Verify;
    bool canAnswer = false;
};
/// The catalogue.
struct ListBackups {
    using Answer = BackupsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Enters the backups that lie in a folder and are not in the catalogue; the answer is these.
struct ScanBackups {
    using Answer = BackupsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string folder;
    bool canAnswer = false;
};
/// What is in a backup. Errors: WrongPassphrase.
struct DescribeBackup {
    using Answer = BackupDescribed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    bool canAnswer = false;
};
/// Reads a backup back. Errors: CorruptBackup, WrongPassphrase, NotFound; the catalogue has it as failed then.
struct VerifyBackup {
    using Answer = BackupChecked;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    bool canAnswer = false;
};
/// Restores a backup into an empty database beside that of a connection, compares, and removes it again.
struct DrillBackup {
    using Answer = BackupChecked;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    /// Without one it is made on a server of this machine's own, which is started for it and ended; databases that are files need none.
    std::optional<ConnectionId> connection;
    bool canAnswer = false;
};
/// Puts a backup, or what is wished of it, into the database of a connection, and compares.
/// Errors: RefusedReadOnly, RefusedBySandbox; ConfirmationRequired, with what is there and would be replaced, where `wish.replace` is not set;
/// those of a drill.
struct RestoreBackup {
    using Answer = BackupRestored;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    BackupName backup;
    std::optional<SecretId> passphrase;
    RestoreWish wish = {};
    /// The name of a database that is made for it on the server of the connection; empty for that of the connection.
    std::string newDatabase = {};
    bool canAnswer = false;
};
/// Removes a backup from the catalogue, and its file unless that is to be kept.
struct DeleteBackup {
    using Answer = BackupsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
    bool keepFile = false;
    bool canAnswer = false;
};
/// Writes the dump of a backup to a file, as it was before it was packed. Errors: IoError also where the file is there.
struct UnpackBackup {
    using Answer = BackupUnpacked;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    std::string path;
    /// As `StartBackup::toStandardOutput`. Whether the backup was whole is known at the end.
    bool toStandardOutput = false;
    bool canAnswer = false;
};
/// Compares a backup with what the database of a connection holds now.
struct CompareBackup {
    using Answer = BackupChecked;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    ConnectionId connection;
    bool canAnswer = false;
};
/// Compares a backup with another one, by what their manifests say of the databases; `entry` of the answer is the first. Its differences
/// call the first "the backup" and the second "the other".
/// Errors: those of reading either; Unsupported for backups of two kinds of database.
struct CompareBackups {
    using Answer = BackupChecked;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    BackupName backup;
    std::optional<SecretId> passphrase;
    BackupName other;
    std::optional<SecretId> otherPassphrase;
    bool canAnswer = false;
};

} // namespace dbv::protocol
