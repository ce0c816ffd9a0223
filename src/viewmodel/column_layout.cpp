// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/column_layout.h"

#include <algorithm>
#include <numeric>

namespace dbv::viewmodel {

ColumnLayout::ColumnLayout(int columns)
    : m_order(static_cast<std::size_t>(columns)),
      m_places(m_order.size()),
      m_widths(m_order.size()),
      m_hidden(m_order.size()) {
    std::iota(m_order.begin(), m_order.end(), 0);
    std::iota(m_places.begin(), m_places.end(), 0);
}

void ColumnLayout::move(int fromVisual, int toVisual) {
    const auto from = m_order.begin() + fromVisual;
    const auto to = m_order.begin() + toVisual;
    if (from < to) {
        std::rotate(from, from + 1, to + 1);
    } else {
        std::rotate(to, from, from + 1);
    }
    for (std::size_t visual = 0; visual < m_order.size(); ++visual) {
        m_places[static_cast<std::size_t>(m_order[visual])] = static_cast<int>(visual);
    }
}

int ColumnLayout::shownCount() const {
    return static_cast<int>(std::count(m_hidden.begin(), m_hidden.end(), false));
}

std::optional<int> ColumnLayout::shownFrom(int visual, int step) const {
    for (; visual >= 0 && visual < count(); visual += step) {
        if (!isHidden(logicalAt(visual))) {
            return visual;
        }
    }
    return std::nullopt;
}

} // namespace dbv::viewmodel
