// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QWidget>

namespace dbv::ui {

/// Tells once when a window has been painted as it is now, all that was waiting to be painted included.
///
/// Thread: the UI thread.
class PaintedSignal final : public QObject {
    Q_OBJECT

public:
    explicit PaintedSignal(QWidget& window);

    /// Paints the window as it is now.
    void ask();

Q_SIGNALS:
    void painted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget& m_window;
    bool m_asked = false;
};

} // namespace dbv::ui
