// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/archive_digest.h"
#include "archive/archive_reader.h"
#include "archive/manifest.h"
#include "backup/backup_place.h"
#include "backup/read_ahead.h"

namespace dbv::backup {

/// The file of a backup, read.
///
/// Of a long stream the file is read and unpacked by a thread of its own, ahead of whoever takes it.
/// Thread: one at a time. Owns: the open file.
/// Errors of all calls: IoError, CorruptBackup with the name of the file.
class BackupFile {
public:
    /// Errors: NotFound; VersionMismatch.
    [[nodiscard]] static Result<std::unique_ptr<BackupFile>> open(const PlacedFile& file, archive::Reading reading);

    BackupFile(const BackupFile&) = delete;
    BackupFile& operator=(const BackupFile&) = delete;
    ~BackupFile();

    [[nodiscard]] const archive::ArchiveHeader& header() const;
    [[nodiscard]] bool isSealed() const { return header().sealing.has_value(); }
    /// Errors: WrongPassphrase.
    [[nodiscard]] Result<void> unlock(const Secret& secret);

    /// Begins the next stream; nothing at the end of the file. `locked` as `ArchiveReader::nextStream` has it.
    [[nodiscard]] Result<std::optional<std::string>> nextStream(bool locked = false);
    /// What the stream holds; 0 at its end alone.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);
    /// What of the stream was read up to now.
    [[nodiscard]] archive::ManifestStream soFar() const;
    /// How much of the file was read, and how long it is; 0 where nobody knows. Unit: bytes.
    [[nodiscard]] std::uint64_t done() const;
    [[nodiscard]] std::uint64_t size() const;
    /// As `ArchiveReader::digest`.
    [[nodiscard]] const std::string& digest() const;

private:
    BackupFile(std::string path, std::unique_ptr<PlacedInput> input, std::unique_ptr<archive::ArchiveReader> reader);
    template <class Value>
    [[nodiscard]] Result<Value> named(Result<Value> result) const;
    [[nodiscard]] Result<std::size_t> readStream(std::span<char> into);

    std::string m_path;
    std::unique_ptr<PlacedInput> m_input;
    std::unique_ptr<archive::ArchiveReader> m_reader;
    std::string m_stream;
    std::uint64_t m_bytes = 0;
    archive::ArchiveDigest m_digest;
    /// While a long stream is read: has the reader and the input to itself.
    std::unique_ptr<ReadAhead> m_ahead;
};

/// Opens a backup, and unlocks it where it is sealed. `secret` may be null.
/// Errors: those of both; WrongPassphrase where a secret is needed and there is none.
[[nodiscard]] Result<std::unique_ptr<BackupFile>> openBackup(const PlacedFile& file, archive::Reading reading,
                                                             const Secret* secret);
/// The manifest alone; the rest of the file is passed over.
[[nodiscard]] Result<archive::Manifest> readManifest(const PlacedFile& placed, const Secret* secret);
/// The manifest, where the file stands before its stream's first byte.
[[nodiscard]] Result<archive::Manifest> readManifestStream(BackupFile& file);

} // namespace dbv::backup
