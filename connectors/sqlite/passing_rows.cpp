// SPDX-License-Identifier: Apache-2.0
#include "sqlite/passing_rows.h"

#include <algorithm>
#include <utility>

#include <dbv/core/cancel.h>

namespace dbv::sqlite {

namespace {

/// So many inner pages are read between two looks whether to go on.
constexpr std::uint64_t kInnerBetweenLooks = 256;

} // namespace

PassingRows::PassingRows(const std::vector<ListedObject>& objects, const MomentFile& file, InventorySink& inventory,
                         const DumpProgress& progress, std::uint64_t stretch)
    : m_objects(objects),
      m_file(file),
      m_inventory(inventory),
      m_progress(progress),
      m_stretch(std::max<std::uint64_t>(stretch, 1)),
      m_pages(file),
      m_take([&inventory](std::string_view row) {
          inventory.row(row);
          return true;
      }) {}

Result<void> PassingRows::begin() {
    Result<void> told;
    for (auto listed = m_objects.begin(); told && listed != m_objects.end(); ++listed) {
        told = m_inventory.object(listed->object);
    }
    return told ? beginStretch() : told;
}

Result<void> PassingRows::pass(std::string_view bytes) {
    m_pages.haveAtHand(m_passed + 1, bytes);
    const std::uint64_t end = m_passed + bytes.size() / m_file.pageSize();
    Result<void> told;
    for (; told && m_passed < end; ++m_passed) {
        if (m_passed == m_begin + m_leaves.size()) {
            if (told = beginStretch(); !told) {
                break;
            }
        }
        if (const std::uint32_t whose = m_leaves[static_cast<std::size_t>(m_passed - m_begin)]; whose > 0) {
            const StoredPage page = m_pages.atHand(m_passed + 1);
            told = named(page.isLeaf() ? tellRows(whose - 1, page) : malformed(), whose - 1);
        }
    }
    m_pages.haveAtHand(0, {});
    return told;
}

Result<void> PassingRows::beginStretch() {
    m_begin = m_passed;
    m_leaves.assign(static_cast<std::size_t>(std::min(m_stretch, m_file.pages() - m_begin)), 0);
    m_pages.readAnew();
    Result<void> walked;
    for (m_walked = 0; walked && m_walked < m_objects.size(); ++m_walked) {
        if (m_objects[m_walked].object.holdsRows) {
            m_leafLevel.reset();
            walked = named(walk(m_objects[m_walked].root, 0), m_walked);
        }
    }
    return walked;
}

Result<void> PassingRows::walk(std::uint32_t number, int level) {
    if (level == m_leafLevel) {
        return note(number);
    }
    if (++m_innerPages % kInnerBetweenLooks == 0 && !m_progress({"reading rows", 0, 0, "rows"})) {
        return std::unexpected(cancelledError(Damage::None));
    }
    const Result<StoredPage> page = level > kDeepestTree ? malformed() : m_pages.read(number);
    if (!page) {
        return std::unexpected(page.error());
    }
    if (page->isInner()) {
        return walkBelow(*page, level);
    }
    // All leaves of a tree are as far from its root as the first one.
    if (m_leafLevel) {
        return malformed();
    }
    m_leafLevel = level;
    return note(number);
}

Result<void> PassingRows::walkBelow(const StoredPage& page, int level) {
    const Result<std::vector<std::uint32_t>> below = m_pages.below(page);
    if (!below) {
        return std::unexpected(below.error());
    }
    // Once, however often the page is read.
    Result<void> told = page.hasRows() && m_begin == 0 ? tellRows(m_walked, page) : Result<void>();
    for (auto next = below->begin(); told && next != below->end(); ++next) {
        told = walk(*next, level + 1);
    }
    return told;
}

Result<void> PassingRows::note(std::uint32_t leaf) {
    if (leaf == 0 || leaf > m_file.pages()) {
        return malformed();
    }
    const std::uint64_t at = std::uint64_t{leaf} - 1;
    if (at < m_begin || at - m_begin >= m_leaves.size()) {
        return {};
    }
    std::uint32_t& whose = m_leaves[static_cast<std::size_t>(at - m_begin)];
    if (whose != 0) {
        return malformed();
    }
    whose = static_cast<std::uint32_t>(m_walked + 1);
    return {};
}

Result<void> PassingRows::tellRows(std::size_t table, const StoredPage& page) {
    if (m_told != table) {
        m_inventory.rowsOf(table);
        m_told = table;
    }
    return m_pages.tellRows(page, m_objects[table].number, m_take);
}

Result<void> PassingRows::named(Result<void> told, std::size_t table) const {
    return told ? told : std::unexpected(tableFailure(m_objects[table], std::move(told.error())));
}

} // namespace dbv::sqlite
