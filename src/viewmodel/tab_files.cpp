// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/tab_files.h"

#include <algorithm>
#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

QString fileNameIn(const QString& path) {
    return path.section(u'/', -1);
}

/// Stands for a file that is not there.
const std::string kGone = "gone";

} // namespace

TabFiles::TabFiles(bus::CommandBus& bus, Workspace& workspace, QObject* parent)
    : QObject(parent), m_bus(bus), m_workspace(workspace) {
    connect(&m_workspace, &Workspace::tabRemoved, this, [this](const std::string& id) {
        m_saved.erase(id);
        m_asked.erase(id);
    });
    connect(&m_workspace, &Workspace::restored, this, &TabFiles::look);
}

void TabFiles::list() {
    m_listing = m_bus.ask(
        protocol::ListQueryFiles{},
        [this](const protocol::QueryFilesListed& answer) {
            m_folder = QString::fromStdString(answer.folder);
            for (const Notice& notice : answer.notices) {
                Q_EMIT failed(QString::fromStdString(notice.message));
            }
            Q_EMIT listed(answer.files);
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void TabFiles::open(const QString& path, ConnectionId connection, const Opened& opened) {
    for (const auto& tab : m_workspace.tabs()) {
        if (tab->draft.file == path.toStdString()) {
            Q_EMIT m_workspace.tabChosen(tab->draft.id);
            lookAt(*tab);
            if (opened) {
                opened(tab->draft.id);
            }
            return;
        }
    }
    m_late.erase(path);
    m_opening[path] = m_bus.ask(
        protocol::ReadQueryFile{path.toStdString(), {}},
        [this, path, connection, opened](const protocol::QueryFileRead& file) {
            const auto late = m_late.find(path);
            const ConnectionId now = late != m_late.end() ? late->second : connection;
            if (file.paged) {
                Q_EMIT tooLarge(path, file.packed, now);
                return;
            }
            const std::string id = m_workspace.openFileTab(now, fileNameIn(path), file);
            m_saved[id] = file.text;
            Q_EMIT changed(id);
            if (opened) {
                opened(id);
            }
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void TabFiles::connectWaiting(const QStringList& paths, ConnectionId connection) {
    for (const QString& path : paths) {
        if (m_opening[path].active()) {
            m_late[path] = connection;
            continue;
        }
        for (const auto& tab : m_workspace.tabs()) {
            if (tab->draft.file == path.toStdString() && !tab->query->connection()) {
                m_workspace.setTabConnection(*tab, connection);
            }
        }
        Q_EMIT connected(path, connection);
    }
}

void TabFiles::save(const std::string& tab) {
    if (const WorkspaceTab* saved = m_workspace.tab(tab); saved != nullptr && !saved->draft.file.empty()) {
        write(tab, QString::fromStdString(saved->draft.file), saved->draft.fileStamp);
    }
}

void TabFiles::saveAs(const std::string& tab, const QString& path) {
    const WorkspaceTab* saved = m_workspace.tab(tab);
    // A file of that name that is another's is asked about.
    const bool isOwn = saved != nullptr && saved->draft.file == path.toStdString();
    write(tab, path, isOwn ? saved->draft.fileStamp : std::string());
}

void TabFiles::write(const std::string& tab, const QString& path, const std::string& stamp) {
    const WorkspaceTab* saved = m_workspace.tab(tab);
    if (saved == nullptr) {
        return;
    }
    const QString text = saved->draft.text.joined();
    m_working[tab] = m_bus.ask(
        protocol::WriteQueryFile{path.toStdString(), text, stamp},
        [this, tab, path, text](const protocol::QueryFileWritten& written) {
            if (written.conflict) {
                Q_EMIT conflicted({tab, path, text, written.theirs, written.stamp, true});
                return;
            }
            m_saved[tab] = text;
            m_asked.erase(tab);
            m_workspace.setTabFile(tab, path, written.stamp, fileNameIn(path));
            Q_EMIT changed(tab);
            Q_EMIT said(tr("Saved as %1.").arg(path));
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void TabFiles::look() {
    for (const auto& tab : m_workspace.tabs()) {
        lookAt(*tab);
    }
}

void TabFiles::lookAt(const WorkspaceTab& tab) {
    if (tab.draft.file.empty() || m_working[tab.draft.id].active()) {
        return;
    }
    // What the file has is asked for once, to know whether the tab is saved.
    const std::string known = m_saved.contains(tab.draft.id) ? tab.draft.fileStamp : std::string();
    m_working[tab.draft.id] = m_bus.ask(
        protocol::ReadQueryFile{tab.draft.file, known, true},
        [this, id = tab.draft.id](const protocol::QueryFileRead& file) { take(id, file); },
        [this, id = tab.draft.id](const Error& error) {
            const WorkspaceTab* lost = m_workspace.tab(id);
            if (lost == nullptr) {
                return;
            }
            if (error.kind != ErrorKind::NotFound) {
                Q_EMIT failed(errorSentence(error));
            } else if (std::exchange(m_asked[id], kGone) != kGone) {
                m_saved.erase(id);
                Q_EMIT failed(tr("%1 is gone. The text is still here: save it to write the file again.")
                                  .arg(QString::fromStdString(lost->draft.file)));
                Q_EMIT changed(id);
            }
        });
}

void TabFiles::take(const std::string& tab, const protocol::QueryFileRead& file) {
    const WorkspaceTab* read = m_workspace.tab(tab);
    if (read == nullptr || read->draft.file != file.path || file.same) {
        return;
    }
    const QString path = QString::fromStdString(file.path);
    if (file.stamp == read->draft.fileStamp || file.text == read->draft.text) {
        m_saved[tab] = file.text;
        m_workspace.setTabFile(tab, path, file.stamp, fileNameIn(path));
        Q_EMIT changed(tab);
    } else if (std::exchange(m_asked[tab], file.stamp) != file.stamp) {
        Q_EMIT conflicted({tab, path, read->draft.text.joined(), file.text, file.stamp, false});
    }
}

void TabFiles::keepMine(const FileConflict& conflict) {
    m_saved[conflict.tab] = conflict.theirs;
    if (conflict.saving) {
        write(conflict.tab, conflict.path, conflict.stamp);
        return;
    }
    // What is there now was seen, and the next saving may write over it.
    m_workspace.setTabFile(conflict.tab, conflict.path, conflict.stamp, fileNameIn(conflict.path));
    Q_EMIT changed(conflict.tab);
}

void TabFiles::takeTheirs(const FileConflict& conflict) {
    m_saved[conflict.tab] = conflict.theirs;
    m_workspace.setTabFile(conflict.tab, conflict.path, conflict.stamp, fileNameIn(conflict.path));
    Q_EMIT textTaken(conflict.tab, conflict.theirs);
    Q_EMIT changed(conflict.tab);
}

bool TabFiles::isUnsaved(const WorkspaceTab& tab) const {
    const auto saved = m_saved.find(tab.draft.id);
    return !tab.draft.file.empty() && (saved == m_saved.end() || saved->second != tab.draft.text);
}

} // namespace dbv::viewmodel
