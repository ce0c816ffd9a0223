// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dbv::archive {

/// The SHA-256 of bytes that come one behind the other, as `sha256sum` reckons it: processors have instructions for it, so it costs
/// half of what any other digest of that strength does.
class ArchiveDigest {
public:
    /// Unit: bytes.
    static constexpr std::size_t kSize = 32;

    ArchiveDigest();
    ArchiveDigest(ArchiveDigest&&) noexcept;
    ArchiveDigest& operator=(ArchiveDigest&&) noexcept;
    ~ArchiveDigest();

    void add(std::string_view bytes);
    /// One that has had the same bytes, and goes on by itself.
    [[nodiscard]] ArchiveDigest copy() const;
    /// In hexadecimal, of all that was added; empty where there was too little memory to reckon it. Nothing is added afterwards.
    [[nodiscard]] std::string hexadecimal();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace dbv::archive
