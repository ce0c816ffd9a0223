// SPDX-License-Identifier: Apache-2.0
// Which columns the cells have on the screen, and how wide they are.
#include <algorithm>
#include <cmath>

#include <QScopedValueRollback>
#include <QScrollBar>

#include "ui/grid/column_header.h"
#include "ui/grid/grid_table.h"

namespace dbv::ui {
namespace {

constexpr int kMinColumnWidth = 48;
constexpr int kMaxFirstWidth = 320;
constexpr int kMaxFittedWidth = 1200;

} // namespace

void GridTable::applyLayout() {
    viewmodel::ColumnLayout& layout = m_result->layout();
    m_selection.selectCell({0, layout.shownFrom(0, 1).value_or(0)});
    for (int visual = 0; visual < layout.count(); ++visual) {
        const int logical = layout.logicalAt(visual);
        if (m_header->visualIndex(logical) != visual) {
            m_header->moveSection(m_header->visualIndex(logical), visual);
        }
        if (layout.isHidden(logical)) {
            m_header->setSectionHidden(logical, true);
        }
        if (const int width = layout.width(logical); width > 0) {
            m_header->resizeSection(logical, width);
        }
    }
}

void GridTable::revealColumn(int visual) {
    constexpr int kPasses = 4;
    const int logical = m_result->layout().logicalAt(visual);
    // Columns that come into sight on the way get their width then, and move this one.
    for (int pass = 0; pass < kPasses; ++pass) {
        const int left = m_header->sectionViewportPosition(logical);
        const int right = left + m_header->sectionSize(logical);
        const int beyond = right - viewport()->width();
        if (left < 0 || m_header->sectionSize(logical) > viewport()->width()) {
            horizontalScrollBar()->setValue(horizontalScrollBar()->value() + left);
        } else if (beyond > 0) {
            horizontalScrollBar()->setValue(horizontalScrollBar()->value() + beyond);
        } else {
            return;
        }
    }
}

bool GridTable::isOnScreen(int visual, QSize viewportSize) const {
    const int left = m_header->sectionViewportPosition(m_result->layout().logicalAt(visual));
    return left >= 0 && left < viewportSize.width();
}

void GridTable::setColumnShown(int logical, bool shown) {
    viewmodel::ColumnLayout& layout = m_result->layout();
    layout.setHidden(logical, !shown);
    m_header->setSectionHidden(logical, !shown);
    const int column = m_selection.current().column;
    if (layout.isHidden(layout.logicalAt(column))) {
        const std::optional<int> next = layout.shownFrom(column, 1);
        m_selection.selectCell({m_selection.current().row, next ? *next : layout.shownFrom(column, -1).value_or(0)});
    }
    noteMark();
    fitVisibleColumns();
}

std::size_t GridTable::sampleRows() const {
    constexpr std::size_t kTexts = 4000;
    const auto columns = static_cast<std::size_t>(std::max(m_result->columnCount(), 1));
    return std::clamp<std::size_t>(kTexts / columns, 5, 200);
}

int GridTable::fittingWidth(int logical, int limit) const {
    double widest = 0;
    for (const QString& text : m_result->sampleTexts(logical, m_window.top(), sampleRows())) {
        widest = std::max(widest, m_painter->textWidth(text));
    }
    const int texts = static_cast<int>(std::ceil(widest)) + 2 * PagePainter::kPadding + 3;
    return std::clamp(std::max(texts, m_header->neededWidth(logical)), kMinColumnWidth, limit);
}

int GridTable::roomForLaterNumbers(int logical) const {
    // A counter is short in the first rows and long in the last; a cut number says nothing.
    const viewmodel::DisplayRow row = m_result->displayRow(m_window.top());
    if (!row.resident() || !m_result->alignsRight(row.cell(logical), logical)) {
        return 0;
    }
    return static_cast<int>(m_painter->textWidth(QStringLiteral("1234567890123"))) + 2 * PagePainter::kPadding + 3;
}

void GridTable::fitColumn(int logical) {
    m_header->resizeSection(logical, fittingWidth(logical, kMaxFittedWidth));
}

void GridTable::fitVisibleColumns() {
    if (m_result == nullptr || m_fitting) {
        return;
    }
    const QScopedValueRollback fitting(m_fitting, true);
    // The first row is shown at once and alone; the columns grow with those that follow, until a sample is there.
    const auto rows = static_cast<std::size_t>(std::min<std::uint64_t>(m_window.rowCount(), sampleRows()));
    bool changed = false;
    int moved = 0;
    for (int visual = std::max(m_header->visualIndexAt(0), 0); visual < m_header->count(); ++visual) {
        const int logical = m_header->logicalIndex(visual);
        const int left = m_header->sectionViewportPosition(logical);
        if (left >= viewport()->width()) {
            break;
        }
        std::size_t& fitted = m_fittedRows[static_cast<std::size_t>(logical)];
        if (m_header->isSectionHidden(logical) || (fitted > 0 && fitted >= rows)) {
            continue;
        }
        const int before = m_header->sectionSize(logical);
        const int least = fitted > 0 ? before : roomForLaterNumbers(logical);
        const int width = std::max(fittingWidth(logical, kMaxFirstWidth), least);
        fitted = rows;
        if (width != before) {
            m_header->resizeSection(logical, width);
            changed = true;
            moved += left < 0 ? width - before : 0;
        }
    }
    if (changed) {
        updateGeometries();
    }
    if (moved != 0) {
        // Whoever comes from the right keeps what is on the screen in its place.
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + moved);
    }
}

int GridTable::sizeHintForColumn(int column) const {
    return m_result == nullptr ? -1 : fittingWidth(column, kMaxFittedWidth);
}

} // namespace dbv::ui
