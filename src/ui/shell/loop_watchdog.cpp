// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/loop_watchdog.h"

#include <algorithm>

#include <QAbstractEventDispatcher>
#include <QCoreApplication>

namespace dbv::ui {

LoopWatchdog::LoopWatchdog(QObject* parent) : QObject(parent) {
    // Not every dispatcher says when it wakes up, but each hands its first event to the application.
    QCoreApplication::instance()->installEventFilter(this);
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            &LoopWatchdog::turnEnded);
}

void LoopWatchdog::reset() {
    m_longest = {};
    m_late = 0;
}

bool LoopWatchdog::eventFilter(QObject*, QEvent*) {
    if (!m_running) {
        m_began = std::chrono::steady_clock::now();
        m_running = true;
    }
    return false;
}

void LoopWatchdog::turnEnded() {
    if (!m_running) {
        return;
    }
    m_running = false;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_began);
    m_longest = std::max(m_longest, took);
    if (took > kLimit) {
        ++m_late;
        Q_EMIT turnWasLate(took);
    }
}

} // namespace dbv::ui
