// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbv {

/// How the bytes of a cell are to be read.
enum class CellKind : std::uint8_t {
    Null,
    Text,       ///< the server's text; whether it is valid UTF-8 is for the reader to find out
    Bytes,      ///< binary
    SmallInt,   ///< a 32-bit integer kept in the slot itself
    Integer,    ///< a 64-bit integer, 8 bytes in the arena in this machine's order
    Real,       ///< a double, 8 bytes in the arena in this machine's order
    LargeText,  ///< a LargeValue record in the arena, followed by the value's first bytes
    LargeBytes, ///< the same for binary
};

/// Where the bytes of one cell are.
/// Shape: 8 bytes: 32 bits offset into the arena (or the value of a SmallInt), 28 bits length, 4 bits kind.
class CellSlot {
public:
    static constexpr std::uint32_t kMaxLength = (1U << 28U) - 1U;

    constexpr CellSlot() = default;
    constexpr CellSlot(CellKind kind, std::uint32_t offset, std::uint32_t length)
        : m_offset(offset), m_lengthAndKind((length << 4U) | static_cast<std::uint32_t>(kind)) {}

    [[nodiscard]] constexpr CellKind kind() const { return static_cast<CellKind>(m_lengthAndKind & 15U); }
    [[nodiscard]] constexpr std::uint32_t offset() const { return m_offset; }
    [[nodiscard]] constexpr std::uint32_t length() const { return m_lengthAndKind >> 4U; }

private:
    std::uint32_t m_offset = 0;
    std::uint32_t m_lengthAndKind = 0;
};
static_assert(sizeof(CellSlot) == 8);

/// A value too large for a batch: it lies in a LargeValueStore and a batch carries only this and the value's first bytes.
struct LargeValue {
    /// Unit: bytes from the start of the store.
    std::uint64_t offset = 0;
    /// Unit: bytes.
    std::uint64_t length = 0;
};

/// One cell as its reader sees it. Valid as long as its batch.
struct Cell {
    CellKind kind = CellKind::Null;
    /// Text and Bytes: the value. LargeText and LargeBytes: its first bytes.
    std::string_view bytes;
    std::int64_t integer = 0;
    double real = 0;
    LargeValue large;

    [[nodiscard]] bool isNull() const { return kind == CellKind::Null; }
    [[nodiscard]] bool isLarge() const { return kind == CellKind::LargeText || kind == CellKind::LargeBytes; }
    [[nodiscard]] bool isInteger() const { return kind == CellKind::SmallInt || kind == CellKind::Integer; }
    /// The length of the whole value. Unit: bytes.
    [[nodiscard]] std::uint64_t totalBytes() const { return isLarge() ? large.length : bytes.size(); }
};

} // namespace dbv
