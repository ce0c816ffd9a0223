// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

#include "concurrency/lane.h"
#include "engine/backup_places.h"
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
    BackupBook(store::ApplicationStore& store, concurrency::Lane& storeLane, std::filesystem::path locks,
               BackupPlaces places = {})
        : m_store(store), m_lane(storeLane), m_locks(std::move(locks)), m_places(std::move(places)) {}

    [[nodiscard]] Result<protocol::BackupsListed> all();
    /// The entry; of a file that is in no catalogue one without an id, with what its head tells.
    /// A file is read whether the catalogue can be or not.
    /// Errors: NotFound, also for one that has failed before it had a file; Busy for one that is being made; those of reading a backup.
    [[nodiscard]] Result<protocol::BackupEntry> find(const protocol::BackupName& name);
    /// What the head of a file tells, and its end where that can be read. Errors: those of reading a backup.
    [[nodiscard]] static Result<protocol::BackupEntry> ofFile(const backup::PlacedFile& placed);
    /// Whether what lies at the path of an entry is its file, damaged or not, and not another one that has taken its place.
    [[nodiscard]] static bool isFileOf(const protocol::BackupEntry& entry) {
        return isFileOf(entry, backup::PlacedFile(entry.path));
    }
    [[nodiscard]] static bool isFileOf(const protocol::BackupEntry& entry, const backup::PlacedFile& placed);
    /// Looks after what backups that were killed or cut off have left in the folder of a file at a server.
    [[nodiscard]] Result<void> tidyBeside(const backup::PlacedFile& file);
    /// The same of one entry. Errors: why it could not be looked at.
    [[nodiscard]] Result<void> tidyOne(protocol::BackupEntry& entry, const backup::PlacedFile& file);
    /// Keeps what is known of it now; nothing of one without an id.
    [[nodiscard]] Result<void> keep(const protocol::BackupEntry& entry);
    [[nodiscard]] Result<void> remove(const std::string& id);
    /// Where a file is that could not be read and may hold what the empty catalogue lacks; empty when there is nothing to say.
    [[nodiscard]] std::string catalogueWarning();
    [[nodiscard]] const std::filesystem::path& locks() const { return m_locks; }
    [[nodiscard]] BackupPlaces& places() { return m_places; }

private:
    /// Says what is true of one that was being made or drilled when its process ended, and removes what that has left.
    static void settle(protocol::BackupEntry& entry, const std::vector<protocol::BackupEntry>& all);

    store::ApplicationStore& m_store;
    concurrency::Lane& m_lane;
    std::filesystem::path m_locks;
    BackupPlaces m_places;
};

/// What an entry says behind all else while the backup is drilled.
inline constexpr std::string_view kDrillRuns = "A drill of it runs.";
/// What an entry says behind all else while something of it may lie at a server, where nobody could look yet.
inline constexpr std::string_view kLeftAtServer =
    " What it may have left at the server is removed by the next backup there.";
/// How the name of a file ends that is not whole yet, so that it is known whose it is.
[[nodiscard]] inline std::string markOf(std::string_view id) {
    return std::string(id.substr(id.rfind('-') + 1));
}
/// The id of a drill as work of its own.
[[nodiscard]] inline std::string drillId(std::string_view backup) {
    return "drill-" + std::string(backup);
}
/// Whether it ever had a file: what failed before it was written has none, and one of that name is somebody else's.
[[nodiscard]] bool hasFile(const protocol::BackupEntry& entry);
/// A new id, whose beginning is the time (`20261129T120000Z-k3x9`).
[[nodiscard]] std::string newBackupId(std::string_view stamp);

} // namespace dbv::engine
