// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QPointer>

#include "ui/backup/backup_tray.h"
#include "viewmodel/backup_list.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/schedule_clock.h"
#include "viewmodel/user_settings.h"

class QMainWindow;

namespace dbv::ui {

class SchedulesView;

/// What a window does about schedules of backups: it runs what is due, shows them in the tab with backups and in the tray, and offers
/// their actions.
///
/// Thread: the UI thread; nothing here waits.
class ScheduleDesk final : public QObject {
    Q_OBJECT

public:
    /// What it is given, which outlives it.
    struct Place {
        bus::CommandBus& bus;
        viewmodel::ConnectionList& connections;
        viewmodel::ActionCatalog& actions;
        viewmodel::UserSettings& settings;
        viewmodel::BackupList& backups;
        viewmodel::BackupJobs& jobs;
        QMainWindow& window;
        /// What the shown tab is connected to, or else what was opened last.
        std::function<ConnectionId()> usual;
    };

    ScheduleDesk(const Place& place, std::unique_ptr<TrayHost> tray);

    /// Begins to run what is due.
    void start();
    /// A view for the tab with backups; the tab owns it.
    [[nodiscard]] SchedulesView* makeView();
    [[nodiscard]] viewmodel::ScheduleList& list() { return m_list; }
    [[nodiscard]] BackupTray& tray() { return *m_tray; }
    void updateActions();
    /// The window is closed. True where it went out of sight instead, so that schedules go on.
    [[nodiscard]] bool staysRunning();
    /// Takes the window out of sight, now or as soon as it is known that a schedule is on; else it stays minimised.
    void startOutOfSight();
    /// The next time the window closes for good.
    void quit() { m_quits = true; }

Q_SIGNALS:
    void shown();
    void said(const QString& message);
    void failed(const QString& message);

private:
    void bindActions();
    void bindChosen(std::string_view id, std::function<void(const protocol::ScheduleEntry&)> act);
    void openNew();
    void openDialog(const protocol::ScheduleEntry& entry);
    void askToRemove(const protocol::ScheduleEntry& entry);
    void chooseExport();
    void chooseImport();
    void showKeeping();
    void updateTray();
    void tell(const QString& schedule, const QString& text);
    [[nodiscard]] const protocol::ScheduleEntry* chosen() const;
    [[nodiscard]] bool anyOn() const;
    void goOutOfSight();

    Place m_place;
    viewmodel::ScheduleList m_list;
    viewmodel::ScheduleClock m_clock;
    std::unique_ptr<BackupTray> m_tray;
    QPointer<SchedulesView> m_view;
    QTimer m_showing;
    bool m_quits = false;
    bool m_hasTold = false;
};

} // namespace dbv::ui
