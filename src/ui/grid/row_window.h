// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace dbv::ui {

/// Which rows of a result are on the screen: a first row and a number of whole rows, never beyond the result's end.
class RowWindow {
public:
    [[nodiscard]] std::uint64_t rowCount() const { return m_rowCount; }
    [[nodiscard]] std::uint64_t pageRows() const { return m_pageRows; }
    [[nodiscard]] std::uint64_t top() const { return m_top; }
    /// The first row of the last page.
    [[nodiscard]] std::uint64_t maxTop() const { return m_rowCount > m_pageRows ? m_rowCount - m_pageRows : 0; }

    void setRowCount(std::uint64_t rows) {
        m_rowCount = rows;
        m_top = std::min(m_top, maxTop());
    }
    /// At least one, however low the view.
    void setPageRows(std::uint64_t rows) {
        m_pageRows = std::max<std::uint64_t>(rows, 1);
        m_top = std::min(m_top, maxTop());
    }
    void scrollTo(std::uint64_t top) { m_top = std::min(top, maxTop()); }
    void scrollBy(std::int64_t rows) {
        // Negating in the unsigned domain is defined for the smallest number too.
        const std::uint64_t distance =
            rows < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(rows) : static_cast<std::uint64_t>(rows);
        if (rows < 0) {
            m_top -= std::min(distance, m_top);
        } else {
            m_top += std::min(distance, maxTop() - m_top);
        }
    }
    /// Scrolls as little as possible until the row is wholly on the screen.
    void reveal(std::uint64_t row) {
        if (row < m_top) {
            scrollTo(row);
        } else if (row - m_top >= m_pageRows) {
            scrollTo(row - m_pageRows + 1);
        }
    }

private:
    std::uint64_t m_rowCount = 0;
    std::uint64_t m_pageRows = 1;
    std::uint64_t m_top = 0;
};

} // namespace dbv::ui
