// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/dump_blocks.h"
#include "postgres/unpacked_dump.h"

namespace dbv::postgres {

/// Rows of a table that are still to be loaded: the pieces of its block from a byte of the dump on.
struct RowsLeft {
    std::int64_t id = 0;
    std::uint64_t begin = 0;
    /// Behind the block.
    std::uint64_t end = 0;
    /// Some of the table's rows are loaded.
    bool isRest = false;
};

/// Gives pg_restore a dump while it is still unpacked, for one transaction that makes the objects and begins with their rows.
///
/// That transaction ends only when the whole dump was found to be as it was written. If by then the rows of other tables are left that are
/// worth it, pg_restore is given no more rows than it has: they are for several sessions. A table's rows are split behind a row.
/// Thread: one.
class DumpFeed {
public:
    /// Gives the blocks of these entries alone. `dump` and `goOn` outlive it.
    DumpFeed(const UnpackedDump& dump, std::set<std::int64_t> wanted, const UnpackedDump::GoOn& goOn)
        : m_dump(dump), m_wanted(std::move(wanted)), m_goOn(goOn) {}

    /// Fills `into` from its start; 0 at the end alone, when the dump is whole.
    /// Blocks: until something is there. Errors: those of the dump.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);
    /// How much of the dump was given. Unit: bytes.
    [[nodiscard]] std::uint64_t given() const { return m_given; }
    /// What of it was kept for others: all of that where the transaction has ended.
    [[nodiscard]] const std::vector<RowsLeft>& left() const { return m_left; }

private:
    enum class Sharing : std::uint8_t { Undecided, Alone, Shared };

    [[nodiscard]] Result<std::size_t> readBlock(std::span<char> into);
    /// Goes on to the next block that is wanted; false where there is none.
    [[nodiscard]] Result<bool> nextBlock();
    [[nodiscard]] Result<void> decide();
    /// The rest of the rows of this table may be kept for others: it is behind a row, and much is left.
    [[nodiscard]] bool mayBeCutHere() const;

    const UnpackedDump& m_dump;
    std::set<std::int64_t> m_wanted;
    const UnpackedDump::GoOn& m_goOn;
    Sharing m_sharing = Sharing::Undecided;
    /// What goes next, of our own.
    std::string m_own;
    std::uint64_t m_at = 0;
    std::uint64_t m_given = 0;
    std::size_t m_next = 0;
    std::optional<UnpackedDump::Block> m_block;
    /// Where in the block it is.
    DumpBlocks m_blocks{0};
    char m_last = '\n';
    std::vector<RowsLeft> m_left;
};

} // namespace dbv::postgres
