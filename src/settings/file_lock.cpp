// SPDX-License-Identifier: Apache-2.0
#include "settings/file_lock.h"

#include <thread>
#include <utility>

namespace dbv::settings {

FileLock::FileLock(std::intptr_t handle, std::filesystem::path path) : m_handle(handle), m_path(std::move(path)) {}

FileLock::FileLock(FileLock&& other) noexcept
    : m_handle(std::exchange(other.m_handle, kNone)), m_path(std::move(other.m_path)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this != &other) {
        release();
        m_handle = std::exchange(other.m_handle, kNone);
        m_path = std::move(other.m_path);
    }
    return *this;
}

Result<FileLock> FileLock::acquire(const std::filesystem::path& path, std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds kStep{20};
    const auto end = std::chrono::steady_clock::now() + patience;
    while (true) {
        Result<FileLock> lock = tryAcquire(path);
        if (lock || lock.error().kind != ErrorKind::Busy || std::chrono::steady_clock::now() >= end) {
            return lock;
        }
        // The system's waiting lock has no time limit.
        std::this_thread::sleep_for(kStep);
    }
}

void FileLock::remove() {
    if (m_handle != kNone) {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
        release();
    }
}

} // namespace dbv::settings
