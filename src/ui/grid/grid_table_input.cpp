// SPDX-License-Identifier: Apache-2.0
// What the user does to the cells with keys, mouse and wheel.
#include <algorithm>

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>
#include <QWheelEvent>

#include "ui/grid/column_header.h"
#include "ui/grid/grid_navigation.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/window_model.h"

namespace dbv::ui {
namespace {

constexpr int kNotch = 120;
constexpr int kDragScrollMs = 30;

} // namespace

void GridTable::keyPressEvent(QKeyEvent* event) {
    if (!hasCells()) {
        event->ignore();
        return;
    }
    const bool ctrl = event->modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const GridExtent extent{m_window.rowCount(), m_window.pageRows(), m_result->layout()};
    if (const auto target = cellAfterKey(event->key(), ctrl, m_selection.current(), extent)) {
        const bool paging = event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown;
        if (paging) {
            const auto rows = static_cast<std::int64_t>(m_window.pageRows());
            m_window.scrollBy(event->key() == Qt::Key_PageDown ? rows : -rows);
        }
        moveTo(*target, shift);
        return;
    }
    if (event->key() == Qt::Key_Space && !ctrl) {
        Q_EMIT inspectRequested();
        return;
    }
    event->ignore();
}

std::uint64_t GridTable::rowAtY(int y) const {
    const std::int64_t offset = y >= 0 ? y / m_rowHeight : -1 - (-y / m_rowHeight);
    const std::uint64_t last = m_window.rowCount() - 1;
    if (offset < 0) {
        return m_window.top() - std::min(m_window.top(), static_cast<std::uint64_t>(-offset));
    }
    return std::min(last, m_window.top() + static_cast<std::uint64_t>(offset));
}

viewmodel::GridCell GridTable::cellAt(QPoint position) const {
    const viewmodel::ColumnLayout& layout = m_result->layout();
    const int end = m_header->length() - m_header->offset();
    int visual = m_header->visualIndexAt(std::clamp(position.x(), 0, std::max(0, viewport()->width() - 1)));
    if (visual < 0 || position.x() >= end) {
        visual = layout.shownFrom(layout.count() - 1, -1).value_or(0);
    }
    return {rowAtY(position.y()), visual};
}

void GridTable::mousePressEvent(QMouseEvent* event) {
    const bool inside = hasCells() && event->pos().y() < m_model->rowCount() * m_rowHeight &&
                        event->pos().x() < m_header->length() - m_header->offset();
    if (!inside) {
        return;
    }
    const viewmodel::GridCell cell = cellAt(event->pos());
    if (event->button() == Qt::RightButton) {
        // A menu is about what is marked, unless it was asked for beside it.
        if (!m_selection.contains(cell)) {
            moveTo(cell, false);
        }
    } else if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ControlModifier)) {
        m_selection.toggleCell(cell);
        noteMark();
    } else if (event->button() == Qt::LeftButton) {
        m_dragPosition = event->pos();
        moveTo(cell, event->modifiers().testFlag(Qt::ShiftModifier));
    }
}

void GridTable::contextMenuEvent(QContextMenuEvent* event) {
    event->accept();
    if (!hasCells()) {
        return;
    }
    if (event->reason() != QContextMenuEvent::Keyboard) {
        Q_EMIT menuRequested(event->globalPos());
        return;
    }
    const viewmodel::GridCell cell = m_selection.current();
    moveTo(cell, true);
    const int x = m_header->sectionViewportPosition(m_result->layout().logicalAt(cell.column));
    const auto row = static_cast<int>(cell.row - m_window.top());
    Q_EMIT menuRequested(viewport()->mapToGlobal(QPoint(x, (row + 1) * m_rowHeight)));
}

void GridTable::mouseMoveEvent(QMouseEvent* event) {
    if (hasCells() && event->buttons().testFlag(Qt::LeftButton) && !event->modifiers().testFlag(Qt::ControlModifier)) {
        dragTo(event->pos());
    }
}

