// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postgres/dump_contents.h"

namespace dbv::postgres {

/// Takes apart what stands behind the list of a dump in pg_dump's custom format, whichever pieces it comes in: a block for each table
/// that has rows, and one for large objects.
///
/// A block is a byte for its kind, the number of its entry, and pieces of bytes, each with its length before it, the last one empty; in
/// that of large objects each has a number, its pieces, and 0 behind the last one. Packed dumps are not known here.
/// Source: pg_backup_custom.c of PostgreSQL. Thread: one at a time.
class DumpBlocks {
public:
    enum class What : std::uint8_t {
        Nothing, ///< more bytes are needed
        Begins,  ///< a block, of which the number is known now
        Bytes,   ///< some of what the block holds
        Ends,    ///< the block
        Unknown, ///< this is no such dump; nothing more is taken
    };
    struct Step {
        What what = What::Nothing;
        /// Where it is bytes. Points into what was given.
        std::string_view bytes;
    };

    /// From the first block on. `numberSize` is that of the dump's head.
    explicit DumpBlocks(std::size_t numberSize) : m_numberSize(numberSize) {}
    /// Within the rows of a table, from the length of a piece on.
    [[nodiscard]] static DumpBlocks within(std::int64_t id, std::size_t numberSize);

    /// Takes what is understood next off the front of `bytes`. Without a byte left, a step may still be there: `Nothing` is the last.
    [[nodiscard]] Step next(std::string_view& bytes);

    /// Of the block that has begun.
    [[nodiscard]] std::int64_t id() const { return m_id; }
    [[nodiscard]] bool isLarge() const { return m_isLarge; }
    /// What comes next is the length of a piece.
    [[nodiscard]] bool isBetweenPieces() const { return m_state == State::Length && m_digits.empty(); }
    /// What comes next is a block.
    [[nodiscard]] bool isBetweenBlocks() const { return m_state == State::Kind; }
    [[nodiscard]] bool isUnknown() const { return m_state == State::Unknown; }

private:
    enum class State : std::uint8_t { Kind, Id, LargeObject, Length, Bytes, Unknown };

    [[nodiscard]] std::optional<std::int64_t> number(std::string_view& bytes);
    [[nodiscard]] Step takeNumber(std::int64_t number);

    std::size_t m_numberSize;
    State m_state = State::Kind;
    /// Of a number that has come in part.
    std::string m_digits;
    std::int64_t m_id = 0;
    std::uint64_t m_left = 0;
    bool m_isLarge = false;
};

/// A number as the format has it, so that `dumpNumber` reads it.
[[nodiscard]] std::string dumpNumberText(std::int64_t number, std::size_t numberSize);
/// A block of a table that has no rows, as pg_dump writes it.
[[nodiscard]] std::string emptyRowsBlock(std::int64_t id, std::size_t numberSize);
/// The end of a block of rows, behind a piece that ends with a row.
[[nodiscard]] std::string endOfRowsBlock(std::size_t numberSize);

/// What stands behind the last row of a table; before line feeds.
inline constexpr std::string_view kRowsEnd = "\\.";

} // namespace dbv::postgres
