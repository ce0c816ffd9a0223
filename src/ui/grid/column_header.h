// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHeaderView>

#include "ui/grid/grid_inks.h"

namespace dbv::ui {

/// The names of a result's columns, each with its type in a fainter ink; resized, moved and hidden here.
class ColumnHeader final : public QHeaderView {
    Q_OBJECT

public:
    explicit ColumnHeader(QWidget* parent = nullptr);

    /// The room that a column's name and type need. Unit: device-independent pixels.
    [[nodiscard]] int neededWidth(int logical) const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void columnPressed(int logical, Qt::KeyboardModifiers modifiers);
    /// The user wants the menu of a column, -1 beside all of them.
    void menuRequested(int logical, const QPoint& globalPosition);

protected:
    void paintSection(QPainter* painter, const QRect& rect, int logical) const override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QString typeText(int logical) const;

    GridInks m_inks;
};

} // namespace dbv::ui
