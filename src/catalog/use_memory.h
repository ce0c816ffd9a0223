// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::catalog {

/// Which proposals were accepted, and how lately: what is used is proposed first.
///
/// Limits: the latest `kMost` are remembered.
class UseMemory {
public:
    static constexpr std::size_t kMost = 1'000;
    static constexpr int kMostWorth = 40;

    /// `name` was accepted once more.
    void note(std::string_view name);
    /// What it adds to a score: more for what was used lately, and often.
    [[nodiscard]] int worth(std::string_view name) const;
    [[nodiscard]] std::size_t size() const { return m_uses.size(); }

    /// Blocks: on the disk. Errors: IoError; what was there before is still there.
    [[nodiscard]] Result<void> keep(const std::filesystem::path& path) const;
    /// What a file remembers; nothing where there is none, or where it can not be read.
    /// Blocks: on the disk.
    [[nodiscard]] static UseMemory read(const std::filesystem::path& path);

private:
    struct Use {
        std::uint32_t count = 0;
        /// The number of the last use, of all.
        std::uint64_t last = 0;
    };

    void forgetOldest();

    std::map<std::string, Use, std::less<>> m_uses;
    std::uint64_t m_last = 0;
};

} // namespace dbv::catalog
