// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QHeaderView>

#include "ui/grid/grid_inks.h"

namespace dbv::ui {

/// The row numbers beside a grid, as wide as the result's last number so that nothing moves while one scrolls.
class RowGutter final : public QHeaderView {
    Q_OBJECT

public:
    explicit RowGutter(QWidget* parent = nullptr);

    /// Makes room for the numbers up to this one.
    void makeRoomFor(std::uint64_t rowCount);

Q_SIGNALS:
    /// A row of the window was pressed, or reached with the button held down.
    void rowPressed(int windowRow, Qt::KeyboardModifiers modifiers);
    void rowDragged(int y);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int logical) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    GridInks m_inks;
    std::uint64_t m_lastNumber = 1;
};

} // namespace dbv::ui
