// SPDX-License-Identifier: Apache-2.0
#include "settings/private_files.h"

#include <windows.h>

#include <system_error>

#include "settings/file_paths.h"

namespace dbv::settings {

// A profile's folder admits its user, administrators and the system; what is made in it inherits that.
Result<void> makePrivateDirectory(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (std::filesystem::is_directory(path)) {
        return {};
    }
    return std::unexpected(
        pathError("Could not make the folder", path, error ? error.message() : "something else has this name"));
}

Result<void> makePrivateFile(const std::filesystem::path& path) {
    const HANDLE file =
        ::CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                      OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) {
        const int code = static_cast<int>(::GetLastError());
        return std::unexpected(pathError("Could not write", path, std::system_category().message(code)));
    }
    ::CloseHandle(file);
    return {};
}

bool isWritableDirectory(const std::filesystem::path& path) {
    wchar_t name[MAX_PATH] = {};
    // Only an attempt tells: the attributes of a folder say nothing about who may write.
    if (::GetTempFileNameW(path.c_str(), L"dbv", 0, name) == 0) {
        return false;
    }
    ::DeleteFileW(name);
    return true;
}

} // namespace dbv::settings
