// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::archive {

/// Takes bytes one behind the other, does something to them, and hands them on.
/// Thread: one at a time.
class ByteStage {
public:
    ByteStage() = default;
    ByteStage(const ByteStage&) = delete;
    ByteStage& operator=(const ByteStage&) = delete;
    virtual ~ByteStage() = default;

    /// Takes all of the bytes. Blocks: until there is room for them. Errors: those of whoever takes them in the end.
    [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
    /// Hands on what it still holds. Nothing is written afterwards.
    [[nodiscard]] virtual Result<void> finish() = 0;
};

/// Gives bytes one behind the other.
/// Thread: one at a time.
class ByteSupply {
public:
    ByteSupply() = default;
    ByteSupply(const ByteSupply&) = delete;
    ByteSupply& operator=(const ByteSupply&) = delete;
    virtual ~ByteSupply() = default;

    /// Fills `into` from its start, and says how much of it; 0 at the end only. `into` is not empty.
    /// Blocks: until there are some. Errors: IoError, Cancelled; CorruptBackup for what can not be.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
};

/// Reads until `into` is full or the bytes end, and says how many there were.
[[nodiscard]] inline Result<std::size_t> readFully(ByteSupply& supply, std::span<char> into) {
    std::size_t have = 0;
    while (have < into.size()) {
        const Result<std::size_t> read = supply.read(into.subspan(have));
        if (!read) {
            return read;
        }
        if (*read == 0) {
            break;
        }
        have += *read;
    }
    return have;
}

} // namespace dbv::archive
