// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/loop_watchdog.h"

#include <QAbstractEventDispatcher>

namespace dbv::ui {

LoopWatchdog::LoopWatchdog(QObject* parent) : QObject(parent) {
    const QAbstractEventDispatcher* loop = QAbstractEventDispatcher::instance();
    connect(loop, &QAbstractEventDispatcher::awake, this, &LoopWatchdog::turnBegan);
    connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, &LoopWatchdog::turnEnded);
}

void LoopWatchdog::reset() {
    m_longest = {};
    m_late = 0;
}

void LoopWatchdog::turnBegan() {
    // A loop that does not come to wait wakes up again: that, too, is the end of a turn.
    turnEnded();
    m_began = std::chrono::steady_clock::now();
    m_running = true;
}

void LoopWatchdog::turnEnded() {
    if (!m_running) {
        return;
    }
    m_running = false;
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_began);
    m_longest = std::max(m_longest, took);
    if (took > kLimit) {
        ++m_late;
        Q_EMIT turnWasLate(took);
    }
}

} // namespace dbv::ui
