// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "sqlite/moment_file.h"

namespace dbv::sqlite {

/// Reads the rows of tables as they are stored, page by page, without taking their values out: what a row is made of is the same bytes
/// wherever its page was copied to, and SQLite takes ten times as long to give the values.
///
/// The file is not trusted: it may say anything, and is read at most once over all tables.
/// Thread: one at a time.
class StoredRows {
public:
    explicit StoredRows(const MomentFile& file);

    /// Whether a row's number (`rowid`) is one of its values.
    enum class Number : bool { NoValue, Value };
    /// Takes a row; false to stop.
    using TakeRow = std::function<bool(std::string_view row)>;

    /// Gives the rows of the table that begins with a page: a row's number as a varint where it is a value, and its record.
    /// Errors: those of reading; of SQLite for what is damaged; Cancelled where `take` stops.
    [[nodiscard]] Result<void> tell(std::uint32_t root, Number number, const TakeRow& take);

private:
    /// Pages one behind the other that were read together.
    struct Window {
        std::vector<char> bytes;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t next = 1;
    };
    using Page = std::span<const unsigned char>;

    /// Valid until the window is used again.
    [[nodiscard]] Result<Page> page(std::uint32_t number, Window& window);
    [[nodiscard]] Result<void> walk(std::uint32_t number, int depth);
    [[nodiscard]] Result<void> walkBelow(Page page, std::size_t head, int depth);
    [[nodiscard]] Result<void> tellCells(Page page, std::size_t head);
    [[nodiscard]] Result<void> tellCell(Page page, std::size_t at, unsigned char kind);
    /// Adds to the row what stands on other pages.
    [[nodiscard]] Result<void> addOverflow(std::uint32_t first, std::uint64_t bytes);

    const MomentFile& m_file;
    Window m_leaves;
    Window m_others;
    /// So many pages may still be read: each belongs to one table at most.
    std::uint64_t m_left;
    Number m_number = Number::NoValue;
    const TakeRow* m_take = nullptr;
    std::string m_row;
};

} // namespace dbv::sqlite
