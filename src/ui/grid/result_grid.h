// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <QPointer>
#include <QWidget>

#include "viewmodel/result_model.h"
#include "viewmodel/selection_copy.h"

class QLabel;
class QSplitter;

namespace dbv::ui {

class CellInspector;
class GoToRowBar;
class GridTable;
class RowScrollBar;

/// One result in the window: the cells, the scroll bar that counts rows, the line to go to a row, and the inspector.
class ResultGrid final : public QWidget {
    Q_OBJECT

public:
    explicit ResultGrid(QWidget* parent = nullptr);
    ~ResultGrid() override;

    /// Null shows nothing. The result may go away before the grid.
    void setResult(viewmodel::ResultModel* result);
    [[nodiscard]] GridTable& table() const { return *m_table; }

    /// Puts what is selected on the clipboard; `messageRaised` says when it is there, or why not.
    void copySelection();
    void copyWithNames();
    void selectAll();
    /// Opens the line to type a row number into.
    void goToRow();
    /// Takes the focus to a row, counted from 0.
    void showRow(std::uint64_t row);
    /// Opens the inspector on the cell that has the focus, or closes it.
    void inspect();

Q_SIGNALS:
    /// The user wants the menu of the marked cells.
    void cellMenuRequested(const QPoint& globalPosition);
    /// For the status line.
    void messageRaised(const QString& message);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void connectParts();
    void copy(bool withNames);
    void noteWindow();
    void noteMark();
    void inspectCurrent();
    void closeInspector();

    QPointer<viewmodel::ResultModel> m_result;
    QSplitter* m_splitter;
    GridTable* m_table;
    RowScrollBar* m_rows;
    GoToRowBar* m_goTo;
    CellInspector* m_inspector;
    QLabel* m_empty;
    std::unique_ptr<viewmodel::SelectionCopy> m_copy;
    viewmodel::GridCell m_inspected;
};

} // namespace dbv::ui
