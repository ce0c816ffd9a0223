// SPDX-License-Identifier: Apache-2.0
#include "scripts/raw_file.h"

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dbv/core/cancel.h>

namespace dbv::scripts {

namespace {

constexpr int kLookForStopMs = 100;

std::unexpected<Error> unreadable(const std::string& path, int code) {
    return fail(ErrorKind::IoError,
                "The script " + path + " can not be read: " + std::generic_category().message(code) + ".",
                "See whether the file is there and may be read.");
}

/// As `RawFile::identity`.
std::string identityOf(const struct stat& status) {
#if defined(__APPLE__)
    const timespec changed = status.st_mtimespec;
#else
    const timespec changed = status.st_mtim;
#endif
    std::string identity;
    for (const auto number : {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
                              static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(changed.tv_sec),
                              static_cast<std::uint64_t>(changed.tv_nsec)}) {
        identity += std::to_string(number) + ".";
    }
    return identity;
}

class DescriptorBytes final : public ScriptBytes {
public:
    DescriptorBytes(std::string path, int descriptor, bool owns, bool waits, std::stop_token stop)
        : m_path(std::move(path)), m_descriptor(descriptor), m_owns(owns), m_waits(waits), m_stop(std::move(stop)) {
        if (const off_t begin = waits ? -1 : ::lseek(descriptor, 0, SEEK_CUR); begin >= 0) {
            m_begin = begin;
        }
    }
    DescriptorBytes(const DescriptorBytes&) = delete;
    DescriptorBytes& operator=(const DescriptorBytes&) = delete;
    ~DescriptorBytes() override {
        if (m_owns) {
            ::close(m_descriptor);
        }
    }

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            if (m_stop.stop_requested()) {
                return std::unexpected(cancelledError(Damage::None));
            }
            if (m_waits && !comes(kLookForStopMs)) {
                continue;
            }
            const ssize_t count =
                m_begin ? ::pread(m_descriptor, into.data(), into.size(), *m_begin + static_cast<off_t>(m_taken))
                        : ::read(m_descriptor, into.data(), into.size());
            if (count >= 0) {
                m_taken += static_cast<std::uint64_t>(count);
                return static_cast<std::size_t>(count);
            }
            if (errno != EINTR && errno != EAGAIN) {
                return unreadable(m_path, errno);
            }
        }
    }
    [[nodiscard]] bool isReady() override { return !m_waits || comes(0); }
    [[nodiscard]] bool mayWait() const override { return m_waits; }
    [[nodiscard]] std::uint64_t taken() const override { return m_taken; }

private:
    /// Whether a read would not wait. Unit: milliseconds, for so long it is looked.
    [[nodiscard]] bool comes(int within) const {
        std::array<pollfd, 1> waiting{{{m_descriptor, POLLIN, 0}}};
        return ::poll(waiting.data(), waiting.size(), within) != 0;
    }

    std::string m_path;
    int m_descriptor;
    bool m_owns;
    bool m_waits;
    /// Where a file begins: it is read at places of its own, since others may read it by the same descriptor.
    std::optional<off_t> m_begin;
    std::stop_token m_stop;
    std::uint64_t m_taken = 0;
};

} // namespace

Result<RawFile> openRawFile(const ScriptOrigin& origin, std::stop_token stop) {
    const bool owns = !origin.descriptor;
    // Whoever is to write into a pipe with a name is waited for where a stop is heard.
    constexpr int kHow = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    const int descriptor = owns ? ::open(origin.path.c_str(), kHow) : *origin.descriptor;
    struct stat status{};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
        const int code = errno;
        if (owns && descriptor >= 0) {
            ::close(descriptor);
        }
        return unreadable(origin.path, code);
    }
    RawFile file;
    const bool isFile = S_ISREG(status.st_mode);
    file.bytes = std::make_unique<DescriptorBytes>(origin.path, descriptor, owns, !isFile, std::move(stop));
    if (S_ISDIR(status.st_mode)) {
        return unreadable(origin.path, EISDIR);
    }
    if (isFile) {
        file.size = static_cast<std::uint64_t>(status.st_size);
#if !defined(__APPLE__)
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
        file.identity = identityOf(status);
        file.identityNow = [descriptor] {
            struct stat now{};
            return ::fstat(descriptor, &now) == 0 ? identityOf(now) : std::string();
        };
    }
    return file;
}

} // namespace dbv::scripts
