// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/painted_signal.h"

#include <QEvent>
#include <QTimer>

namespace dbv::ui {

PaintedSignal::PaintedSignal(QWidget& window) : QObject(&window), m_window(window) {
    window.installEventFilter(this);
}

void PaintedSignal::ask() {
    m_asked = true;
    m_window.update();
}

bool PaintedSignal::eventFilter(QObject* watched, QEvent* event) {
    if (m_asked && event->type() == QEvent::Paint) {
        m_asked = false;
        // By the next turn the painting has reached the screen.
        QTimer::singleShot(0, this, &PaintedSignal::painted);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dbv::ui
