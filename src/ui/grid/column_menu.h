// SPDX-License-Identifier: Apache-2.0
#pragma once

class QMenu;

namespace dbv::ui {

class GridTable;

/// The menu of a column's name: its width, hiding it, and bringing hidden ones back. `logical` is -1 beside all columns.
/// Owns: nothing; the menu belongs to the table and deletes itself when it closes.
[[nodiscard]] QMenu* makeColumnMenu(GridTable& table, int logical);

} // namespace dbv::ui
