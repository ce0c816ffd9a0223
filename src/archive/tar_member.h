// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dbv::archive {

/// What a tar file is made of.
inline constexpr std::size_t kTarBlock = 512;

/// What stands in front of the bytes of a file in a tar file.
struct TarMember {
    std::string name;
    /// Unit: bytes, without the zeros that fill the last block.
    std::uint64_t size = 0;

    friend bool operator==(const TarMember&, const TarMember&) = default;
};

/// How many zeros follow a member of so many bytes.
[[nodiscard]] constexpr std::size_t tarPadding(std::uint64_t size) {
    return static_cast<std::size_t>((kTarBlock - size % kTarBlock) % kTarBlock);
}

/// The block in front of a member (POSIX ustar): a plain file that its owner may read, of the time 0.
/// Limits: a name of at most 99 bytes of ASCII, a size below 8 GiB.
[[nodiscard]] std::array<char, kTarBlock> tarBlockOf(const TarMember& member);

/// The other way. Only plain files are known, as `tarBlockOf` writes them; nothing for a block of zeros, which ends a tar file.
/// Errors: what is wrong with the block, in words.
[[nodiscard]] std::expected<std::optional<TarMember>, std::string> readTarBlock(std::span<const char, kTarBlock> block);

} // namespace dbv::archive
