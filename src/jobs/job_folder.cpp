// SPDX-License-Identifier: Apache-2.0
#include "jobs/job_folder.h"

#include <chrono>
#include <fstream>
#include <random>
#include <string>
#include <system_error>
#include <utility>

#ifdef __linux__
#include <fcntl.h>
#include <unistd.h>
#endif

#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::jobs {

namespace {

/// A folder is removed with all that is in it only where its name begins so.
constexpr std::string_view kFolderBegin = ".db-visualizer-job-";
constexpr std::string_view kLockEnd = ".job";
/// Stands behind the name of the folder in the lock when the folder is there.
constexpr char kFolderMade = '\n';

std::filesystem::path lockOf(const std::filesystem::path& locks, std::string_view id) {
    return locks / (std::string(id) + std::string(kLockEnd));
}

std::string folderName() {
    constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz012345";
    std::random_device random;
    std::string name(kFolderBegin);
    for (int i = 0; i < 12; ++i) {
        name += kDigits[random() % kDigits.size()];
    }
    return name;
}

/// Written before the folder is made, so that there is never one that nobody knows of.
bool noteFolder(const std::filesystem::path& lock, const std::filesystem::path& folder) {
    std::ofstream file(lock, std::ios::binary | std::ios::trunc);
    file << folder.string();
    file.flush();
    return file.good();
}

std::filesystem::path notedFolder(const std::filesystem::path& lock) {
    std::ifstream file(lock, std::ios::binary);
    std::string noted{std::istreambuf_iterator<char>(file), {}};
    if (noted.ends_with(kFolderMade)) {
        noted.pop_back();
    }
    return noted;
}

bool noteMade(const std::filesystem::path& lock) {
    std::ofstream file(lock, std::ios::binary | std::ios::app);
    file << kFolderMade;
    file.flush();
    return file.good();
}

/// Whether the folder was made, and not only going to be.
bool wasMade(const std::filesystem::path& lock) {
    std::ifstream file(lock, std::ios::binary | std::ios::ate);
    const std::streamoff size = file.tellg();
    return size > 0 && file.seekg(size - 1) && file.get() == kFolderMade;
}

/// Before it is removed: one that is not there any more is gone then, and is waited for by nobody.
void noteRemoval(const std::filesystem::path& lock) {
    std::error_code unknown;
    if (wasMade(lock)) {
        std::filesystem::resize_file(lock, std::filesystem::file_size(lock, unknown) - 1, unknown);
    }
}

bool isJobFolder(const std::filesystem::path& folder) {
    std::error_code unknown;
    return folder.is_absolute() && folder.filename().string().starts_with(kFolderBegin) &&
           std::filesystem::symlink_status(folder, unknown).type() == std::filesystem::file_type::directory;
}

#ifdef __linux__
int holdFolder(const std::filesystem::path& folder) {
    return ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

void letFolderGo(int folder) {
    if (folder >= 0) {
        ::close(folder);
    }
}
#else
int holdFolder(const std::filesystem::path& /*folder*/) {
    return -1;
}

void letFolderGo(int /*folder*/) {}
#endif

/// Whether a folder that is not there may only be out of reach, on a disk that is not mounted. Nobody looks for it for ever.
bool mayComeBack(const std::filesystem::path& lock, const std::filesystem::path& folder) {
    constexpr std::chrono::days kLookedFor{30};
    std::error_code unknown;
    const bool isOurs = folder.is_absolute() && folder.filename().string().starts_with(kFolderBegin);
    const auto noted = std::filesystem::last_write_time(lock, unknown);
    return isOurs && !unknown && wasMade(lock) && !std::filesystem::exists(folder, unknown) &&
           std::filesystem::file_time_type::clock::now() - noted < kLookedFor;
}

} // namespace

JobFolder::JobFolder(settings::FileLock lock, std::filesystem::path path)
    : m_lock(std::move(lock)), m_path(std::move(path)), m_folder(holdFolder(m_path)) {}

JobFolder::JobFolder(JobFolder&& other) noexcept
    : m_lock(std::exchange(other.m_lock, std::nullopt)),
      m_path(std::exchange(other.m_path, {})),
      m_folder(std::exchange(other.m_folder, -1)) {}

std::filesystem::path JobFolder::pathNow() const {
    std::error_code unknown;
    const std::filesystem::path now =
        m_folder < 0 ? m_path : std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(m_folder), unknown);
    return !unknown && now.filename() == m_path.filename() && isJobFolder(now) ? now : m_path;
}

JobFolder::~JobFolder() {
    if (!m_lock) {
        return;
    }
    std::error_code error;
    noteRemoval(m_lock->path());
    std::filesystem::remove_all(pathNow(), error);
    letFolderGo(m_folder);
    if (!error) {
        m_lock->remove();
    } else {
        // The next that looks tries again.
        static_cast<void>(noteMade(m_lock->path()));
    }
}

Result<JobFolder> JobFolder::begin(const std::filesystem::path& locks, std::string_view id,
                                   const std::filesystem::path& parent) {
    if (Result<void> made = settings::makePrivateDirectory(locks); !made) {
        return std::unexpected(std::move(made.error()));
    }
    Result<settings::FileLock> lock = settings::FileLock::tryAcquire(lockOf(locks, id));
    if (!lock) {
        return std::unexpected(std::move(lock.error()));
    }
    std::error_code unknown;
    const std::filesystem::path folder = std::filesystem::absolute(parent, unknown) / folderName();
    if (!noteFolder(lockOf(locks, id), folder)) {
        lock->remove();
        return std::unexpected(settings::pathError("Could not write", lockOf(locks, id), "the disk may be full"));
    }
    if (Result<void> made = settings::makePrivateDirectory(folder); !made) {
        lock->remove();
        return std::unexpected(std::move(made.error()));
    }
    JobFolder made(*std::move(lock), folder);
    if (!noteMade(lockOf(locks, id))) {
        return std::unexpected(settings::pathError("Could not write", lockOf(locks, id), "the disk may be full"));
    }
    return made;
}

bool isAtWork(const std::filesystem::path& locks, std::string_view id) {
    std::error_code unknown;
    const std::filesystem::path lock = lockOf(locks, id);
    if (!std::filesystem::exists(lock, unknown)) {
        return false;
    }
    const Result<settings::FileLock> taken = settings::FileLock::tryAcquire(lock);
    return !taken && taken.error().kind == ErrorKind::Busy;
}

std::vector<std::string> sweepJobFolders(const std::filesystem::path& locks) {
    std::vector<std::filesystem::path> found;
    std::error_code unknown;
    for (const auto& entry : std::filesystem::directory_iterator(locks, unknown)) {
        if (entry.path().filename().string().ends_with(kLockEnd)) {
            found.push_back(entry.path());
        }
    }
    std::vector<std::string> left;
    for (const std::filesystem::path& path : found) {
        Result<settings::FileLock> lock = settings::FileLock::tryAcquire(path);
        if (!lock) {
            continue;
        }
        std::error_code error;
        const std::filesystem::path folder = notedFolder(path);
        if (isJobFolder(folder)) {
            noteRemoval(path);
            std::filesystem::remove_all(folder, error);
        } else if (mayComeBack(path, folder)) {
            continue;
        }
        if (error) {
            static_cast<void>(noteMade(path));
            left.push_back(settings::shownPath(folder) + ": " + error.message());
        } else {
            lock->remove();
        }
    }
    return left;
}

} // namespace dbv::jobs
