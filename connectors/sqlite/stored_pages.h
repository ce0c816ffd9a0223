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

/// That the file is damaged, as SQLite says it.
[[nodiscard]] std::unexpected<Error> malformed();
/// No tree is deeper.
inline constexpr int kDeepestTree = 20;

/// A page of the tree that a table is stored in.
struct StoredPage {
    /// What of it SQLite uses.
    std::span<const unsigned char> bytes;
    /// Where it begins to be one: the first page of a file has the head of the file before.
    std::size_t head = 0;

    [[nodiscard]] bool isLeaf() const;
    /// Whether it names the pages below it.
    [[nodiscard]] bool isInner() const;
    /// Those of tables WITHOUT ROWID have rows in inner pages, too.
    [[nodiscard]] bool hasRows() const;
};

/// Reads pages of tables, and the rows that stand in them as they are stored, without taking their values out: what a row is made of is the
/// same bytes wherever its page was copied to, and SQLite takes ten times as long to give the values.
///
/// The file is not trusted: it may say anything, and each of its pages is read at most once as one of a tree, and once as one that a row goes
/// on in. Thread: one at a time. Errors of all calls: those of reading; of SQLite for what is damaged.
class StoredPages {
public:
    explicit StoredPages(const MomentFile& file);

    /// Whether a row's number (`rowid`) is one of its values.
    enum class Number : bool { NoValue, Value };
    /// Takes a row; false to stop.
    using TakeRow = std::function<bool(std::string_view row)>;

    /// A page of a tree. Valid until the next one is read.
    [[nodiscard]] Result<StoredPage> read(std::uint32_t number);
    /// Lets every page of a tree be read once more.
    void readAnew() { m_left = m_file.pages(); }
    /// So many bytes of the file, from the page `first` on, are at hand. They have to last until others are, or none.
    void haveAtHand(std::uint64_t first, std::string_view bytes);
    /// One of those that are at hand.
    [[nodiscard]] StoredPage atHand(std::uint64_t number) const;

    /// The pages below an inner one.
    [[nodiscard]] Result<std::vector<std::uint32_t>> below(const StoredPage& page) const;
    /// Gives the rows of a page: a row's number as a varint where it is a value, and its record. Errors: Cancelled where `take` stops.
    [[nodiscard]] Result<void> tellRows(const StoredPage& page, Number number, const TakeRow& take);

private:
    /// Pages one behind the other that were read together.
    struct Window {
        std::vector<char> bytes;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t next = 1;
    };
    using Bytes = std::span<const unsigned char>;

    /// Valid until the window is used again. `left` is how many may still be read.
    [[nodiscard]] Result<Bytes> page(std::uint32_t number, Window& window, std::uint64_t& left);
    [[nodiscard]] Bytes usedOf(const char* page) const;
    [[nodiscard]] Result<void> tellRow(const StoredPage& page, std::size_t at, Number number, const TakeRow& take);
    /// Adds to the row what stands on other pages.
    [[nodiscard]] Result<void> addOverflow(std::uint32_t first, std::uint64_t bytes);

    const MomentFile& m_file;
    Window m_trees;
    Window m_others;
    std::uint64_t m_firstAtHand = 0;
    std::string_view m_atHand;
    std::uint64_t m_left;
    std::uint64_t m_othersLeft;
    std::string m_row;
};

} // namespace dbv::sqlite
