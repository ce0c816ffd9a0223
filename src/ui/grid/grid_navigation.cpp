// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/grid_navigation.h"

#include <algorithm>

namespace dbv::ui {
namespace {

[[nodiscard]] viewmodel::GridCell toColumn(viewmodel::GridCell from, std::optional<int> column) {
    return {from.row, column.value_or(from.column)};
}

} // namespace

std::optional<viewmodel::GridCell> cellAfterKey(int key, bool ctrl, viewmodel::GridCell from,
                                                const GridExtent& extent) {
    const viewmodel::ColumnLayout& layout = extent.layout;
    if (extent.rowCount == 0 || layout.shownCount() == 0) {
        return std::nullopt;
    }
    const std::uint64_t last = extent.rowCount - 1;
    const std::optional<int> first = layout.shownFrom(0, 1);
    const std::optional<int> final = layout.shownFrom(layout.count() - 1, -1);
    const auto up = [&](std::uint64_t rows) {
        return viewmodel::GridCell{from.row - std::min(rows, from.row), from.column};
    };
    const auto down = [&](std::uint64_t rows) {
        return viewmodel::GridCell{from.row + std::min(rows, last - std::min(from.row, last)), from.column};
    };
    switch (key) {
    case Qt::Key_Up: return up(ctrl ? from.row : 1);
    case Qt::Key_Down: return down(ctrl ? last : 1);
    case Qt::Key_PageUp: return up(extent.pageRows);
    case Qt::Key_PageDown: return down(extent.pageRows);
    case Qt::Key_Left: return toColumn(from, ctrl ? first : layout.shownFrom(from.column - 1, -1));
    case Qt::Key_Right: return toColumn(from, ctrl ? final : layout.shownFrom(from.column + 1, 1));
    case Qt::Key_Home: return ctrl ? viewmodel::GridCell{0, from.column} : toColumn(from, first);
    case Qt::Key_End: return ctrl ? viewmodel::GridCell{last, from.column} : toColumn(from, final);
    default: return std::nullopt;
    }
}

} // namespace dbv::ui
