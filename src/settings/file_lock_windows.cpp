// SPDX-License-Identifier: Apache-2.0
#include "settings/file_lock.h"

#include <windows.h>

#include <system_error>

#include "settings/file_paths.h"

namespace dbv::settings {

Result<FileLock> FileLock::tryAcquire(const std::filesystem::path& path) {
    const HANDLE file = ::CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE,
                                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                                      FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE) {
        const int code = static_cast<int>(::GetLastError());
        return std::unexpected(pathError("Could not lock", path, std::system_category().message(code)));
    }
    OVERLAPPED wholeFile{};
    if (::LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, MAXDWORD, MAXDWORD, &wholeFile) ==
        0) {
        ::CloseHandle(file);
        return fail(ErrorKind::Busy, "Another running program holds " + shownPath(path) + ".", "Try again.");
    }
    return FileLock(reinterpret_cast<std::intptr_t>(file), path);
}

void FileLock::release() noexcept {
    if (m_handle != kNone) {
        ::CloseHandle(reinterpret_cast<HANDLE>(m_handle));
        m_handle = kNone;
    }
}

} // namespace dbv::settings
