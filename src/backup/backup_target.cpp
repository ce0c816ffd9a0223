// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_target.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace dbv::backup {

namespace {

constexpr std::uint64_t kBetweenLooks = std::uint64_t{16} << 20U;
constexpr std::size_t kLongestName = 80;

std::string folderOf(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

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

Result<void> checkSpace(const std::string& folder, std::uint64_t bytes) {
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(folder, unknown);
    // A disk that can not tell is tried.
    if (unknown || space.available >= bytes + kSpaceLeftAlone) {
        return {};
    }
    return fail(ErrorKind::IoError,
                "There is too little room for the backup in \"" + folder + "\": " + inMegabytes(space.available) +
                    " are free, and " + inMegabytes(bytes + kSpaceLeftAlone) + " are needed.",
                "Free space there, or choose a place on another disk.");
}

BackupTarget::BackupTarget(std::string path, jobs::PartialFile file)
    : m_path(std::move(path)), m_file(std::move(file)) {}
BackupTarget::BackupTarget(BackupTarget&& other) noexcept = default;
BackupTarget::~BackupTarget() = default;

Result<BackupTarget> BackupTarget::file(const std::string& path, std::uint64_t bytes) {
    std::error_code unknown;
    if (std::filesystem::symlink_status(path, unknown).type() != std::filesystem::file_type::not_found) {
        return fail(ErrorKind::IoError, "The file \"" + path + "\" is there already.",
                    "Choose another name, or a folder: a backup never replaces a file.");
    }
    if (Result<void> room = checkSpace(folderOf(path), bytes); !room) {
        return std::unexpected(std::move(room.error()));
    }
    Result<jobs::PartialFile> file = jobs::PartialFile::begin(path, jobs::FileReaders::Owner);
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    return BackupTarget(path, *std::move(file));
}

Result<void> BackupTarget::lookAtSpace() const {
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(folderOf(m_path), unknown);
    if (unknown || space.available >= kSpaceLeftAlone) {
        return {};
    }
    return fail(ErrorKind::IoError, "The disk of \"" + m_path + "\" is nearly full, so the backup was stopped.",
                "Free space there, or choose a place on another disk. Nothing was left behind.");
}

Result<void> BackupTarget::write(std::string_view bytes) {
    m_sinceLook += bytes.size();
    if (m_sinceLook >= kBetweenLooks) {
        m_sinceLook = 0;
        m_file.beginWritingBack();
        if (Result<void> room = lookAtSpace(); !room) {
            return room;
        }
    }
    return m_file.write(bytes);
}

Result<void> BackupTarget::publish() {
    return m_file.publish(jobs::Existing::Kept);
}

} // namespace dbv::backup
