// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scripts/script_bytes.h"

namespace dbv::scripts {

/// What is packed, in blocks, for who unpacks it.
class PackedInput {
public:
    explicit PackedInput(std::unique_ptr<ScriptBytes> bytes);

    /// Reads the next block when the last is used up. False at the end of the file.
    [[nodiscard]] Result<bool> fill();
    /// What of the block is not used yet.
    [[nodiscard]] std::span<const char> rest() const { return std::span(m_block).subspan(m_used, m_size - m_used); }
    void use(std::size_t bytes) { m_used += bytes; }
    /// Where in the file the rest begins. Unit: bytes.
    [[nodiscard]] std::uint64_t offset() const { return m_before + m_used; }

    /// That the archive is not what its kind should be, at the place. `why` completes "it …".
    [[nodiscard]] std::unexpected<Error> damaged(const std::string& kind, const std::string& why) const;
    /// That it ends too early.
    [[nodiscard]] std::unexpected<Error> cutOff(const std::string& kind) const;

private:
    std::unique_ptr<ScriptBytes> m_bytes;
    std::vector<char> m_block;
    std::size_t m_size = 0;
    std::size_t m_used = 0;
    /// Of the file, before the block.
    std::uint64_t m_before = 0;
};

/// What a file is packed as.
enum class Packing : std::uint8_t { None, Gzip, Zstd, Xz };
/// By how it begins.
[[nodiscard]] Packing packingOf(std::string_view start);

/// Unpacks what is packed as one or several members behind each other.
/// Limits: takes at most 256 MB of memory, else the archive is refused.
[[nodiscard]] Result<std::unique_ptr<ScriptBytes>> unpackGzip(std::unique_ptr<ScriptBytes> packed);
[[nodiscard]] Result<std::unique_ptr<ScriptBytes>> unpackZstd(std::unique_ptr<ScriptBytes> packed);
[[nodiscard]] Result<std::unique_ptr<ScriptBytes>> unpackXz(std::unique_ptr<ScriptBytes> packed);

} // namespace dbv::scripts
