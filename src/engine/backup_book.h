// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/result.h>

#include "concurrency/lane.h"
#include "engine/wall_clock.h"
#include "protocol/backup_commands.h"
#include "store/application_store.h"

namespace dbv::engine {

/// The catalogue of backups, as work on other lanes uses it. An entry never says more than is known: of what was being made when
/// its process was killed, it tells what became of it.
///
/// Thread: any but that of the store, for which it waits. Errors: those of the store.
class BackupBook {
public:
    /// `locks` is where the locks of running work are (`jobs::JobFolder`).
    BackupBook(store::ApplicationStore& store, concurrency::Lane& storeLane, std::filesystem::path locks)
        : m_store(store), m_lane(storeLane), m_locks(std::move(locks)) {}

    [[nodiscard]] Result<protocol::BackupsListed> all();
    /// The entry; of a file that is in no catalogue one without an id, with what its head tells.
    /// Errors: NotFound, Busy for one that is being made; those of reading a backup.
    [[nodiscard]] Result<protocol::BackupEntry> find(const protocol::BackupName& name);
    /// What the head of a file tells. Errors: those of reading a backup.
    [[nodiscard]] static Result<protocol::BackupEntry> ofFile(const std::string& path);
    /// Keeps what is known of it now; nothing of one without an id.
    [[nodiscard]] Result<void> keep(const protocol::BackupEntry& entry);
    [[nodiscard]] Result<void> remove(const std::string& id);
    [[nodiscard]] const std::filesystem::path& locks() const { return m_locks; }

private:
    /// Whether an entry says that it is running, or is drilled, and nobody is at work; then it says what is true.
    bool settle(protocol::BackupEntry& entry) const;

    store::ApplicationStore& m_store;
    concurrency::Lane& m_lane;
    std::filesystem::path m_locks;
};

/// What an entry says behind all else while the backup is drilled.
inline constexpr std::string_view kDrillRuns = "A drill of it runs.";
/// The id of a drill as work of its own.
[[nodiscard]] inline std::string drillId(std::string_view backup) {
    return "drill-" + std::string(backup);
}
/// A new id, whose beginning is the time (`20261129T120000Z-k3x9`).
[[nodiscard]] std::string newBackupId(std::string_view stamp);

} // namespace dbv::engine
