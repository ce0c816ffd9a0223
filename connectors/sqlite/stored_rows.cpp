// SPDX-License-Identifier: Apache-2.0
#include "sqlite/stored_rows.h"

#include <utility>
#include <vector>

namespace dbv::sqlite {

Result<void> StoredRows::tell(std::uint32_t root, StoredPages::Number number, const StoredPages::TakeRow& take) {
    m_number = number;
    m_take = &take;
    return walk(root, 0);
}

Result<void> StoredRows::walk(std::uint32_t number, int depth) {
    const Result<StoredPage> page = depth > kDeepestTree ? malformed() : m_pages.read(number);
    if (!page) {
        return std::unexpected(page.error());
    }
    std::vector<std::uint32_t> below;
    if (page->isInner()) {
        Result<std::vector<std::uint32_t>> named = m_pages.below(*page);
        if (!named) {
            return std::unexpected(std::move(named.error()));
        }
        below = *std::move(named);
    }
    Result<void> told = page->hasRows() ? m_pages.tellRows(*page, m_number, *m_take) : Result<void>();
    for (auto next = below.begin(); told && next != below.end(); ++next) {
        told = walk(*next, depth + 1);
    }
    return told;
}

} // namespace dbv::sqlite
