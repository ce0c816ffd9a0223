// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace dbv::ui {

/// A line of text that is shortened where it has no room; its tool tip has all of it.
class ElidedLabel final : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget* parent = nullptr);
    void say(const QString& text);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Qt::TextElideMode m_mode;
};

} // namespace dbv::ui
