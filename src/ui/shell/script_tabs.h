// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QObject>
#include <QStringList>

#include "ui/theme/theme.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/script_file_run.h"
#include "viewmodel/workspace.h"

class QTabWidget;

namespace dbv::ui {

class PagedPage;
class ScriptPage;

/// What would be thrown away with a tab of the window, whatever it shows.
[[nodiscard]] viewmodel::TabLoss lossOf(const QWidget* tab);
/// What a tab of the window is connected to, whatever it shows; no value for none.
[[nodiscard]] ConnectionId connectionOf(const QWidget* tab);

/// The tabs of the window that run scripts from the disk, or show one that is too large for an editor.
///
/// Thread: the UI thread; nothing here waits.
class ScriptTabs final : public QObject {
    Q_OBJECT

public:
    /// Names of properties of tabs: the database that a large file was opened beside, and the id under which the workspace keeps it.
    static constexpr const char* kPagedConnection = "connection";
    static constexpr const char* kKeptId = "keptId";

    /// The tabs stand among the others of `tabs`; dialogs over `window`.
    ScriptTabs(bus::CommandBus& bus, viewmodel::Workspace& workspace, viewmodel::ActionCatalog& actions,
               QTabWidget& tabs, QWidget& window);

    /// Asks for files, and opens a tab that can run them on the connection, if it is one.
    void choose(ConnectionId connection);
    /// Opens a tab that can run files.
    ScriptPage& open(const QStringList& files, ConnectionId connection);
    /// Opens a file that is no text of a tab: one that is packed can be run, a large one looked at, too.
    void openFile(const QString& path, bool isPacked, ConnectionId connection);
    /// Where in a file that is opened next a person wants to be.
    void expect(const protocol::FilePlace& place) { m_expected = place; }
    /// Gives the tab with a file a connection, where it has none.
    void connectFile(const QString& path, ConnectionId connection);
    /// A tab is closed for good.
    void forget(const QWidget& page);
    /// The id under which the workspace keeps a tab; empty for one that is none of these.
    [[nodiscard]] static std::string idOf(const QWidget* page);
    /// Shows the tab with a large file, or opens one.
    PagedPage& openPaged(const QString& path, ConnectionId connection);
    [[nodiscard]] ScriptPage* current() const;
    [[nodiscard]] PagedPage* currentPaged() const;
    void setTheme(const Theme& theme);
    /// Runs what the shown tab has chosen; of a large file all of it, or one statement. False where the shown tab is none of these.
    bool runCurrent(bool onlyOne) const;
    bool stopCurrent() const;
    /// Says which actions can be used now. After those of tabs with a query.
    void updateActions();

Q_SIGNALS:
    /// What is shown of the current tab has changed.
    void changed();
    void added();
    void said(const QString& message);
    /// A person wants to look at a place in a file.
    void placeChosen(const dbv::protocol::FilePlace& place, dbv::ConnectionId connection);
    void schemaMayHaveChanged();

private:
    void bindActions();
    /// Brings back what was there when the program ended; nothing of it runs.
    void restore(const protocol::DraftTab& draft);
    void reconnect(ScriptPage& page, const viewmodel::KeptRun& kept);
    void reconnect(PagedPage& page);
    ScriptPage& addScript(const std::string& id);
    PagedPage& addPaged(const QString& path, const std::string& id);
    /// Has the workspace keep what a tab shows now.
    void keep(QWidget& page, const QString& title);
    void chooseFor(ScriptPage& page);
    void connectPage(ScriptPage& page);
    void title(const ScriptPage& page);
    void askToConfirm(ScriptPage& page);
    void updatePagedActions();
    void runPaged(const PagedPage& page, const QString& path, const std::optional<protocol::ScriptStart>& start,
                  bool onlyOne);

    bus::CommandBus& m_bus;
    viewmodel::Workspace& m_workspace;
    viewmodel::ActionCatalog& m_actions;
    QTabWidget& m_tabs;
    QWidget& m_window;
    Theme m_theme;
    std::optional<protocol::FilePlace> m_expected;
};

} // namespace dbv::ui
