// SPDX-License-Identifier: Apache-2.0
#include "results/spool_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace dbv::results {

namespace {

class PosixSpoolFile final : public SpoolFile {
public:
    PosixSpoolFile(int descriptor, std::string folder) : m_descriptor(descriptor), m_folder(std::move(folder)) {}
    PosixSpoolFile(const PosixSpoolFile&) = delete;
    PosixSpoolFile& operator=(const PosixSpoolFile&) = delete;
    ~PosixSpoolFile() override { ::close(m_descriptor); }

    Result<void> write(std::uint64_t offset, std::span<const std::span<const std::byte>> parts) override {
        std::vector<iovec> pending;
        for (const std::span<const std::byte> part : parts) {
            pending.push_back({const_cast<std::byte*>(part.data()), part.size()});
        }
        std::span<iovec> rest(pending);
        while (true) {
            while (!rest.empty() && rest.front().iov_len == 0) {
                rest = rest.subspan(1);
            }
            if (rest.empty()) {
                return {};
            }
            const ssize_t written =
                ::pwritev(m_descriptor, rest.data(), static_cast<int>(rest.size()), static_cast<off_t>(offset));
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return std::unexpected(
                    spoolIoError("Rows could not be written to", m_folder, written < 0 ? errno : ENOSPC));
            }
            offset += static_cast<std::uint64_t>(written);
            advance(rest, static_cast<std::size_t>(written));
        }
    }

    Result<void> read(std::uint64_t offset, std::span<std::byte> into) const override {
        while (!into.empty()) {
            const ssize_t got = ::pread(m_descriptor, into.data(), into.size(), static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                return std::unexpected(
                    spoolIoError("Rows could not be read back from", m_folder, got < 0 ? errno : EIO));
            }
            offset += static_cast<std::uint64_t>(got);
            into = into.subspan(static_cast<std::size_t>(got));
        }
        return {};
    }

    bool punch([[maybe_unused]] std::uint64_t offset, [[maybe_unused]] std::uint64_t length) override {
#ifdef FALLOC_FL_PUNCH_HOLE
        return ::fallocate(m_descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                           static_cast<off_t>(length)) == 0;
#else
        return false;
#endif
    }

private:
    static void advance(std::span<iovec> parts, std::size_t bytes) {
        for (iovec& part : parts) {
            const std::size_t step = std::min(part.iov_len, bytes);
            part.iov_base = static_cast<std::byte*>(part.iov_base) + step;
            part.iov_len -= step;
            bytes -= step;
        }
    }

    int m_descriptor;
    std::string m_folder;
};

class PosixSpoolFolder final : public SpoolFolder {
public:
    explicit PosixSpoolFolder(std::filesystem::path directory) : m_directory(std::move(directory)) {}

    Result<std::unique_ptr<SpoolFile>> createFile() override {
        int descriptor = -1;
#ifdef O_TMPFILE
        descriptor = ::open(m_directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);
        // These say that the kernel or the file system has no files without a name, not that the folder is bad.
        const bool unsupported = errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL;
        if (descriptor < 0 && !unsupported) {
            return failedToCreate();
        }
#endif
        if (descriptor < 0) {
            descriptor = createUnlinked();
        }
        if (descriptor < 0) {
            return failedToCreate();
        }
        return std::make_unique<PosixSpoolFile>(descriptor, name());
    }
    std::string name() const override { return m_directory.string(); }

private:
    [[nodiscard]] int createUnlinked() const {
        std::string path = (m_directory / ".dbv-result-XXXXXX").string();
        const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
        if (descriptor >= 0) {
            ::unlink(path.c_str());
        }
        return descriptor;
    }
    [[nodiscard]] std::unexpected<Error> failedToCreate() const {
        return std::unexpected(spoolIoError("A file for rows could not be made in", name(), errno));
    }

    std::filesystem::path m_directory;
};

} // namespace

std::unique_ptr<SpoolFolder> openSpoolFolder(std::filesystem::path directory) {
    return std::make_unique<PosixSpoolFolder>(std::move(directory));
}

} // namespace dbv::results
