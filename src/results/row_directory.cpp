// SPDX-License-Identifier: Apache-2.0
#include "results/row_directory.h"

namespace dbv::results {

void RowDirectory::append(std::uint64_t rows) {
    const std::uint32_t page = nextPage();
    const std::uint64_t first = m_rows.load(std::memory_order_relaxed);
    m_firstRows.grow(page) = first;
    for (std::uint64_t stride = (first + kStride - 1) / kStride; stride * kStride < first + rows; ++stride) {
        m_strides.grow(stride) = page;
    }
    m_pages.store(page + 1, std::memory_order_release);
    m_rows.store(first + rows, std::memory_order_release);
}

RowDirectory::Place RowDirectory::find(std::uint64_t row) const {
    const std::uint64_t stride = row / kStride;
    // The count of rows is read before, so the pages read then cover it. There may be newer ones, published on their own.
    const std::uint64_t rows = m_rows.load(std::memory_order_acquire);
    std::uint32_t low = m_strides[stride];
    std::uint32_t high =
        (stride + 1) * kStride < rows ? m_strides[stride + 1] : m_pages.load(std::memory_order_acquire) - 1;
    while (low < high) {
        const std::uint32_t middle = high - (high - low) / 2;
        if (m_firstRows[middle] <= row) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return {low, row - m_firstRows[low]};
}

} // namespace dbv::results