void GridTable::dragTo(QPoint position) {
    m_dragPosition = position;
    const bool outside = position.y() < 0 || position.y() >= viewport()->height();
    if (outside && !m_dragScroll.isActive()) {
        m_dragScroll.start(kDragScrollMs, this);
    } else if (!outside) {
        m_dragScroll.stop();
        m_selection.extendTo(cellAt(position));
        noteMark();
    }
}

void GridTable::timerEvent(QTimerEvent* event) {
    if (event->timerId() != m_dragScroll.timerId()) {
        QTableView::timerEvent(event);
        return;
    }
    if (!QApplication::mouseButtons().testFlag(Qt::LeftButton) || !hasCells()) {
        m_dragScroll.stop();
        return;
    }
    // The further outside, the faster.
    const int beyond = m_dragPosition.y() < 0 ? m_dragPosition.y() : m_dragPosition.y() - viewport()->height() + 1;
    m_window.scrollBy(beyond / m_rowHeight + (beyond < 0 ? -1 : 1));
    m_selection.extendTo(cellAt({m_dragPosition.x(), beyond < 0 ? 0 : viewport()->height() - m_rowHeight}));
    showWindow();
}

void GridTable::mouseReleaseEvent(QMouseEvent* event) {
    m_dragScroll.stop();
    event->accept();
}

void GridTable::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && hasCells()) {
        mousePressEvent(event);
        Q_EMIT inspectRequested();
    }
}

void GridTable::wheelEvent(QWheelEvent* event) {
    turnWheel(event);
}

void GridTable::turnWheel(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    const int lines = QApplication::wheelScrollLines();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y());
    event->accept();
    if (sideways) {
        const int turn = angle.x() != 0 ? angle.x() : angle.y();
        QScrollBar* bar = horizontalScrollBar();
        bar->setValue(bar->value() - turn * lines * bar->singleStep() / kNotch);
        return;
    }
    // Fine wheels send parts of a notch; what does not make a row yet is kept.
    const bool pixels = !event->pixelDelta().isNull() && event->phase() != Qt::NoScrollPhase;
    m_wheelRest += pixels ? event->pixelDelta().y() * kNotch / m_rowHeight : angle.y() * lines;
    const int rows = m_wheelRest / kNotch;
    m_wheelRest -= rows * kNotch;
    if (rows != 0) {
        m_window.scrollBy(-rows);
        showWindow();
    }
}

void GridTable::pressColumn(int logical, Qt::KeyboardModifiers modifiers) {
    if (!hasCells()) {
        return;
    }
    setFocus(Qt::MouseFocusReason);
    const int visual = m_result->layout().visualOf(logical);
    const bool extend = modifiers.testFlag(Qt::ShiftModifier);
    const int other = extend ? m_selection.anchor().column : visual;
    const viewmodel::GridBlock block{.rows = {0, viewmodel::GridSelection::kAllRows},
                                     .columnBegin = std::min(visual, other),
                                     .columnEnd = std::max(visual, other) + 1};
    m_selection.selectBlock(block, {m_window.top(), other}, {m_window.top(), visual},
                            modifiers.testFlag(Qt::ControlModifier));
    noteMark();
}

void GridTable::pressRow(std::uint64_t row, Qt::KeyboardModifiers modifiers) {
    if (!hasCells()) {
        return;
    }
    setFocus(Qt::MouseFocusReason);
    const bool extend = modifiers.testFlag(Qt::ShiftModifier);
    const std::uint64_t other = extend ? m_selection.anchor().row : row;
    const int column = m_result->layout().shownFrom(0, 1).value_or(0);
    const viewmodel::GridBlock block{.rows = {std::min(row, other), std::max(row, other) + 1},
                                     .columnBegin = 0,
                                     .columnEnd = m_result->columnCount()};
    m_selection.selectBlock(block, {other, column}, {row, column}, modifiers.testFlag(Qt::ControlModifier));
    m_window.reveal(row);
    showWindow();
}

void GridTable::focusInEvent(QFocusEvent* event) {
    QTableView::focusInEvent(event);
    viewport()->update();
}

void GridTable::focusOutEvent(QFocusEvent* event) {
    QTableView::focusOutEvent(event);
    viewport()->update();
}

} // namespace dbv::ui
