// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QTimer>
#include <QWidget>

#include "ui/theme/theme.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/backup_contents.h"
#include "viewmodel/backup_list.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QTabWidget;

namespace dbv::ui {

class BackupStateDelegate;
class BackupView;
class JobStrip;
class SaidText;

/// The backups of all databases: which there are and what is known of each, what is being done with them, and one of them in full.
///
/// Thread: the UI thread; nothing here waits.
class BackupsPage final : public QWidget {
    Q_OBJECT

public:
    /// All must outlive the page.
    BackupsPage(bus::CommandBus& bus, viewmodel::BackupList& list, viewmodel::BackupJobs& jobs,
                viewmodel::ActionCatalog& actions, QWidget* parent = nullptr);

    /// The chosen backup; empty for none.
    [[nodiscard]] const std::string& chosen() const { return m_chosen; }
    void choose(const std::string& id);
    void setTheme(const Theme& theme);
    /// Says something about the list; empty takes it back.
    void say(const QString& message);
    [[nodiscard]] viewmodel::BackupContents& contents() { return m_contents; }
    /// Shows the backups and puts the keyboard where one is chosen, or into the filter where there are none.
    void focusList();
    /// Shows the schedules, whose view it takes over the first time.
    void addSchedules(QWidget* view);
    void showSchedules(bool shown);

Q_SIGNALS:
    void chosenChanged();
    void logRequested(dbv::viewmodel::BackupJob& job);
    void passphraseRequested();
    /// Somebody wants a menu of what can be done with the chosen backup, at this place of the screen.
    void menuRequested(const QPoint& place);

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* buildFilter(viewmodel::ActionCatalog& actions);
    void buildTable();
    void connectParts();
    void filter();
    void fillConnections();
    void showList();
    void followChosen();
    void showReport();
    /// A row that tells how far the work is has the room of the columns behind it.
    void spreadProgress();

    viewmodel::BackupList& m_list;
    viewmodel::BackupJobs& m_jobs;
    viewmodel::BackupContents m_contents;
    std::string m_chosen;
    bool m_arranging = false;
    QTimer m_ageing;
    QTabWidget* m_pages = nullptr;
    QLineEdit* m_typed = nullptr;
    QComboBox* m_of = nullptr;
    QComboBox* m_state = nullptr;
    JobStrip* m_strip = nullptr;
    SaidText* m_said = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_empty = nullptr;
    BackupStateDelegate* m_states = nullptr;
    BackupView* m_view = nullptr;
};

} // namespace dbv::ui
