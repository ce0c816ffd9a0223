// SPDX-License-Identifier: Apache-2.0
// Which columns the cells have on the screen, and how wide they are.
#include <algorithm>
#include <cmath>

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
            m_fitted = true;
        }
    }
}

void GridTable::revealColumn(int visual) {
    const int logical = m_result->layout().logicalAt(visual);
    const int left = m_header->sectionViewportPosition(logical);
    const int right = left + m_header->sectionSize(logical);
    if (left < 0 || m_header->sectionSize(logical) > viewport()->width()) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + left);
    } else if (right > viewport()->width()) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + right - viewport()->width());
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
}

int GridTable::fittingWidth(int logical, int limit) const {
    constexpr std::size_t kTexts = 4000;
    const auto columns = static_cast<std::size_t>(m_result->columnCount());
    const std::size_t sample = std::clamp<std::size_t>(kTexts / columns, 5, 200);
    double widest = 0;
    for (const QString& text : m_result->sampleTexts(logical, m_window.top(), sample)) {
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

void GridTable::fitNewColumns() {
    m_fitted = m_window.rowCount() > 0;
    for (int logical = 0; logical < m_result->columnCount(); ++logical) {
        if (!m_result->layout().isHidden(logical)) {
            const int first = std::max(fittingWidth(logical, kMaxFirstWidth), roomForLaterNumbers(logical));
            m_header->resizeSection(logical, first);
        }
    }
}

int GridTable::sizeHintForColumn(int column) const {
    return m_result == nullptr ? -1 : fittingWidth(column, kMaxFittedWidth);
}

} // namespace dbv::ui
