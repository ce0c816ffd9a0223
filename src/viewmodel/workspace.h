// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include "bus/command_bus.h"
#include "protocol/query_files.h"
#include "protocol/values.h"
#include "results/result_shelf.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/query_tab.h"
#include "viewmodel/version_keeper.h"

namespace dbv::viewmodel {

/// One tab as the workspace knows it.
struct WorkspaceTab {
    protocol::DraftTab draft;
    std::unique_ptr<QueryTab> query;
};

/// What one window has open: databases and tabs, kept on the disk so that they are there again after a crash.
///
/// Thread: the UI thread; nothing here waits.
class Workspace final : public QObject {
    Q_OBJECT

public:
    Workspace(bus::CommandBus& bus, results::ResultShelf& shelf, std::uint64_t readAheadRows,
              QObject* parent = nullptr);
    ~Workspace() override;

    /// Brings back what the last window left; `restored` tells when the tabs are there.
    void restore();
    [[nodiscard]] ConnectionList& connections() { return m_connections; }
    [[nodiscard]] const std::vector<std::unique_ptr<WorkspaceTab>>& tabs() const { return m_tabs; }
    [[nodiscard]] WorkspaceTab* tab(const std::string& id);
    /// For a tab that is no text: it is none of `tabs`, and is not kept.
    [[nodiscard]] SessionKey newSession() { return SessionKey{++m_lastSession}; }
    /// The title of the tab whose session this is; empty when it is none's.
    [[nodiscard]] QString titleOf(SessionKey session) const;
    /// How many rows of each result are fetched before somebody asks for more.
    void setReadAhead(std::uint64_t rows);
    [[nodiscard]] const QStringList& recent() const { return m_recent; }
    [[nodiscard]] const std::string& layout() const { return m_layout; }

