// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/result_grid.h"

#include <QApplication>
#include <QClipboard>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/grid/cell_inspector.h"
#include "ui/grid/column_header.h"
#include "ui/grid/column_menu.h"
#include "ui/grid/go_to_row_bar.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/row_scroll_bar.h"

namespace dbv::ui {

ResultGrid::ResultGrid(QWidget* parent)
    : QWidget(parent),
      m_splitter(new QSplitter(Qt::Horizontal, this)),
      m_table(new GridTable(this)),
      m_rows(new RowScrollBar(this)),
      m_goTo(new GoToRowBar(this)),
      m_inspector(new CellInspector(this)),
      m_empty(new QLabel(m_table)) {
    auto* cells = new QWidget(m_splitter);
    auto* cellsLayout = new QGridLayout(cells);
    cellsLayout->setContentsMargins(0, 0, 0, 0);
    cellsLayout->setSpacing(0);
    cellsLayout->addWidget(m_table, 0, 0);
    cellsLayout->addWidget(m_rows, 0, 1);
    m_splitter->addWidget(cells);
    m_splitter->addWidget(m_inspector);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_inspector->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_goTo);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusProxy(m_table);
    connectParts();
    noteWindow();
}

ResultGrid::~ResultGrid() = default;

void ResultGrid::connectParts() {
    connect(m_rows, &RowScrollBar::topRequested, m_table, &GridTable::scrollToRow);
    connect(m_table, &GridTable::windowChanged, this, &ResultGrid::noteWindow);
    connect(m_table, &GridTable::markChanged, this, &ResultGrid::noteMark);
    connect(m_table, &GridTable::inspectRequested, this, &ResultGrid::inspect);
    connect(m_table, &GridTable::menuRequested, this, &ResultGrid::cellMenuRequested);
    connect(m_goTo, &GoToRowBar::rowChosen, this, &ResultGrid::showRow);
    connect(m_goTo, &GoToRowBar::closed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_inspector, &CellInspector::closed, this, &ResultGrid::closeInspector);
    connect(&m_table->columnHeader(), &ColumnHeader::menuRequested, this, [this](int logical, const QPoint& place) {
        if (m_result != nullptr) {
            makeColumnMenu(*m_table, logical)->popup(place);
        }
    });
}

void ResultGrid::setResult(viewmodel::ResultModel* result) {
    if (m_result != nullptr) {
        disconnect(m_result, nullptr, this, nullptr);
    }
    m_copy.reset();
    closeInspector();
    m_result = result;
    if (result != nullptr) {
        connect(result, &viewmodel::ResultModel::readFailed, this, [this](const Error& error) {
            const QString message = QString::fromStdString(error.message) + QLatin1Char(' ');
            Q_EMIT messageRaised((message + QString::fromStdString(error.hint)).trimmed());
        });
    }
    m_table->setResult(result);
}

void ResultGrid::noteWindow() {
    m_rows->showWindow(m_table->window());
    m_goTo->setRowCount(m_table->window().rowCount());
    const bool columnless = m_result != nullptr && m_result->columnCount() == 0;
    const bool rowless = m_result != nullptr && m_table->window().rowCount() == 0;
    m_empty->setVisible(columnless || rowless);
    m_empty->setText(columnless ? tr("This statement has no columns to show.") : tr("No rows."));
    m_empty->setGeometry(m_table->viewport()->geometry());
}

void ResultGrid::noteMark() {
    if (!m_inspector->isHidden() && m_table->selection().current() != m_inspected) {
        inspectCurrent();
    }
}

void ResultGrid::copySelection() {
    copy(false);
}

void ResultGrid::copyWithNames() {
    copy(true);
}

void ResultGrid::copy(bool withNames) {
    if (m_result == nullptr) {
        return;
    }
    m_copy = std::make_unique<viewmodel::SelectionCopy>(m_result->source(), m_result->layout(), m_table->selection());
    connect(m_copy.get(), &viewmodel::SelectionCopy::finished, this, [this](const QString& text, const QString& done) {
        QApplication::clipboard()->setText(text);
        Q_EMIT messageRaised(done);
    });
    connect(m_copy.get(), &viewmodel::SelectionCopy::failed, this, &ResultGrid::messageRaised);
    if (withNames) {
        m_copy->addColumnNames();
    }
    m_copy->start();
}

void ResultGrid::selectAll() {
    m_table->selectAll();
}

void ResultGrid::goToRow() {
    m_goTo->open();
}

void ResultGrid::showRow(std::uint64_t row) {
    m_table->moveTo({row, m_table->selection().current().column}, false);
}

void ResultGrid::inspect() {
    if (m_inspector->isHidden()) {
        inspectCurrent();
    } else {
        closeInspector();
    }
}

void ResultGrid::inspectCurrent() {
    const viewmodel::GridCell current = m_table->selection().current();
    if (m_result == nullptr || current.row >= m_result->rowCount() || current.column >= m_result->columnCount()) {
        return;
    }
    m_inspected = current;
    m_inspector->inspect(m_result->source(), current.row, m_result->layout().logicalAt(current.column));
    m_inspector->show();
}

void ResultGrid::closeInspector() {
    const bool hadFocus = m_inspector->isAncestorOf(QApplication::focusWidget());
    m_inspector->hide();
    m_inspector->clear();
    if (hadFocus) {
        m_table->setFocus();
    }
}

void ResultGrid::keyPressEvent(QKeyEvent* event) {
    // What the window's own actions leave over.
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->key() == Qt::Key_G && event->modifiers() == Qt::ControlModifier) {
        goToRow();
    } else if (event->key() == Qt::Key_Escape && !m_inspector->isHidden()) {
        closeInspector();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void ResultGrid::wheelEvent(QWheelEvent* event) {
    m_table->turnWheel(event);
}

} // namespace dbv::ui
