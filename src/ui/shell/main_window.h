// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QMainWindow>

#include "ui/editor/editor_format.h"
#include "ui/shell/place_band.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/connection_form.h"
#include "viewmodel/object_definitions.h"
#include "viewmodel/result_export.h"
#include "viewmodel/snippet_list.h"
#include "viewmodel/tab_files.h"
#include "viewmodel/user_settings.h"
#include "viewmodel/workspace.h"

class QComboBox;
class QDockWidget;
class QLabel;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace dbv::ui {

class ActionBinder;
class BackupDesk;
class ExplorerPanel;
class NoticeBar;
class QueryPage;
class ResultArea;
class SavedConnectionTree;
class ScriptTabs;
class SecretField;
class StartPage;
class TransactionBar;

/// The program's window: explorer at the left, tabs with editor and results, one status line.
///
/// Thread: the UI thread; nothing here waits.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// All of these must outlive the window.
    MainWindow(bus::CommandBus& bus, viewmodel::Workspace& workspace, viewmodel::ActionCatalog& actions,
               viewmodel::UserSettings& chosen);
    ~MainWindow() override;

    [[nodiscard]] QueryPage* currentPage() const;
    [[nodiscard]] ExplorerPanel& explorer() const { return *m_explorer; }
    [[nodiscard]] BackupDesk& backups() const { return *m_backups; }
    [[nodiscard]] viewmodel::Workspace& workspace() const { return m_workspace; }
    [[nodiscard]] viewmodel::UserSettings& settings() const { return m_settings; }
    /// Closes the window for whoever can't answer a question: open transactions are rolled back, and what runs is stopped.
    void closeUnasked();
    void openUrl(const QString& url) { openUrls({url}); }
    /// Opens files or URLs, for drops and the command line: files of statements get the database that stands beside them.
    void openUrls(const QStringList& urls);
    /// Writes the rows of the shown result to a file, in the format of its ending.
    void exportResult(const QString& path);
    [[nodiscard]] const viewmodel::ResultExport& exporting() const { return m_export; }
    /// A database as it is told where it is asked about.
    [[nodiscard]] static DatabasePlace placeOf(const viewmodel::OpenDatabase& database);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildToolBar();
    void buildStatusBar();
    void connectWorkspace();
    void bindFileActions();
    void bindConnectionActions();
    void bindTabActions();
    void bindResultActions();
    void bindViewActions();
    void bindEditingActions();
    void bindSettings();
    void followSettings();
    void showTheme();
    void applyTo(QueryPage& page);
    void showHistory();
    /// Goes to an object in the explorer.
    void revealName(ConnectionId connection, const ObjectPath& object, bool isRoutine);
    void bindTextFileActions();
    void openQueryFile(const QString& path, ConnectionId connection);
    void saveQuery(bool asAnother);
    void showConflict(const viewmodel::FileConflict& conflict);
    /// The name of a tab's file, and whether it is saved.
    void retitle(const std::string& id);
    void showVersions();
    void bindSnippetActions();
    void offerSnippets();
    void addPage(viewmodel::WorkspaceTab& tab, bool runAtOnce);
    void connectPage(QueryPage& page);
    void connectResults(ResultArea& results);
    void closeTab(int index);
    void dropTab(int index);
    void bindScriptTabs();
    /// Shows a place in a file of scripts.
    void openPlace(const protocol::FilePlace& place, ConnectionId connection);
    /// The connection of the shown tab, or else that which was opened last.
    [[nodiscard]] ConnectionId usualConnection() const;
    /// Gives the shown tab the connection that was chosen in the list.
    void chooseConnection(int index);
    /// Goes on, but asks first where something of tabs would be thrown away by it.
    void letGo(const std::vector<const QWidget*>& tabs, std::function<void()> go);
    [[nodiscard]] std::vector<const QWidget*> tabs() const;
    [[nodiscard]] std::vector<QueryPage*> pages() const;
    void removePage(const std::string& id);
    void showPageState();
    /// The colour of the environment on the tab, the status bar and the run button, and how the line is protected.
    void showEnvironment();
    void showProtection();
    [[nodiscard]] const viewmodel::OpenDatabase* databaseOf(const QWidget* tab) const;
    void showStatus();
    void updateActions();
    void updateResultActions();
    void updateTrialAction(bool running, const QString& why);
    /// Does one of the actions of the edit menu where the keyboard is.
    void editFocused(const char* slot);
    void updateConnections();
    void bindObjectActions();
    void updateObjectActions();
    /// Does what is usual with an object: shows its rows, opens it, or shows its definition.
    void goTo(const viewmodel::SchemaPlace& place);
    void browse(const viewmodel::SchemaPlace& place);
    void open(const protocol::ConnectionConfig& config);
    void openSaved(const protocol::SavedConnection& connection);
    void describe(viewmodel::ConnectionForm* form);
    void connectSaved(SavedConnectionTree& tree);
    void showConnections();
    void showSecrets();
    /// Lets one of the stored secrets be chosen for a field.
    void chooseStored(SecretField* field, QWidget* asker);
    void connectQuestions();
    void showQuestion(quint64 number);
    /// Whether what a tab would run is meant.
    void askToConfirm(QueryPage& page);
    /// What a change did that is tried in a tab, and what is to become of it.
    void showTrial(QueryPage& page);
    /// The committed changes of the shown tab's database that can be undone.
    void showUndo();
    void askToForget(const QString& name, QWidget* asker);
    void openFile(bool create);
    void showStack();
    void receiveTakenTabs();
    void chooseExport();
    void say(const QString& message);
    void keepLayout();
    void restoreLayout();
    bus::CommandBus& m_bus;
    viewmodel::Workspace& m_workspace;
    viewmodel::ActionCatalog& m_actions;
    viewmodel::UserSettings& m_settings;
    QPalette m_systemPalette;
    Theme m_theme;
    ActionBinder* m_binder = nullptr;
    NoticeBar* m_notices = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTabWidget* m_tabs = nullptr;
    ScriptTabs* m_scripts = nullptr;
    BackupDesk* m_backups = nullptr;
    StartPage* m_start = nullptr;
    ExplorerPanel* m_explorer = nullptr;
    QComboBox* m_connections = nullptr;
    QToolButton* m_protection = nullptr;
    QAction* m_protectionAction = nullptr;
    QWidget* m_runButton = nullptr;
    TransactionBar* m_transactions = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_job = nullptr;
    QToolButton* m_stopJob = nullptr;
    /// What was said last, beside the state: it never takes its place.
    QLabel* m_said = nullptr;
    QTimer m_saidTimer;
    QDockWidget* m_explorerDock = nullptr;
    QTimer m_layoutTimer;
    /// How pages are parted; empty until somebody has moved the border.
    QByteArray m_pageSplit;
    viewmodel::ResultExport m_export;
    viewmodel::ObjectDefinitions m_definitions;
    EditorFormat m_formatting;
    viewmodel::SnippetList m_snippets;
    viewmodel::TabFiles m_files;
    bool m_closesUnasked = false;
};

} // namespace dbv::ui
