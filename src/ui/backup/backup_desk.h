// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QObject>
#include <QPointer>

#include "ui/backup/backups_page.h"
#include "ui/theme/theme.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/backup_jobs.h"
#include "viewmodel/backup_list.h"
#include "viewmodel/backup_progress.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/user_settings.h"

class QMainWindow;
class QMenu;
class QTabWidget;

namespace dbv::ui {

class ActionBinder;
class ScheduleDesk;

/// What a window does about backups: its tab with them, its dialogs, and the actions of the catalogue.
///
/// Thread: the UI thread; nothing here waits.
class BackupDesk final : public QObject {
    Q_OBJECT

public:
    /// What it is given of the window, which outlives it.
    struct Place {
        QTabWidget& tabs;
        QMainWindow& window;
        const ActionBinder& binder;
        viewmodel::UserSettings& settings;
        /// What the shown tab is connected to, or else what was opened last.
        std::function<ConnectionId()> usual;
    };

    BackupDesk(bus::CommandBus& bus, viewmodel::ConnectionList& connections, viewmodel::ActionCatalog& actions,
               Place place);

    /// Shows the tab, or opens it.
    BackupsPage& show();
    /// Whether the tab is there, shown or not.
    [[nodiscard]] bool isOpen() const { return m_page != nullptr; }
    [[nodiscard]] viewmodel::BackupJobs& jobs() { return m_jobs; }
    [[nodiscard]] ScheduleDesk& schedules() { return *m_schedules; }
    [[nodiscard]] viewmodel::BackupList& list() { return m_list; }
    void setTheme(const Theme& theme);
    /// Says which actions can be used now.
    void updateActions();
    /// The window is about to close. True where that would end work, so that somebody is asked first; it closes when they mean it.
    [[nodiscard]] bool holdsWindow();

Q_SIGNALS:
    /// The tab has come.
    void added();
    void said(const QString& message);
    /// Work that nobody was looking at has failed.
    void failed(const QString& message);
    void schemaMayHaveChanged();

private:
    using Placed = std::function<void(ConnectionId)>;

    void bindActions();
    void bindChosen(std::string_view id, void (BackupDesk::*act)(const protocol::BackupEntry&));
    void openDialog();
    void openLog(viewmodel::BackupJob& job);
    void askPassphrase(viewmodel::BackupJob& job);
    void openContents();
    void verify(const protocol::BackupEntry& entry);
    void drill(const protocol::BackupEntry& entry);
    void compare(const protocol::BackupEntry& entry);
    void restore(const protocol::BackupEntry& entry);
    void unpack(const protocol::BackupEntry& entry);
    void showFolder(const protocol::BackupEntry& entry);
    void askToRemove(const protocol::BackupEntry& entry);
    void scan();
    /// With the database that is meant: the only one there is, or that which somebody chooses.
    /// A menu of databases, which removes itself.
    [[nodiscard]] QMenu& newPlaceMenu(const QString& question,
                                      const std::vector<const viewmodel::OpenDatabase*>& places, const Placed& placed);
    void withPlace(const protocol::BackupEntry& entry, const QString& question, const Placed& placed);
    void follow(const viewmodel::BackupJob& job);
    [[nodiscard]] const protocol::BackupEntry* chosen() const;
    [[nodiscard]] bool isLooking() const;

    bus::CommandBus& m_bus;
    viewmodel::ConnectionList& m_connections;
    viewmodel::ActionCatalog& m_actions;
    Place m_place;
    viewmodel::WayDesk m_ways;
    viewmodel::BackupList m_list;
    viewmodel::BackupJobs m_jobs;
    ScheduleDesk* m_schedules;
    viewmodel::BackupProgress m_progress;
    Theme m_theme;
    QPointer<BackupsPage> m_page;
    /// Somebody has said that what runs may end.
    bool m_letsGo = false;
};

} // namespace dbv::ui
