// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_tray.h"

#include <utility>

#include <QIcon>
#include <QMenu>
#include <QWidget>

#include "ui/shell/said_text.h"
#include "ui/theme/tinted_icon.h"

namespace dbv::ui {

namespace {

QIcon trayIcon() {
    QIcon icon;
    for (const char* file : {":/icons/app-16.png", ":/icons/app-32.png", ":/icons/app-64.png"}) {
        icon.addPixmap(ownPixmap(QLatin1String(file)));
    }
    return icon;
}

} // namespace

BackupTray::BackupTray(std::unique_ptr<TrayHost> host, viewmodel::ActionCatalog& actions, QWidget& window)
    : m_host(std::move(host)), m_actions(actions), m_window(window), m_menu(std::make_unique<QMenu>()) {
    m_host->activated = [this] { openWindow(); };
    fillMenu({});
}

BackupTray::~BackupTray() {
    m_host->hide();
}

void BackupTray::openWindow() {
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

void BackupTray::fillMenu(const viewmodel::BackupSummary& summary) {
    QStringList lines{summary.proof, summary.trouble, summary.next};
    lines += summary.running;
    lines.removeAll(QString());
    if (!m_menu->isEmpty() && (lines == m_lines || m_menu->isVisible())) {
        // A menu that somebody is looking at stays as it is.
        return;
    }
    m_lines = lines;
    m_menu->clear();
    for (const QString& line : lines) {
        QString text = shortText(line);
        QAction* told = m_menu->addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")));
        told->setEnabled(false);
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Open the window")), &QAction::triggered, this, &BackupTray::openWindow);
    const auto addAction = [this](const QString& text, const char* id) {
        connect(m_menu->addAction(text), &QAction::triggered, this, [this, id] {
            openWindow();
            m_actions.trigger(id);
        });
    };
    addAction(tr("&Back up now…"), "backup.make");
    addAction(tr("&Show backups"), "backup.show");
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Quit")), &QAction::triggered, this, [this] { m_actions.trigger("file.quit"); });
}

void BackupTray::show(const viewmodel::BackupSummary& summary, bool wanted) {
    const bool shows = wanted && m_host->isAvailable();
    if (shows != m_shown) {
        m_shown = shows;
        shows ? m_host->show(trayIcon(), *m_menu) : m_host->hide();
    }
    if (shows) {
        fillMenu(summary);
        m_host->setTip(tr("DB Visualizer") + QLatin1Char('\n') + summary.text());
    }
}

void BackupTray::notify(const QString& title, const QString& text) {
    m_host->notify(title, text);
}

} // namespace dbv::ui
