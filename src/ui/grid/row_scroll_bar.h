// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QScrollBar>

#include "ui/grid/row_window.h"

namespace dbv::ui {

/// A vertical scroll bar that counts rows of a result, also more of them than an int can.
///
/// Steps and pages are exact whatever the size; dragging is exact up to 2^31 rows and proportional beyond.
class RowScrollBar final : public QScrollBar {
    Q_OBJECT

public:
    explicit RowScrollBar(QWidget* parent = nullptr);

    /// Shows a window; emits nothing.
    void showWindow(const RowWindow& window);

Q_SIGNALS:
    /// The user wants this row at the top.
    void topRequested(quint64 row);

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    void stepBy(int action);
    void followValue(int value);
    [[nodiscard]] int positionOf(std::uint64_t top) const;
    [[nodiscard]] std::uint64_t topAt(int position) const;

    RowWindow m_window;
    bool m_showing = false;
};

} // namespace dbv::ui
