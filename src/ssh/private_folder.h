// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include <dbv/core/result.h>

namespace dbv::ssh {

/// A folder for sockets that only this user may enter. It goes, with what is in it, when this is destroyed.
class PrivateFolder {
public:
    /// Errors: IoError.
    [[nodiscard]] static Result<PrivateFolder> make();
    PrivateFolder(PrivateFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    PrivateFolder& operator=(PrivateFolder&& other) noexcept {
        std::swap(m_path, other.m_path);
        return *this;
    }
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;
    ~PrivateFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    explicit PrivateFolder(std::filesystem::path path) : m_path(std::move(path)) {}

    std::filesystem::path m_path;
};

} // namespace dbv::ssh
