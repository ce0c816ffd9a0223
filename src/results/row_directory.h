// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "results/growing_array.h"

namespace dbv::results {

/// Finds the page of a row in constant time.
///
/// Every 256 rows one entry says which page they begin in; between two entries lie at most 256 pages, found by halving.
/// Thread: one thread appends, any number look up without a lock; the row count publishes what it covers.
/// Limits: 100 million rows cost 1.6 MB, and 8 bytes a page. At most 2^32 pages.
class RowDirectory {
public:
    /// A row's page and its place in it.
    struct Place {
        std::uint32_t page = 0;
        std::uint64_t rowInPage = 0;
    };

    /// The number that the next page gets.
    [[nodiscard]] std::uint32_t nextPage() const { return m_pages.load(std::memory_order_relaxed); }
    /// Publishes a page with this many rows, at least one. Whatever the reader of its rows needs must be in place.
    void append(std::uint64_t rows);

    [[nodiscard]] std::uint64_t rowCount() const { return m_rows.load(std::memory_order_acquire); }
    /// The place of a row that was below `rowCount()`.
    [[nodiscard]] Place find(std::uint64_t row) const;

private:
    static constexpr std::uint64_t kStride = 256;

    GrowingArray<std::uint64_t> m_firstRows;
    GrowingArray<std::uint32_t> m_strides;
    std::atomic<std::uint32_t> m_pages = 0;
    std::atomic<std::uint64_t> m_rows = 0;
};

} // namespace dbv::results
