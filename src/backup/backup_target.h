// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "backup/backup_place.h"

namespace dbv::backup {

/// How the name of a backup's file ends.
inline constexpr std::string_view kBackupEnding = ".dbvbackup";
/// A backup stops rather than to leave less than this on its disk: what else writes there goes on. Unit: bytes.
inline constexpr std::uint64_t kSpaceLeftAlone = std::uint64_t{64} << 20U;

/// The name of a file for a backup of a database, begun at a time (`20261129T120000Z`).
[[nodiscard]] std::string backupName(std::string_view database, std::string_view stamp);

/// Where the bytes of a backup go, until they are whole.
class BackupTarget {
public:
    /// A file that must not be there yet. Where it has another name meanwhile, that ends with the mark.
    /// Errors: IoError, also where it is, and where its disk has no room for so many `bytes`; NotFound; those of the place.
    [[nodiscard]] static Result<BackupTarget> file(const PlacedFile& file, std::uint64_t bytes,
                                                   const std::string& mark = {});

    BackupTarget(BackupTarget&& other) noexcept;
    BackupTarget& operator=(BackupTarget&&) = delete;
    ~BackupTarget();

    /// Errors: IoError, also before the disk is full.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// Brings it to the disk, and gives it its name. Errors: IoError, also where somebody else has a file of that name by now.
    [[nodiscard]] Result<void> publish();
    /// Removes what was written, where it was not published. Errors: why some may be left.
    [[nodiscard]] Result<void> discard();
    [[nodiscard]] const std::string& path() const { return m_file.path(); }

private:
    BackupTarget(PlacedFile file, std::unique_ptr<PlacedOutput> output);
    [[nodiscard]] Result<void> lookAtSpace() const;

    PlacedFile m_file;
    std::unique_ptr<PlacedOutput> m_output;
    /// Written since the disk was looked at.
    std::uint64_t m_sinceLook = 0;
};

/// Errors: IoError where fewer than so many bytes, beside what is left alone, are free on the disk of a folder; those of the way there.
[[nodiscard]] Result<void> checkSpace(const PlacedFile& folder, std::uint64_t bytes);

} // namespace dbv::backup
