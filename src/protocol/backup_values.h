// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/dump_scope.h>

/// What is known of backups.
namespace dbv::protocol {

/// Which of several databases has its turn in work with one after the other.
struct DatabaseTurn {
    std::string name;
    std::uint32_t number = 0; ///< from 1 on
    std::uint32_t count = 0;  ///< 0 where there are not several

    friend bool operator==(const DatabaseTurn&, const DatabaseTurn&) = default;
};

/// How much is known of a backup, from the least to the most. Never more than was found out.
enum class BackupState : std::uint8_t {
    Running,  ///< it is being made
    Failed,   ///< there is none, or it was found to be damaged or another than was backed up
    Made,     ///< written whole
    Verified, ///< read back: its digest and its manifest are right
    Proved    ///< restored into an empty database, compared with its manifest, and the same
};

/// A backup, as the catalogue has it.
struct BackupEntry {
    std::string id;
    BackupState state = BackupState::Running;
    /// Why it is no better, for people.
    std::string trouble;
    /// The name of the saved connection; empty where there is none.
    std::string connection;
    /// The id of the schedule that it was made for; empty where somebody made it by hand.
    std::string schedule;
    /// The connector, and what it was a backup of.
    std::string engine;
    std::string serverVersion;
    std::string server;
    std::string database;
    /// What of the database it is.
    DumpScope scope;
    std::string tool;
    /// Absolute.
    std::string path;
    /// Unit: milliseconds since 1970, UTC; 0 for never.
    std::int64_t begunAt = 0;
    std::int64_t endedAt = 0;
    std::int64_t verifiedAt = 0;
    std::int64_t provedAt = 0;
    /// How long the last restore of it took that was the same. Unit: milliseconds.
    std::optional<std::int64_t> recoveryMs;
    /// Of the file. Unit: bytes.
    std::uint64_t bytes = 0;
    std::uint64_t objects = 0;
    std::uint64_t rows = 0;
    /// SHA-256 of all but its end, as the file names it, and of the whole file; in hexadecimal.
    std::string digest;
    std::string sha256;
    /// `zstd`, `gzip` or `none`.
    std::string compression;
    bool encrypted = false;

    friend bool operator==(const BackupEntry&, const BackupEntry&) = default;
};

/// An object in a backup, as its manifest has it.
struct BackupObject {
    /// As `objectTypeName` has it.
    std::string type;
    std::string schema;
    std::string name;
    std::optional<std::uint64_t> rows;

    friend bool operator==(const BackupObject&, const BackupObject&) = default;
};

/// What a comparison has found, of one object.
struct BackupDifference {
    BackupObject object;
    /// In words: `has 12 rows instead of 13`, `is missing`, `has other rows`.
    std::string what;

    friend bool operator==(const BackupDifference&, const BackupDifference&) = default;
};

/// What is done with a backup once it is written.
enum class BackupCheck : std::uint8_t { None, Verify, Drill };

} // namespace dbv::protocol
