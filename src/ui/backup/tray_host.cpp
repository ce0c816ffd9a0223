// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/tray_host.h"

#include <QIcon>
#include <QMenu>
#include <QSystemTrayIcon>

namespace dbv::ui {

DesktopTray::DesktopTray() = default;
DesktopTray::~DesktopTray() = default;

bool DesktopTray::isAvailable() const {
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void DesktopTray::make() {
    m_icon = std::make_unique<QSystemTrayIcon>();
    const auto activate = [this] {
        if (activated) {
            activated();
        }
    };
    QObject::connect(m_icon.get(), &QSystemTrayIcon::activated, m_icon.get(),
                     [activate](QSystemTrayIcon::ActivationReason reason) {
                         if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick) {
                             activate();
                         }
                     });
    QObject::connect(m_icon.get(), &QSystemTrayIcon::messageClicked, m_icon.get(), activate);
}

void DesktopTray::show(const QIcon& icon, QMenu& menu) {
    // Not before it is wanted: the desktop is asked for it.
    if (m_icon == nullptr) {
        make();
    }
    m_icon->setIcon(icon);
    m_icon->setContextMenu(&menu);
    m_icon->show();
}

void DesktopTray::hide() {
    if (m_icon != nullptr) {
        m_icon->hide();
    }
}

void DesktopTray::setTip(const QString& tip) {
    if (m_icon != nullptr) {
        m_icon->setToolTip(tip);
    }
}

void DesktopTray::notify(const QString& title, const QString& text) {
    if (m_icon != nullptr && m_icon->isVisible() && QSystemTrayIcon::supportsMessages()) {
        m_icon->showMessage(title, text, m_icon->icon());
    }
}

} // namespace dbv::ui
