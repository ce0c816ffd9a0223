// SPDX-License-Identifier: Apache-2.0
#include "secrets/durable_file.h"

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

/// A file descriptor that is closed when it goes.
class OpenFile {
public:
    explicit OpenFile(int descriptor) : m_descriptor(descriptor) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

/// 0, or the number of what went wrong.
int writeAll(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0U);
    }
    return ::fsync(file) == 0 ? 0 : errno;
}

int writeBeside(const std::filesystem::path& beside, std::string_view bytes) {
    const OpenFile file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (file.descriptor() < 0) {
        return errno;
    }
    // A file that a killed writer left may have other rights.
    return ::fchmod(file.descriptor(), S_IRUSR | S_IWUSR) == 0 ? writeAll(file.descriptor(), bytes) : errno;
}

} // namespace

Result<void> replaceDurably(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::path beside = path;
    beside += ".new";
    int failed = writeBeside(beside, bytes);
    if (failed == 0 && ::rename(beside.c_str(), path.c_str()) != 0) {
        failed = errno;
    }
    if (failed != 0) {
        ::unlink(beside.c_str());
        return std::unexpected(settings::pathError("Could not write", path, std::generic_category().message(failed)));
    }
    // The new name has to reach the disk as well. Where folders can not be synchronised this is all there is.
    const OpenFile folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.descriptor() >= 0 && ::fsync(folder.descriptor()) != 0 && errno != EINVAL && errno != ENOTSUP) {
        return std::unexpected(settings::pathError("Could not bring to the disk", path.parent_path(),
                                                   std::generic_category().message(errno)));
    }
    return {};
}

} // namespace dbv::secrets
