// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/grid_table.h"

#include <algorithm>
#include <cmath>

#include <QAbstractButton>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include "ui/grid/column_header.h"
#include "ui/grid/row_gutter.h"
#include "ui/grid/window_model.h"

namespace dbv::ui {
namespace {

constexpr int kFrameMs = 16;

} // namespace

GridTable::GridTable(QWidget* parent)
    : QTableView(parent),
      m_model(new WindowModel(this)),
      m_header(new ColumnHeader(this)),
      m_gutter(new RowGutter(this)) {
    setAccessibleName(tr("Result"));
    setHorizontalHeader(m_header);
    setVerticalHeader(m_gutter);
    setModel(m_model);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setAutoScroll(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    if (m_corner = findChild<QAbstractButton*>(); m_corner != nullptr) {
        m_corner->setAccessibleName(tr("Select all"));
        m_corner->setToolTip(tr("Select all (Ctrl+A)"));
        m_corner->installEventFilter(this);
    }
    m_frame.setSingleShot(true);
    m_frame.setInterval(kFrameMs);
    connect(&m_frame, &QTimer::timeout, this, &GridTable::applyRowCount);
    connectHeaders();
    dressUp();
}

GridTable::~GridTable() = default;

void GridTable::connectHeaders() {
    connect(m_header, &ColumnHeader::columnPressed, this, &GridTable::pressColumn);
    connect(m_gutter, &RowGutter::rowPressed, this, [this](int row, Qt::KeyboardModifiers modifiers) {
        pressRow(m_window.top() + static_cast<std::uint64_t>(row), modifiers);
    });
    connect(m_gutter, &RowGutter::rowDragged, this, [this](int y) { pressRow(rowAtY(y), Qt::ShiftModifier); });
    connect(m_header, &QHeaderView::sectionMoved, this, [this](int, int from, int to) {
        if (m_result != nullptr && m_result->layout().logicalAt(to) != m_header->logicalIndex(to)) {
            m_result->layout().move(from, to);
            m_selection.selectCell({m_selection.current().row, to});
            noteMark();
            fitVisibleColumns();
        }
    });
    connect(m_header, &QHeaderView::sectionResized, this, [this](int logical, int, int width) {
        if (m_result != nullptr && width > 0) {
            m_result->layout().setWidth(logical, width);
            if (!m_fitting) {
                m_fittedRows[static_cast<std::size_t>(logical)] = kChosenWidth;
            }
        }
        viewport()->update();
    });
}

void GridTable::dressUp() {
    m_painter = std::make_unique<PagePainter>(font(), palette());
    m_rowHeight = fontMetrics().height() + 6;
    m_gutter->setMinimumSectionSize(m_rowHeight);
    m_gutter->setDefaultSectionSize(m_rowHeight);
}

void GridTable::setResult(viewmodel::ResultModel* result) {
    if (m_result != nullptr) {
        disconnect(m_result, nullptr, this, nullptr);
    }
    m_result = result;
    m_window = {};
    m_selection.clear();
    m_wheelRest = 0;
    m_dragScroll.stop();
    // By way of no columns at all: the header would keep order, widths and hidden ones of the last result.
    m_model->setResult(nullptr);
    m_fittedRows.assign(result == nullptr ? 0 : static_cast<std::size_t>(result->columnCount()), 0);
    m_model->setResult(result);
    horizontalScrollBar()->setValue(0);
    if (result != nullptr) {
        connect(result, &viewmodel::ResultModel::rowCountChanged, this, [this] {
            // The first rows go to the screen at once, later ones at most once a frame.
            if (m_window.rowCount() == 0) {
                applyRowCount();
            } else if (!m_frame.isActive()) {
                m_frame.start();
            }
        });
        connect(result, &viewmodel::ResultModel::rowsLoaded, viewport(), qOverload<>(&QWidget::update));
        connect(result, &QObject::destroyed, this, [this] { setResult(nullptr); });
        applyLayout();
    }
    applyRowCount();
}

void GridTable::applyRowCount() {
    m_window.setRowCount(m_result == nullptr ? 0 : m_result->rowCount());
    m_gutter->makeRoomFor(m_window.rowCount());
    showWindow();
    fitVisibleColumns();
}

void GridTable::showWindow() {
    m_window.setPageRows(static_cast<std::uint64_t>(std::max(1, viewport()->height() / m_rowHeight)));
    // One more than fits, for the part of a row at the lower edge.
    const int rows = static_cast<int>(m_window.pageRows()) + 1;
    m_model->setWindow(m_window.top(), rows);
    if (m_result != nullptr) {
        m_result->wantRows({m_window.top(), m_window.top() + static_cast<std::uint64_t>(rows)});
    }
    noteMark();
    Q_EMIT windowChanged();
}

void GridTable::noteMark() {
    // Qt's own current index is what assistive technology follows.
    const viewmodel::GridCell current = m_selection.current();
    QModelIndex index;
    if (hasCells() && current.row >= m_window.top() && current.column < m_model->columnCount()) {
        const std::uint64_t row = current.row - m_window.top();
        if (row < static_cast<std::uint64_t>(m_model->rowCount())) {
            index = m_model->index(static_cast<int>(row), m_result->layout().logicalAt(current.column));
        }
    }
    if (selectionModel()->currentIndex() != index) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    }
    viewport()->update();
    Q_EMIT markChanged();
}

bool GridTable::hasCells() const {
    return m_result != nullptr && m_window.rowCount() > 0 && m_result->layout().shownCount() > 0;
}

void GridTable::scrollToRow(std::uint64_t top) {
    m_window.scrollTo(top);
    showWindow();
}

void GridTable::moveTo(viewmodel::GridCell cell, bool extend) {
    if (!hasCells()) {
        return;
    }
    cell.row = std::min(cell.row, m_window.rowCount() - 1);
    if (extend) {
        m_selection.extendTo(cell);
    } else {
        m_selection.selectCell(cell);
    }
    m_window.reveal(cell.row);
    revealColumn(cell.column);
    showWindow();
}

bool GridTable::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_corner || event->type() != QEvent::Paint) {
        return QTableView::eventFilter(watched, event);
    }
    // Flat as the headers that it joins.
    QPainter painter(m_corner);
    painter.fillRect(m_corner->rect(), m_painter->inks().header);
    painter.fillRect(0, m_corner->height() - 1, m_corner->width(), 1, m_painter->inks().line);
    painter.fillRect(m_corner->width() - 1, 0, 1, m_corner->height(), m_painter->inks().line);
    return true;
}

