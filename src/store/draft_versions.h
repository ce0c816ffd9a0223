// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>

#include <dbv/core/result.h>

#include "protocol/query_files.h"

namespace dbv::store {

/// How much is kept of earlier versions. The oldest make room.
struct VersionLimits {
    std::chrono::hours longest = std::chrono::days(31);
    /// Of all together, on the disk.
    std::uint64_t totalBytes = 64ULL << 20;
};

/// Earlier versions of texts: a folder for each tab, a compressed file for each version, whose name tells the rest. Each is
/// written beside and renamed, so that a killed process leaves whole ones.
///
/// Thread: one at a time. Blocks: on the disk.
class DraftVersions {
public:
    using Now = std::function<std::chrono::system_clock::time_point()>;

    DraftVersions(std::filesystem::path folder, VersionLimits limits, Now now = std::chrono::system_clock::now)
        : m_folder(std::move(folder)), m_limits(limits), m_now(std::move(now)) {}
    /// For what is kept from now on.
    void setLimits(const VersionLimits& limits) { m_limits = limits; }

    /// Keeps a version, unless the last one is the same or the text is empty, and makes room.
    /// Errors: IoError; InvalidInput for a tab without an id.
    [[nodiscard]] Result<void> keep(const protocol::KeepDraftVersion& version);
    /// Those of one tab, or of all where `draft` is empty; the newest first.
    [[nodiscard]] std::vector<protocol::DraftVersion> list(const std::string& draft) const;
    /// Errors: NotFound for what made room meanwhile; IoError; InvalidInput for a damaged file.
    [[nodiscard]] Result<QString> read(const std::string& id) const;

private:
    /// Takes away what a process left that was killed while it wrote.
    static void removeStrays(const std::filesystem::path& folder);
    /// Takes away what is too old, and the oldest of what is too much.
    void makeRoom() const;

    std::filesystem::path m_folder;
    VersionLimits m_limits;
    Now m_now;
};

} // namespace dbv::store
