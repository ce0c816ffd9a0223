// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scripts/script_bytes.h"

namespace dbv::scripts {

/// What is packed, in blocks, for who unpacks it.
class PackedInput {
public:
    explicit PackedInput(std::unique_ptr<ScriptBytes> bytes);

    /// Whether `fill` does not wait.
    [[nodiscard]] bool isReady() { return m_used < m_size || m_bytes->isReady(); }
    /// As `ScriptBytes::mayWait`.
    [[nodiscard]] bool mayWait() const { return m_bytes->mayWait(); }
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

/// Unpacks what is packed: of what somebody still writes, as much as has come so far.
class UnpackedBytes : public ScriptBytes {
public:
    Result<std::size_t> read(std::span<char> into) final;
    [[nodiscard]] bool isReady() final;
    [[nodiscard]] bool mayWait() const final { return m_input.mayWait(); }
    [[nodiscard]] std::uint64_t taken() const final { return m_input.offset(); }

protected:
    explicit UnpackedBytes(std::unique_ptr<ScriptBytes> packed) : m_input(std::move(packed)) {}

    /// Unpacks into the start of `into` what there is in `input`, which may be nothing, and says how much it has become; 0 also
    /// where nothing has come of it so far. `isLast` says that no more comes: then it gives something, ends, or fails.
    [[nodiscard]] virtual Result<std::size_t> unpack(std::span<char> into, bool isLast) = 0;
    [[nodiscard]] PackedInput& input() { return m_input; }
    /// Nothing more is given.
    void end() { m_ended = true; }

private:
    /// As `read`; without `waits` 0 also where more has to come.
    [[nodiscard]] Result<std::size_t> unpackSome(std::span<char> into, bool waits);

    PackedInput m_input;
    /// What was unpacked to see whether there is something.
    std::vector<char> m_ahead;
    std::size_t m_aheadUsed = 0;
    std::optional<Error> m_trouble;
    /// All of the room was filled: the unpacker may hold more.
    bool m_mayHoldMore = false;
    bool m_ended = false;
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
