// SPDX-License-Identifier: Apache-2.0
#include "settings/private_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "settings/file_paths.h"

namespace dbv::settings {

Result<void> makePrivateDirectory(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        return {};
    }
    if (path.has_parent_path()) {
        std::filesystem::create_directories(path.parent_path(), error);
    }
    if (::mkdir(path.c_str(), S_IRWXU) == 0) {
        return {};
    }
    const int code = errno;
    // Another program may have made it in between.
    if (code == EEXIST && std::filesystem::is_directory(path, error)) {
        return {};
    }
    const std::string reason =
        code == EEXIST ? "something that is not a folder has this name" : std::generic_category().message(code);
    return std::unexpected(pathError("Could not make the folder", path, reason));
}

Result<void> makePrivateFile(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return std::unexpected(pathError("Could not write", path, std::generic_category().message(errno)));
    }
    ::close(file);
    return {};
}

bool isWritableDirectory(const std::filesystem::path& path) {
    return ::access(path.c_str(), W_OK | X_OK) == 0;
}

} // namespace dbv::settings
