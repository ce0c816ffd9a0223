// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_target.h"

#include <optional>
#include <utility>

#include "backup/backup_address.h"

namespace dbv::backup {

namespace {

constexpr std::uint64_t kBetweenLooks = std::uint64_t{16} << 20U;
constexpr std::size_t kLongestName = 80;

std::string inMegabytes(std::uint64_t bytes) {
    constexpr std::uint64_t kMegabyte = 1'000'000;
    return std::to_string((bytes + kMegabyte - 1) / kMegabyte) + " MB";
}

} // namespace

std::string backupName(std::string_view database, std::string_view stamp) {
    std::string name;
    for (const char c : database.substr(0, kLongestName)) {
        // Whatever a name may hold, it is a part of a path here.
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || (c == '.' && !name.empty()) || static_cast<unsigned char>(c) >= 0x80;
        name += plain ? c : '_';
    }
    return (name.empty() ? "backup" : name) + "-" + std::string(stamp) + std::string(kBackupEnding);
}

Result<void> checkSpace(const PlacedFile& folder, std::uint64_t bytes) {
    const Result<std::optional<std::uint64_t>> free = folder.place().freeSpace(folder.path());
    if (!free) {
        return std::unexpected(free.error());
    }
    // A disk that can not tell is tried.
    if (!*free || **free >= bytes + kSpaceLeftAlone) {
        return {};
    }
    return fail(ErrorKind::IoError,
                "There is too little room for the backup in \"" + folder.path() + "\": " + inMegabytes(**free) +
                    " are free, and " + inMegabytes(bytes + kSpaceLeftAlone) + " are needed.",
                "Free space there, or choose a place on another disk.");
}

BackupTarget::BackupTarget(PlacedFile file, std::unique_ptr<PlacedOutput> output)
    : m_file(std::move(file)), m_output(std::move(output)) {}
BackupTarget::BackupTarget(BackupTarget&& other) noexcept = default;
BackupTarget::~BackupTarget() = default;

Result<BackupTarget> BackupTarget::file(const PlacedFile& file, std::uint64_t bytes, const std::string& mark) {
    const Result<std::optional<PlacedFacts>> there = file.place().look(file.path());
    if (!there) {
        return std::unexpected(there.error());
    }
    if (*there) {
        return fail(ErrorKind::IoError, "The file \"" + file.path() + "\" is there already.",
                    "Choose another name, or a folder: a backup never replaces a file.");
    }
    if (Result<void> room = checkSpace(file.other(folderOf(file.path())), bytes); !room) {
        return std::unexpected(std::move(room.error()));
    }
    Result<std::unique_ptr<PlacedOutput>> output = file.place().begin(file.path(), mark);
    if (!output) {
        return std::unexpected(std::move(output.error()));
    }
    return BackupTarget(file, *std::move(output));
}

Result<void> BackupTarget::lookAtSpace() const {
    const Result<std::optional<std::uint64_t>> free = m_file.place().freeSpace(folderOf(m_file.path()));
    if (!free) {
        return std::unexpected(free.error());
    }
    if (!*free || **free >= kSpaceLeftAlone) {
        return {};
    }
    return fail(ErrorKind::IoError, "The disk of \"" + m_file.path() + "\" is nearly full, so the backup was stopped.",
                "Free space there, or choose a place on another disk. Nothing was left behind.");
}

Result<void> BackupTarget::write(std::string_view bytes) {
    m_sinceLook += bytes.size();
    if (m_sinceLook >= kBetweenLooks) {
        m_sinceLook = 0;
        m_output->beginWritingBack();
        if (Result<void> room = lookAtSpace(); !room) {
            return room;
        }
    }
    return m_output->write(bytes);
}

Result<void> BackupTarget::publish() {
    return m_output->publish();
}

Result<void> BackupTarget::discard() {
    return m_output->discard();
}

} // namespace dbv::backup
