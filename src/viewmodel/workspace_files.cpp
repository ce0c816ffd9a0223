// SPDX-License-Identifier: Apache-2.0
// Tabs whose texts are files.
#include "viewmodel/workspace.h"

#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

std::string Workspace::openFileTab(ConnectionId connection, const QString& title, const protocol::QueryFileRead& file) {
    WorkspaceTab& tab = addTab(connection, title, file.text);
    tab.draft.file = file.path;
    tab.draft.fileStamp = file.stamp;
    saveNow(tab);
    const std::string id = tab.draft.id;
    Q_EMIT tabAdded(tab, false);
    return id;
}

void Workspace::setTabFile(const std::string& id, const QString& path, const std::string& stamp, const QString& title) {
    WorkspaceTab* changed = tab(id);
    if (changed == nullptr) {
        return;
    }
    changed->draft.file = path.toStdString();
    changed->draft.fileStamp = stamp;
    changed->draft.title = title.toStdString();
    saveNow(*changed);
}

void Workspace::openForFiles(const protocol::ConnectionConfig& config, std::function<void(ConnectionId)> opened) {
    const QString about = targetText(config, m_connections.connectors());
    m_connections.open(config, [this, about, opened = std::move(opened)](const auto& facts) {
        if (!facts) {
            Q_EMIT failed(errorSentence(facts.error()), about);
            return;
        }
        noteRecent(*facts);
        opened(facts->connection);
    });
}

} // namespace dbv::viewmodel
