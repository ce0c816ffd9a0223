// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "engine/undo_file.h"
#include "secrets/secret_store.h"
#include "settings/file_lock.h"

namespace dbv::engine {

/// How much of the past is kept.
struct UndoLimits {
    /// Of one change. Unit: bytes.
    std::uint64_t changeBytes = std::uint64_t{32} << 20U;
    /// Of all changes together; the oldest go first. Unit: bytes.
    std::uint64_t totalBytes = std::uint64_t{1} << 30U;
    /// 0 keeps nothing.
    std::int64_t days = 7;

    [[nodiscard]] bool keeps() const { return days > 0 && changeBytes > 0 && totalBytes > 0; }
};

/// What seals a file.
struct UndoKey {
    UndoKeySource source = UndoKeySource::File;
    Secret bytes;
};

/// A change that is kept already and not committed yet. One that nobody decides on, since the program ended or the server's
/// answer was not heard, is listed as one of which nothing is known.
///
/// Owns: the lock by which every program sees that it is still being decided on.
class PendingUndo {
public:
    PendingUndo(std::filesystem::path file, settings::FileLock lock)
        : m_file(std::move(file)), m_lock(std::move(lock)) {}

    /// The server has confirmed the commit. Errors: IoError; it then stays as one of which nothing is known.
    [[nodiscard]] Result<void> confirm();
    /// It was rolled back, so nothing is kept of it.
    void discard();

private:
    std::filesystem::path m_file;
    settings::FileLock m_lock;
};

/// The rows of committed changes, in the folder `undo` of the data directory: a sealed file for each change, by whose name it is
/// found and grows old. Several programs may use it at a time.
///
/// Thread: any. Blocks: every call, on the disk; with a key, as the store of secrets.
class UndoStore {
public:
    /// Unit: milliseconds since 1970, UTC.
    using Now = std::function<std::int64_t()>;

    /// `secrets` outlives this.
    UndoStore(const std::filesystem::path& dataDirectory, secrets::SecretStore& secrets, UndoLimits limits,
              Now now = {});

    [[nodiscard]] UndoLimits limits() const;
    /// For what is kept from now on.
    void setLimits(const UndoLimits& limits);

    /// What seals new files: a key among the stored secrets where there are any, else one in a file of its user's alone.
    /// Errors: VaultLocked, IoError.
    [[nodiscard]] Result<UndoKey> key(const std::stop_token& stop);
    /// Keeps a change before its commit; `entry` then has its id and times.
    /// Errors: IoError, also for a full disk; Unsupported for more than is kept of one change.
    [[nodiscard]] Result<PendingUndo> keep(protocol::UndoEntry& entry, const UndoImage& image, const UndoKey& key);

    struct List {
        std::vector<protocol::UndoEntry> entries;
        std::vector<Notice> notices;
    };
    /// The newest first. Errors: IoError for the folder; what is wrong with one file is told among the notices.
    [[nodiscard]] Result<List> list(const std::stop_token& stop);

    struct Opened {
        protocol::UndoEntry entry;
        UndoImage image;
    };
    /// Errors: NotFound, IoError for a damaged file, VaultLocked.
    [[nodiscard]] Result<Opened> open(const std::string& id, const std::stop_token& stop);
    /// Errors: NotFound, IoError.
    [[nodiscard]] Result<void> remove(const std::string& id);
    /// Removes what is too old, or too much, and what a program left behind that was killed.
    void tidy();

private:
    struct File {
        std::filesystem::path path;
        std::string id;
        bool pending = false;
    };
    [[nodiscard]] std::vector<File> files() const;
    [[nodiscard]] Result<File> find(const std::string& id) const;
    [[nodiscard]] Result<Secret> keyOf(UndoKeySource source, const std::stop_token& stop);
    [[nodiscard]] Result<Secret> secretKey(bool make, const std::stop_token& stop);
    [[nodiscard]] Result<Secret> fileKey(bool make) const;
    [[nodiscard]] std::int64_t endOf(std::int64_t madeAt) const;
    /// Whether somebody is still deciding on it.
    [[nodiscard]] bool isHeld(const File& file) const;
    void tidyNames();

    std::filesystem::path m_folder;
    secrets::SecretStore& m_secrets;
    mutable std::mutex m_limitsMutex;
    UndoLimits m_limits;
    Now m_now;
};

} // namespace dbv::engine
