// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/close_when_saved.h"

#include <chrono>
#include <utility>

#include <QEvent>

namespace dbv::ui {

namespace {

constexpr std::chrono::seconds kLongestWaitForSaving{5};

} // namespace

CloseWhenSaved::CloseWhenSaved(viewmodel::UserSettings& settings, QWidget& window, std::function<bool()> hasToGo)
    : QObject(&window), m_settings(settings), m_window(window), m_hasToGo(std::move(hasToGo)) {
    m_limit.setSingleShot(true);
    m_limit.setInterval(kLongestWaitForSaving);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        m_waitedEnough = true;
        goOn();
        m_waitedEnough = false;
    });
    connect(&m_settings, &viewmodel::UserSettings::saved, this, &CloseWhenSaved::goOn);
    connect(&m_settings, &viewmodel::UserSettings::notSaved, this, [this] {
        if (!m_hasToGo()) {
            m_limit.stop();
            m_waits = false;
        }
    });
    m_window.installEventFilter(this);
}

void CloseWhenSaved::goOn() {
    m_limit.stop();
    if (std::exchange(m_waits, false)) {
        m_window.close();
    }
}

bool CloseWhenSaved::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Close && m_settings.isSaving() && !m_waitedEnough) {
        m_waits = true;
        m_limit.start();
        event->ignore();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dbv::ui
