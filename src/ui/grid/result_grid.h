// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QWidget>

#include "viewmodel/result_model.h"

class QLabel;

namespace dbv::ui {

class GridTable;
class RowScrollBar;

/// One result in the window: the cells, the scroll bar that counts rows, the line to go to a row, and the inspector.
class ResultGrid final : public QWidget {
    Q_OBJECT

public:
    explicit ResultGrid(QWidget* parent = nullptr);

    /// Null shows nothing. The result may go away before the grid.
    void setResult(viewmodel::ResultModel* result);
    [[nodiscard]] GridTable& table() const { return *m_table; }

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    void noteWindow();

    GridTable* m_table;
    RowScrollBar* m_rows;
    QLabel* m_empty;
};

} // namespace dbv::ui