void GridTable::selectAll() {
    if (hasCells()) {
        m_selection.selectAll(m_result->columnCount());
        noteMark();
    }
}

GridPage GridTable::page() const {
    GridPage page;
    page.firstRow = m_model->firstRow();
    page.rows = m_model->rowCount();
    page.rowHeight = m_rowHeight;
    page.focused = hasFocus();
    const int first = m_header->visualIndexAt(0);
    for (int visual = std::max(first, 0); first >= 0 && visual < m_header->count(); ++visual) {
        const int logical = m_header->logicalIndex(visual);
        const int x = m_header->sectionViewportPosition(logical);
        if (x >= viewport()->width()) {
            break;
        }
        if (!m_header->isSectionHidden(logical)) {
            page.columns.push_back({logical, visual, x, m_header->sectionSize(logical)});
        }
    }
    return page;
}

void GridTable::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (m_result == nullptr) {
        painter.fillRect(event->rect(), m_painter->inks().ground);
        return;
    }
    m_painter->paint(painter, event->rect(), page(), *m_result, m_selection);
}

void GridTable::scrollTo(const QModelIndex& /*index*/, ScrollHint /*hint*/) {
    // Qt knows only the rows on the screen.
}

void GridTable::scrollContentsBy(int dx, int /*dy*/) {
    QTableView::scrollContentsBy(dx, 0);
    if (dx != 0) {
        fitVisibleColumns();
    }
}

void GridTable::updateGeometries() {
    QTableView::updateGeometries();
    verticalScrollBar()->setRange(0, 0);
}

void GridTable::resizeEvent(QResizeEvent* event) {
    // The focus stays on the screen when something opens beside or below the cells.
    const viewmodel::GridCell current = m_selection.current();
    const bool seen = hasCells() && current.row >= m_window.top() &&
                      current.row - m_window.top() < m_window.pageRows() &&
                      isOnScreen(current.column, event->oldSize());
    QTableView::resizeEvent(event);
    showWindow();
    fitVisibleColumns();
    if (seen) {
        m_window.reveal(current.row);
        revealColumn(current.column);
        showWindow();
    }
}

void GridTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange ||
        event->type() == QEvent::StyleChange) {
        dressUp();
        showWindow();
    }
}

} // namespace dbv::ui
