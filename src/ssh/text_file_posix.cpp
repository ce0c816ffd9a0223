// SPDX-License-Identifier: Apache-2.0
#include "ssh/text_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "ssh/descriptor.h"

namespace dbv::ssh {

namespace {

Error writeError(const std::filesystem::path& path, int code) {
    return makeError(ErrorKind::IoError,
                     "Could not write " + path.string() + ": " + std::generic_category().message(code) + ".",
                     "Check who may write this file, and the space that is left.");
}

bool endsInsideLine(int file, off_t size) {
    char last = '\n';
    return size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

} // namespace

Result<void> appendLine(const std::filesystem::path& path, std::string_view line) {
    std::error_code code;
    const std::filesystem::path folder = path.parent_path();
    if (!folder.empty() && !std::filesystem::exists(folder, code)) {
        if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            return std::unexpected(writeError(folder, errno));
        }
    }
    const Descriptor file(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR));
    struct stat before = {};
    if (!file || ::fstat(file.get(), &before) != 0) {
        return std::unexpected(writeError(path, errno));
    }
    if (!S_ISREG(before.st_mode)) {
        return std::unexpected(writeError(path, EINVAL));
    }
    std::string bytes = endsInsideLine(file.get(), before.st_size) ? "\n" : "";
    bytes.append(line).append("\n");
    // One write to the end: another program that appends at this moment neither loses its line nor splits ours.
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written == static_cast<ssize_t>(bytes.size()) && ::fsync(file.get()) == 0) {
        return {};
    }
    const int reason = written < 0 ? errno : ENOSPC;
    struct stat after = {};
    if (written > 0 && ::fstat(file.get(), &after) == 0 && after.st_size == before.st_size + written &&
        ::ftruncate(file.get(), before.st_size) != 0) {
        return std::unexpected(writeError(path, errno));
    }
    return std::unexpected(writeError(path, reason));
}

} // namespace dbv::ssh
