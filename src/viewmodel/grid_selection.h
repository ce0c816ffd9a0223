// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace dbv::viewmodel {

/// One place in a grid: a row of the result and a visual column.
struct GridCell {
    std::uint64_t row = 0;
    int column = 0;

    friend bool operator==(const GridCell&, const GridCell&) = default;
};

/// Rows of a result, half-open.
struct RowRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    [[nodiscard]] std::uint64_t size() const { return end - begin; }
    friend bool operator==(const RowRange&, const RowRange&) = default;
};

/// A rectangle of cells, half-open in both directions.
struct GridBlock {
    RowRange rows;
    int columnBegin = 0;
    int columnEnd = 0;

    [[nodiscard]] bool contains(GridCell cell) const {
        return cell.row >= rows.begin && cell.row < rows.end && cell.column >= columnBegin && cell.column < columnEnd;
    }
    friend bool operator==(const GridBlock&, const GridBlock&) = default;
};

/// What is marked in a grid: a few rectangles, however many rows they span, and the cell that has the focus.
///
/// A rectangle that reaches `kAllRows` also covers rows that are still to come.
class GridSelection {
public:
    static constexpr std::uint64_t kAllRows = std::numeric_limits<std::uint64_t>::max();

    [[nodiscard]] GridCell current() const { return m_current; }
    [[nodiscard]] const std::vector<GridBlock>& blocks() const { return m_blocks; }
    [[nodiscard]] bool empty() const { return m_blocks.empty(); }
    [[nodiscard]] bool contains(GridCell cell) const {
        return std::any_of(m_blocks.begin(), m_blocks.end(), [cell](const GridBlock& b) { return b.contains(cell); });
    }

    /// Only this cell; it becomes anchor and focus.
    void selectCell(GridCell cell);
    /// The rectangle from the anchor to this cell, instead of the one selected last; the focus goes there.
    void extendTo(GridCell cell);
    /// Adds the cell to what is selected, or takes it away; it becomes anchor and focus.
    void toggleCell(GridCell cell);
    /// Adds a rectangle, or begins anew with it. The anchor and the focus are where the caller says.
    void selectBlock(const GridBlock& block, GridCell anchor, GridCell current, bool keepOthers);
    /// Everything, with the focus left where it is.
    void selectAll(int columns);
    void clear();

    [[nodiscard]] GridCell anchor() const { return m_anchor; }

    /// The selected rows below `rowCount`, ascending, without overlap.
    [[nodiscard]] std::vector<RowRange> selectedRows(std::uint64_t rowCount) const;
    /// The columns that are selected in some row, ascending.
    [[nodiscard]] std::vector<int> selectedColumns() const;

private:
    void remove(GridCell cell);

    std::vector<GridBlock> m_blocks;
    GridCell m_anchor;
    GridCell m_current;
};

} // namespace dbv::viewmodel
