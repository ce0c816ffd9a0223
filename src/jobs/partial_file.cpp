// SPDX-License-Identifier: Apache-2.0
#include "jobs/partial_file.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dbv::jobs {

namespace {

constexpr mode_t kNewFileMode = 0666;
constexpr mode_t kOwnFileMode = 0600;
constexpr int kNameAttempts = 16;

std::string folderOf(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

std::string randomName(const std::string& target) {
    constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz012345";
    std::random_device random;
    std::string name = target + ".partial-";
    for (int i = 0; i < 8; ++i) {
        name += kDigits[random() % kDigits.size()];
    }
    return name;
}

int openUnnamed([[maybe_unused]] const std::string& folder, [[maybe_unused]] mode_t mode) {
#ifdef O_TMPFILE
    return ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
#else
    return -1;
#endif
}

std::string hintFor(int code) {
    switch (code) {
    case ENOSPC:
    case EDQUOT: return "Free space there, or choose a place on another disk. Nothing was left behind.";
    case ENOENT: return "Make the folder first, or check the spelling of the path.";
    case EACCES:
    case EPERM:
    case EROFS: return "Choose a folder that you may write to.";
    case ENAMETOOLONG: return "Choose a shorter name.";
    case EEXIST: return "Choose another name: the file that is there is kept as it is.";
    default: return "Check the path and the disk.";
    }
}

} // namespace

Error fileError(std::string_view what, std::string_view path, int code) {
    const std::string reason =
        code == ENOSPC || code == EDQUOT ? "the disk is full" : std::generic_category().message(code);
    return makeError(code == ENOENT ? ErrorKind::NotFound : ErrorKind::IoError,
                     std::string(what) + " " + std::string(path) + ": " + reason + ".", hintFor(code));
}

PartialFile::PartialFile(std::string target, int file, std::string temporary, FileReaders readers)
    : m_target(std::move(target)), m_file(file), m_readers(readers), m_temporary(std::move(temporary)) {}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : m_target(std::move(other.m_target)),
      m_file(std::exchange(other.m_file, -1)),
      m_readers(other.m_readers),
      m_temporary(std::exchange(other.m_temporary, {})) {}

PartialFile& PartialFile::operator=(PartialFile&& other) noexcept {
    if (this != &other) {
        discard();
        m_target = std::move(other.m_target);
        m_file = std::exchange(other.m_file, -1);
        m_readers = other.m_readers;
        m_temporary = std::exchange(other.m_temporary, {});
    }
    return *this;
}

Result<PartialFile> PartialFile::begin(std::string target, FileReaders readers) {
    const mode_t mode = readers == FileReaders::Owner ? kOwnFileMode : kNewFileMode;
    if (const int file = openUnnamed(folderOf(target), mode); file >= 0) {
        return PartialFile(std::move(target), file, {}, readers);
    }
    for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
        std::string name = randomName(target);
        const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
        if (file >= 0) {
            return PartialFile(std::move(target), file, std::move(name), readers);
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return std::unexpected(fileError("Could not write", target, errno));
}

std::unexpected<Error> PartialFile::failed(std::string_view what, int code) const {
    return std::unexpected(fileError(what, m_target, code));
}

Result<void> PartialFile::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_file, bytes.data(), bytes.size());
        if (count < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed("Could not write", errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

void PartialFile::beginWritingBack() const {
#ifdef __linux__
    // What goes wrong with it `publish` hears of.
    static_cast<void>(::sync_file_range(m_file, 0, 0, SYNC_FILE_RANGE_WRITE));
#endif
}

Result<void> PartialFile::takeTemporaryName(Existing existing) {
    std::array<char, 64> self{};
    std::snprintf(self.data(), self.size(), "/proc/self/fd/%d", m_file);
    for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
        // The target itself first: then there is no moment with a temporary name.
        std::string name = attempt == 0 ? m_target : randomName(m_target);
        if (::linkat(AT_FDCWD, self.data(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
            m_temporary = attempt == 0 ? std::string() : std::move(name);
            return {};
        }
        if (errno != EEXIST || existing == Existing::Kept) {
            break;
        }
    }
    return failed("Could not write", errno);
}

Result<void> PartialFile::takeTargetsName(Existing existing) {
    if (existing == Existing::Replaced) {
        return ::rename(m_temporary.c_str(), m_target.c_str()) == 0 ? Result<void>()
                                                                    : failed("Could not replace", errno);
    }
    // A second name is never given to what is there already; a rename would take its place.
    if (::link(m_temporary.c_str(), m_target.c_str()) == 0) {
        ::unlink(m_temporary.c_str());
        return {};
    }
    const int refusal = errno;
    const bool hasNoLinks = refusal == EPERM || refusal == EOPNOTSUPP || refusal == ENOSYS;
    struct stat there{};
    if (!hasNoLinks || ::lstat(m_target.c_str(), &there) == 0) {
        return failed("Could not write", hasNoLinks ? EEXIST : refusal);
    }
    return ::rename(m_temporary.c_str(), m_target.c_str()) == 0 ? Result<void>() : failed("Could not write", errno);
}

Result<void> PartialFile::syncFolder() const {
    const int folder = ::open(folderOf(m_target).c_str(), O_RDONLY | O_CLOEXEC);
    if (folder < 0) {
        // A folder that may be written and not read.
        return {};
    }
    const int code = ::fsync(folder) == 0 ? 0 : errno;
    ::close(folder);
    const bool cannotTell = code == EINVAL || code == ENOTSUP || code == EBADF;
    return code == 0 || cannotTell ? Result<void>() : failed("Could not write", code);
}

Result<void> PartialFile::publish(Existing existing) {
    struct stat replaced{};
    const bool keeps = m_readers == FileReaders::Usual && ::stat(m_target.c_str(), &replaced) == 0;
    if (keeps && ::fchmod(m_file, replaced.st_mode & 07777U) != 0) {
        return failed("Could not take over the permissions of", errno);
    }
    if (::fsync(m_file) != 0 && errno != EINVAL) {
        return failed("Could not write", errno);
    }
    if (m_temporary.empty()) {
        if (Result<void> named = takeTemporaryName(existing); !named) {
            return named;
        }
    }
    if (!m_temporary.empty()) {
        if (Result<void> named = takeTargetsName(existing); !named) {
            return named;
        }
    }
    m_temporary.clear();
    const int file = std::exchange(m_file, -1);
    if (::close(file) != 0) {
        return failed("Could not write", errno);
    }
    return syncFolder();
}

void PartialFile::discard() {
    if (m_file >= 0) {
        ::close(std::exchange(m_file, -1));
    }
    if (!m_temporary.empty()) {
        ::unlink(std::exchange(m_temporary, {}).c_str());
    }
}

} // namespace dbv::jobs