    /// Opens a database (a URL, a path) and a tab on it; `failed` tells why not.
    void openDatabase(const protocol::ConnectionConfig& config, const QString& sql = {}, bool runAtOnce = false);
    /// Opens a database for files that are opened beside it: without a tab of its own, where that works; `opened` gets it.
    void openForFiles(const protocol::ConnectionConfig& config, std::function<void(ConnectionId)> opened);
    /// Reads the connections that are kept again: another program may have changed them.
    void readSaved();
    /// Opens the saved connection of this name as it is kept now, and a tab on it; `failed` tells why not.
    void openSaved(const std::string& name);
    /// Opens another database of the server that a connection leads to, and a tab on it; `failed` tells why not.
    void openBeside(ConnectionId connection, const std::string& database);
    /// Makes the sample database if need be, and opens it.
    void openSample(const QString& sql = {}, bool runAtOnce = false);
    /// Removes a connection that is kept; `failed` tells why not.
    void forgetSaved(const QString& name);
    /// A new tab; on the connection, if it is one.
    void openTab(ConnectionId connection, const QString& title, const QString& text, bool runAtOnce);
    /// The tab that has this text already, or a new one.
    void showTab(ConnectionId connection, const QString& title, const QString& text);
    void removeTab(const std::string& id);
    /// Brings the tab that was closed last back, with its text. Does nothing when none was.
    void reopenTab();
    [[nodiscard]] bool canReopenTab() const { return !m_closed.empty(); }
    void moveTab(const std::string& id, int position);
    /// Gives the tab a connection that is open, or none; the latter is then all that the tab remembers.
    void setTabConnection(WorkspaceTab& tab, ConnectionId connection);
    /// A new tab with the text of a file; returns its id.
    std::string openFileTab(ConnectionId connection, const QString& title, const protocol::QueryFileRead& file);
    /// Says which file the tab's text is, and what it was when it was read or written last.
    void setTabFile(const std::string& id, const QString& path, const std::string& stamp, const QString& title);
    /// Keeps a tab that is no text (`DraftTab::page`), so that it is there again after a crash; returns its id.
    std::string keepPage(const QString& title, const std::string& page, ConnectionId connection);
    /// What it shows, or what it is connected to, is another now; without a connection it remembers the last.
    void notePage(const std::string& id, const std::string& page, ConnectionId connection);
    void removePage(const std::string& id);
    /// Opens what a kept tab was connected to, and tells how that went; does nothing where it was connected to nothing.
    void connectPage(const std::string& id,
                     const std::function<void(const Result<protocol::ConnectionFacts>& facts)>& opened);
    [[nodiscard]] VersionKeeper& versions() { return m_versions; }
    /// Opens what a tab was connected to, again; other tabs that wait for the same are connected with it. One that has its
    /// connection looks whether its session stands. The tab tells how that went.
    void reconnect(const std::string& id);
    /// Whether a tab is without its connection, and knows what it was.
    [[nodiscard]] static bool canReconnect(const WorkspaceTab& tab);
    /// The tab's text has changed; it is written to the disk within half a second.
    void noteText(const std::string& id, const PiecedText& text, int caret);
    void noteLayout(const std::string& layout);
    /// Writes what waits to be written.
    void flush();

Q_SIGNALS:
    void tabAdded(dbv::viewmodel::WorkspaceTab& tab, bool runAtOnce);
    /// A tab that is no text was there when the program ended.
    void pageRestored(const dbv::protocol::DraftTab& draft);
    void tabRemoved(const std::string& id);
    /// A tab that was there already is what was asked for.
    void tabChosen(const std::string& id);
    /// The text of a tab is another one now.
    void textNoted(const std::string& id);
    void restored();
    /// The tabs of a window that has just ended arrive between these two, with its layout where there were none before.
    void takingOver();
    void tookOver();
    /// Another window that runs has this many tabs, so that this one came up without any; 0: that is not so any more, or
    /// this one has tabs by now.
    void tabsHeldElsewhere(std::uint64_t tabs);
    void recentChanged();
    /// Something failed that belongs to no tab. `about` is the connection that could not be opened, or the tab that lost
    /// its transaction, if it was one of these.
    void failed(const QString& message, const QString& about = {});
    /// That connection works again, or that tab has gone on.
    void recovered(const QString& about);
    void notice(const QString& message);
    /// Something that a person has to know although nothing failed.
    void warned(const QString& message);

private:
    void receive(const protocol::WorkspaceOpened& answer);
    void addKept(const std::vector<protocol::DraftTab>& drafts);
    /// Asks once more, and again, for the tabs of a window that is just ending.
    void waitForTabs(std::uint64_t elsewhere);
    void takeOver(const protocol::WorkspaceOpened& answer);
    void tell(const std::vector<Notice>& notices);
    /// `about` is what a failure is said of.
    void arrive(const Result<protocol::ConnectionFacts>& facts, const QString& about, const QString& sql = {},
                bool runAtOnce = false);
    void tellRecovered(const OpenDatabase& database);
    void noteRecent(const protocol::ConnectionFacts& facts);
    WorkspaceTab& adopt(protocol::DraftTab draft);
    WorkspaceTab& addTab(ConnectionId connection, const QString& title, const QString& text);
    void connectWaitingTabs(const OpenDatabase& database);
    void connectTab(WorkspaceTab& tab, const OpenDatabase& database);
    void receiveSaved(const protocol::SavedConnectionsListed& list);
    void openKept(const std::string& name);
    /// What is open, and is kept as read-only since, is opened again as that.
    void applyPolicies();
    void openAnew(ConnectionId connection, const QString& name);
    void renameSaved(const std::string& before, const std::string& now);
    void leaveConnection(ConnectionId connection);
    void rememberClosed(const protocol::DraftTab& draft);
    void saveNow(const WorkspaceTab& tab);
    void forgetDraft(const std::string& id);
    void noteDirty(const std::string& id);
    [[nodiscard]] protocol::DraftTab* page(const std::string& id);
    [[nodiscard]] int positionOfNext() const { return static_cast<int>(m_tabs.size() + m_pages.size()); }
    template <class C>
    void save(C command);

    bus::CommandBus& m_bus;
    results::ResultShelf& m_shelf;
    std::uint64_t m_readAheadRows;
    ConnectionList m_connections;
    VersionKeeper m_versions;
    std::vector<std::unique_ptr<WorkspaceTab>> m_tabs;
    /// Those that are no texts.
    std::vector<protocol::DraftTab> m_pages;
    /// Tabs with a text that were closed, the last one at the end.
    std::vector<protocol::DraftTab> m_closed;
    std::uint64_t m_lastSession = 0;
    int m_lastNumber = 0;
    QStringList m_recent;
    std::string m_layout;
    std::vector<std::string> m_dirty;
    QTimer m_saveTimer;
    bus::Request m_hello;
    bus::Request m_opening;
    bus::Request m_taking;
    QTimer m_takeTimer;
    int m_takesLeft = 0;
    bus::Request m_sample;
    bus::Request m_forgetting;
    bus::Request m_readingSaved;
    bus::Request m_openingSaved;
    /// Names of saved connections that are opened when the list of them is there.
    std::vector<std::string> m_toOpen;
    bool m_saveFailed = false;
};

} // namespace dbv::viewmodel
