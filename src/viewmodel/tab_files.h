// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/query_files.h"
#include "viewmodel/workspace.h"

namespace dbv::viewmodel {

/// A file that is not what a tab has read or written last: somebody else has changed it.
struct FileConflict {
    std::string tab;
    QString path;
    QString mine;
    QString theirs;
    /// What the file is now; empty where it is gone.
    std::string stamp;
    /// It came out when the tab was to be saved.
    bool saving = false;
};

/// The files whose texts stand in tabs. Nothing is written over that nobody has seen: a file that somebody else has changed is
/// told, with both texts.
///
/// Thread: the UI thread; nothing here waits.
class TabFiles final : public QObject {
    Q_OBJECT

public:
    /// Hears which tab has the file now.
    using Opened = std::function<void(const std::string& tab)>;

    /// The workspace outlives it.
    TabFiles(bus::CommandBus& bus, Workspace& workspace, QObject* parent = nullptr);

    /// Asks for the saved queries; `listed` answers.
    void list();
    /// Where saved queries are, as far as it is known.
    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// Shows the tab that has the file, or opens a new one on the connection.
    void open(const QString& path, ConnectionId connection, const Opened& opened = {});
    /// Gives the tabs with these files, also those that are just being opened, a connection, where they have none.
    void connectWaiting(const QStringList& paths, ConnectionId connection);
    /// Writes the tab's text into its file. The tab has one.
    void save(const std::string& tab);
    /// Writes the tab's text into another file, which is the tab's from then on.
    void saveAs(const std::string& tab, const QString& path);
    /// Looks whether somebody else has changed files of tabs.
    void look();
    /// What of the two is to stand: the tab's text, which is written where it was being saved, or the file's.
    void keepMine(const FileConflict& conflict);
    void takeTheirs(const FileConflict& conflict);
    /// Whether the tab has a file, and another text than it.
    [[nodiscard]] bool isUnsaved(const WorkspaceTab& tab) const;

Q_SIGNALS:
    void listed(const std::vector<dbv::protocol::QueryFile>& files);
    /// The file is no tab's text: it is too large, or packed.
    void tooLarge(const QString& path, bool isPacked, dbv::ConnectionId connection);
    /// The same for a file that is no tab's text.
    void connected(const QString& path, dbv::ConnectionId connection);
    void conflicted(const dbv::viewmodel::FileConflict& conflict);
    /// The tab is to show this text instead of its own, in a step that can be undone.
    void textTaken(const std::string& tab, const QString& text);
    /// What belongs to the tab's file is another one now: its name, or whether it is saved.
    void changed(const std::string& tab);
    void failed(const QString& why);
    void said(const QString& message);

private:
    void write(const std::string& tab, const QString& path, const std::string& stamp);
    void lookAt(const WorkspaceTab& tab);
    void take(const std::string& tab, const protocol::QueryFileRead& file);

    bus::CommandBus& m_bus;
    Workspace& m_workspace;
    QString m_folder;
    bus::Request m_listing;
    std::map<QString, bus::Request> m_opening;
    /// By file that is being opened, the connection that came meanwhile.
    std::map<QString, ConnectionId> m_late;
    std::map<std::string, bus::Request> m_working;
    /// By tab, the text that its file has.
    std::map<std::string, QString> m_saved;
    /// By tab, what was asked about already.
    std::map<std::string, std::string> m_asked;
};

} // namespace dbv::viewmodel
