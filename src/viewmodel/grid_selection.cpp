// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/grid_selection.h"

#include <set>

namespace dbv::viewmodel {
namespace {

[[nodiscard]] GridBlock blockBetween(GridCell a, GridCell b) {
    return {.rows = {std::min(a.row, b.row), std::max(a.row, b.row) + 1},
            .columnBegin = std::min(a.column, b.column),
            .columnEnd = std::max(a.column, b.column) + 1};
}

} // namespace

void GridSelection::selectCell(GridCell cell) {
    m_blocks.assign(1, blockBetween(cell, cell));
    m_anchor = cell;
    m_current = cell;
}

void GridSelection::extendTo(GridCell cell) {
    if (!m_blocks.empty()) {
        m_blocks.pop_back();
    }
    m_blocks.push_back(blockBetween(m_anchor, cell));
    m_current = cell;
}

void GridSelection::toggleCell(GridCell cell) {
    if (contains(cell)) {
        remove(cell);
    } else {
        m_blocks.push_back(blockBetween(cell, cell));
    }
    m_anchor = cell;
    m_current = cell;
}

void GridSelection::selectBlock(const GridBlock& block, GridCell anchor, GridCell current, bool keepOthers) {
    if (!keepOthers) {
        m_blocks.clear();
    }
    m_blocks.push_back(block);
    m_anchor = anchor;
    m_current = current;
}

void GridSelection::selectAll(int columns) {
    m_blocks.assign(1, GridBlock{.rows = {0, kAllRows}, .columnBegin = 0, .columnEnd = columns});
    m_anchor = {};
}

void GridSelection::clear() {
    m_blocks.clear();
    m_anchor = {};
    m_current = {};
}

void GridSelection::remove(GridCell cell) {
    std::vector<GridBlock> kept;
    for (const GridBlock& block : m_blocks) {
        if (!block.contains(cell)) {
            kept.push_back(block);
            continue;
        }
        const RowRange line{cell.row, cell.row + 1};
        const GridBlock parts[] = {
            {.rows = {block.rows.begin, line.begin}, .columnBegin = block.columnBegin, .columnEnd = block.columnEnd},
            {.rows = {line.end, block.rows.end}, .columnBegin = block.columnBegin, .columnEnd = block.columnEnd},
            {.rows = line, .columnBegin = block.columnBegin, .columnEnd = cell.column},
            {.rows = line, .columnBegin = cell.column + 1, .columnEnd = block.columnEnd},
        };
        for (const GridBlock& part : parts) {
            if (part.rows.begin < part.rows.end && part.columnBegin < part.columnEnd) {
                kept.push_back(part);
            }
        }
    }
    m_blocks = std::move(kept);
}

std::vector<RowRange> GridSelection::selectedRows(std::uint64_t rowCount) const {
    std::vector<RowRange> rows;
    for (const GridBlock& block : m_blocks) {
        const RowRange range{block.rows.begin, std::min(block.rows.end, rowCount)};
        if (range.begin < range.end) {
            rows.push_back(range);
        }
    }
    std::sort(rows.begin(), rows.end(), [](RowRange a, RowRange b) { return a.begin < b.begin; });
    std::vector<RowRange> merged;
    for (const RowRange range : rows) {
        if (!merged.empty() && range.begin <= merged.back().end) {
            merged.back().end = std::max(merged.back().end, range.end);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

std::vector<int> GridSelection::selectedColumns() const {
    std::set<int> columns;
    for (const GridBlock& block : m_blocks) {
        for (int column = block.columnBegin; column < block.columnEnd; ++column) {
            columns.insert(column);
        }
    }
    return {columns.begin(), columns.end()};
}

} // namespace dbv::viewmodel
