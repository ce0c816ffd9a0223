// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/rendered_rows.h"

#include <utility>

namespace dbv::viewmodel {

RenderedRows::RenderedRows(std::shared_ptr<RowSource> source, std::function<void()> loaded,
                           std::function<void(const Error&)> failed)
    : m_source(std::move(source)), m_loaded(std::move(loaded)), m_failed(std::move(failed)) {}

void RenderedRows::want(RowRange rows) {
    if (rows == m_wanted) {
        // A failed read is tried again only when the user moves.
        loadNext();
        return;
    }
    m_wanted = rows;
    m_stopped = false;
    std::erase_if(m_rows, [rows](const auto& entry) { return entry.first < rows.begin || entry.first >= rows.end; });
    if (m_pending != nullptr && (m_loading < rows.begin || m_loading >= rows.end)) {
        m_pending.reset();
    }
    loadNext();
}

const std::vector<CellDisplay>* RenderedRows::find(std::uint64_t row) const {
    const auto found = m_rows.find(row);
    return found == m_rows.end() ? nullptr : &found->second;
}

void RenderedRows::loadNext() {
    if (m_pending != nullptr || m_stopped) {
        return;
    }
    for (std::uint64_t row = m_wanted.begin; row < m_wanted.end; ++row) {
        if (!m_rows.contains(row) && !m_source->tryRow(row)) {
            m_loading = row;
            m_pending = m_source->load(row, [this](const Result<void>& outcome) { finishLoad(outcome); });
            return;
        }
    }
}

void RenderedRows::finishLoad(const Result<void>& outcome) {
    // The read is kept until the end of this call, because its callback is what runs.
    const std::unique_ptr<PendingRead> finished = std::move(m_pending);
    if (outcome) {
        keepResident();
    }
    if (!outcome || !m_rows.contains(m_loading)) {
        m_stopped = true;
        m_failed(outcome ? makeError(ErrorKind::Internal, "A row that was read is not in memory.") : outcome.error());
        return;
    }
    m_loaded();
    loadNext();
}

void RenderedRows::keepResident() {
    for (std::uint64_t row = m_wanted.begin; row < m_wanted.end; ++row) {
        if (m_rows.contains(row)) {
            continue;
        }
        const std::optional<LocatedRow> located = m_source->tryRow(row);
        if (!located) {
            continue;
        }
        const int columns = static_cast<int>(m_source->columns().size());
        std::vector<CellDisplay> cells;
        cells.reserve(m_source->columns().size());
        for (int column = 0; column < columns; ++column) {
            cells.push_back(displayCell(located->cell(column)));
        }
        m_rows.emplace(row, std::move(cells));
    }
}

} // namespace dbv::viewmodel
