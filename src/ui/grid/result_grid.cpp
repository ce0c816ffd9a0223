// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/result_grid.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/grid/grid_table.h"
#include "ui/grid/row_scroll_bar.h"

namespace dbv::ui {

ResultGrid::ResultGrid(QWidget* parent)
    : QWidget(parent), m_table(new GridTable(this)), m_rows(new RowScrollBar(this)), m_empty(new QLabel(m_table)) {
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 0, 0);
    layout->addWidget(m_rows, 0, 1);
    setFocusProxy(m_table);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_empty->hide();
    connect(m_rows, &RowScrollBar::topRequested, m_table, &GridTable::scrollToRow);
    connect(m_table, &GridTable::windowChanged, this, &ResultGrid::noteWindow);
    noteWindow();
}

void ResultGrid::setResult(viewmodel::ResultModel* result) {
    m_table->setResult(result);
}

void ResultGrid::noteWindow() {
    m_rows->showWindow(m_table->window());
}

void ResultGrid::wheelEvent(QWheelEvent* event) {
    m_table->turnWheel(event);
}

} // namespace dbv::ui
