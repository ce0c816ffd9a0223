// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/inventory.h"
#include "sqlite/moment_file.h"
#include "sqlite/stored_pages.h"

namespace dbv::sqlite {

/// Tells what a database holds while the bytes of its file pass, so that the file is read once: which leaves are whose is in the inner pages of
/// the tables' trees, about one page in a hundred, which are read before.
///
/// The file is not trusted: a page is a leaf of one table at most, and is read as `StoredPages` has it.
/// Thread: one at a time. Limits: memory for the leaves of one stretch of the file, 4 bytes a page; a longer file has its inner pages
/// read again for each stretch.
/// Errors of all calls: of SQLite and of reading, with the table; those of the sink; Cancelled where `progress` says so.
class PassingRows {
public:
    /// Unit: pages.
    static constexpr std::uint64_t kStretch = std::uint64_t{8} << 20U;

    /// All but the stretch outlive it.
    PassingRows(const std::vector<ListedObject>& objects, const MomentFile& file, InventorySink& inventory,
                const DumpProgress& progress, std::uint64_t stretch = kStretch);

    /// Tells the objects, before anything passes.
    [[nodiscard]] Result<void> begin();
    /// Tells the rows in the next bytes of the file, which are whole pages.
    [[nodiscard]] Result<void> pass(std::string_view bytes);

private:
    /// Finds out whose the leaves of the next stretch are.
    [[nodiscard]] Result<void> beginStretch();
    [[nodiscard]] Result<void> walk(std::uint32_t number, int level);
    [[nodiscard]] Result<void> walkBelow(const StoredPage& page, int level);
    /// Notes that a page is a leaf of the table that is walked.
    [[nodiscard]] Result<void> note(std::uint32_t leaf);
    [[nodiscard]] Result<void> tellRows(std::size_t table, const StoredPage& page);
    [[nodiscard]] Result<void> named(Result<void> told, std::size_t table) const;

    const std::vector<ListedObject>& m_objects;
    const MomentFile& m_file;
    InventorySink& m_inventory;
    const DumpProgress& m_progress;
    std::uint64_t m_stretch;
    StoredPages m_pages;
    StoredPages::TakeRow m_take;
    /// How many pages have passed, and how many had when the stretch began.
    std::uint64_t m_passed = 0;
    std::uint64_t m_begin = 0;
    /// Of each page of the stretch: of which object it is a leaf, from 1; else 0.
    std::vector<std::uint32_t> m_leaves;
    /// Which object's rows the sink was told last.
    std::optional<std::size_t> m_told;
    /// The table that is walked, and at which level its leaves are, once that is known.
    std::size_t m_walked = 0;
    std::optional<int> m_leafLevel;
    std::uint64_t m_innerPages = 0;
};

} // namespace dbv::sqlite
