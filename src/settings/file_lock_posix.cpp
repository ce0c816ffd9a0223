// SPDX-License-Identifier: Apache-2.0
#include "settings/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "settings/file_paths.h"

namespace dbv::settings {

namespace {

/// Nothing when the file was taken away between its opening and its locking: then somebody else may hold the new one.
std::optional<int> lockedFile(const std::filesystem::path& path, int& code) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) {
        code = errno;
        return -1;
    }
    int locked = 0;
    do {
        locked = ::flock(file, LOCK_EX | LOCK_NB);
    } while (locked != 0 && errno == EINTR);
    if (locked != 0) {
        code = errno;
        ::close(file);
        return -1;
    }
    struct stat mine{};
    struct stat named{};
    if (::fstat(file, &mine) != 0 || ::stat(path.c_str(), &named) != 0 || mine.st_ino != named.st_ino ||
        mine.st_dev != named.st_dev) {
        ::close(file);
        return std::nullopt;
    }
    return file;
}

} // namespace

Result<FileLock> FileLock::tryAcquire(const std::filesystem::path& path) {
    int code = 0;
    std::optional<int> file = lockedFile(path, code);
    while (!file) {
        file = lockedFile(path, code);
    }
    if (*file >= 0) {
        return FileLock(*file, path);
    }
    if (code == EWOULDBLOCK) {
        return fail(ErrorKind::Busy, "Another running program holds " + shownPath(path) + ".", "Try again.");
    }
    return std::unexpected(pathError("Could not lock", path, std::generic_category().message(code)));
}

void FileLock::release() noexcept {
    if (m_handle != kNone) {
        ::close(static_cast<int>(m_handle));
        m_handle = kNone;
    }
}

} // namespace dbv::settings
