// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <dbv/core/error.h>

#include "viewmodel/cell_display.h"
#include "viewmodel/grid_selection.h"
#include "viewmodel/row_source.h"

namespace dbv::viewmodel {

/// Brings the rows that are looked at into memory, one read at a time, and keeps what a grid shows of them: their blocks
/// may leave memory again before all rows of a page have been read.
///
/// Limits: keeps only rows that are wanted now, each cell at most `kMaxDisplayLength` long.
class RenderedRows {
public:
    RenderedRows(std::shared_ptr<RowSource> source, std::function<void()> loaded,
                 std::function<void(const Error&)> failed);

    /// Replaces the rows that are wanted. A read for a row that is not wanted any more is forgotten.
    void want(RowRange rows);
    /// A row that was read for an earlier `want` and is still wanted.
    [[nodiscard]] const std::vector<CellDisplay>* find(std::uint64_t row) const;

private:
    void loadNext();
    void keepResident();
    void finishLoad(const Result<void>& outcome);

    std::shared_ptr<RowSource> m_source;
    std::function<void()> m_loaded;
    std::function<void(const Error&)> m_failed;
    RowRange m_wanted;
    std::uint64_t m_loading = 0;
    bool m_stopped = false;
    std::unique_ptr<PendingRead> m_pending;
    std::unordered_map<std::uint64_t, std::vector<CellDisplay>> m_rows;
};

} // namespace dbv::viewmodel
