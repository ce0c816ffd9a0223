// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <Qt>

#include "viewmodel/column_layout.h"
#include "viewmodel/grid_selection.h"

namespace dbv::ui {

/// The grid as far as a key that moves the focus is concerned.
struct GridExtent {
    std::uint64_t rowCount = 0;
    std::uint64_t pageRows = 1;
    const viewmodel::ColumnLayout& layout;
};

/// Where a key takes the focus; nothing when the key does not move it or there is nowhere to go.
///
/// Arrows go to the next row or shown column, with Ctrl to the last one; PgUp and PgDn by a page; Home and End to the
/// first and last column, with Ctrl to the first and last row.
[[nodiscard]] std::optional<viewmodel::GridCell> cellAfterKey(int key, bool ctrl, viewmodel::GridCell from,
                                                              const GridExtent& extent);

} // namespace dbv::ui
