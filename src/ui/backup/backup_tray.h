// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <QObject>
#include <QPointer>
#include <QTimer>

#include "ui/backup/tray_host.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/backup_summary.h"

class QMenu;
class QWidget;

namespace dbv::ui {

/// The icon in the desktop's tray: how old what is not proved is, what runs, and when the next run is; with a menu to open the window,
/// to back up now, and to quit. Shown while a schedule is on or work runs.
///
/// Thread: the UI thread.
class BackupTray final : public QObject {
    Q_OBJECT

public:
    /// The window and the catalogue outlive the tray.
    BackupTray(std::unique_ptr<TrayHost> host, viewmodel::ActionCatalog& actions, QWidget& window);
    ~BackupTray() override;

    [[nodiscard]] bool isAvailable() const { return m_host->isAvailable(); }
    void show(const viewmodel::BackupSummary& summary, bool wanted);
    void notify(const QString& title, const QString& text);
    /// Brings the window back.
    void openWindow();
    [[nodiscard]] QMenu& menu() const { return *m_menu; }

private:
    void fillMenu(const viewmodel::BackupSummary& summary);

    std::unique_ptr<TrayHost> m_host;
    viewmodel::ActionCatalog& m_actions;
    QWidget& m_window;
    std::unique_ptr<QMenu> m_menu;
    QStringList m_lines;
    bool m_shown = false;
};

} // namespace dbv::ui
