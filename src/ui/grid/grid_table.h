// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include <QBasicTimer>
#include <QPointer>
#include <QTableView>
#include <QTimer>

#include "ui/grid/page_painter.h"
#include "ui/grid/row_window.h"
#include "viewmodel/grid_selection.h"
#include "viewmodel/result_model.h"

class QAbstractButton;

namespace dbv::ui {

class ColumnHeader;
class RowGutter;
class WindowModel;

/// The cells of a result. Qt's table holds only the rows on the screen; which rows those are, the selection and the
/// painting are our own, so that nothing depends on how many rows there are.
class GridTable final : public QTableView {
    Q_OBJECT

public:
    explicit GridTable(QWidget* parent = nullptr);
    ~GridTable() override;

    /// Null shows nothing.
    void setResult(viewmodel::ResultModel* result);
    [[nodiscard]] viewmodel::ResultModel* result() const { return m_result; }
    [[nodiscard]] const RowWindow& window() const { return m_window; }
    [[nodiscard]] const viewmodel::GridSelection& selection() const { return m_selection; }
    [[nodiscard]] ColumnHeader& columnHeader() const { return *m_header; }

    void scrollToRow(std::uint64_t top);
    /// Scrolls by what a wheel event says: as many rows a notch as the system wants.
    void turnWheel(QWheelEvent* event);
    /// Moves the focus and shows it; extending keeps the anchor.
    void moveTo(viewmodel::GridCell cell, bool extend);
    void selectAll() override;
    void setColumnShown(int logical, bool shown);
    /// As wide as the name and the texts near the screen need.
    void fitColumn(int logical);

    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;

Q_SIGNALS:
    void windowChanged();
    void markChanged();
    void inspectRequested();
    /// The user wants the menu of what is marked.
    void menuRequested(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    [[nodiscard]] int sizeHintForColumn(int column) const override;

private:
    void connectHeaders();
    void dressUp();
    void applyLayout();
    void applyRowCount();
    void showWindow();
    void noteMark();
    void revealColumn(int visual);
    [[nodiscard]] bool isOnScreen(int visual, QSize viewportSize) const;
    void fitVisibleColumns();
    /// How many rows are looked at for the width of a column.
    [[nodiscard]] std::size_t sampleRows() const;
    [[nodiscard]] int fittingWidth(int logical, int limit) const;
    [[nodiscard]] int roomForLaterNumbers(int logical) const;
    [[nodiscard]] bool hasCells() const;
    [[nodiscard]] viewmodel::GridCell cellAt(QPoint position) const;
    [[nodiscard]] std::uint64_t rowAtY(int y) const;
    [[nodiscard]] GridPage page() const;
    void pressColumn(int logical, Qt::KeyboardModifiers modifiers);
    void pressRow(std::uint64_t row, Qt::KeyboardModifiers modifiers);
    void dragTo(QPoint position);

    QPointer<viewmodel::ResultModel> m_result;
    WindowModel* m_model;
    ColumnHeader* m_header;
    RowGutter* m_gutter;
    QAbstractButton* m_corner = nullptr;
    std::unique_ptr<PagePainter> m_painter;
    RowWindow m_window;
    viewmodel::GridSelection m_selection;
    QTimer m_frame;
    QBasicTimer m_dragScroll;
    QPoint m_dragPosition;
    /// How many rows had a say in a column's width: none until it comes into sight, `kChosenWidth` once somebody has
    /// dragged it.
    std::vector<std::size_t> m_fittedRows;
    static constexpr std::size_t kChosenWidth = std::numeric_limits<std::size_t>::max();
    bool m_fitting = false;
    int m_rowHeight = 1;
    int m_wheelRest = 0;
};

} // namespace dbv::ui
