// SPDX-License-Identifier: Apache-2.0
// What a workspace does with the connections that are kept.
#include <algorithm>
#include <optional>
#include <utility>

#include "viewmodel/error_text.h"
#include "viewmodel/shown_name.h"
#include "viewmodel/workspace.h"

namespace dbv::viewmodel {

void Workspace::readSaved() {
    // What is kept comes with the state of the last time, too.
    if (m_readingSaved.active() || m_opening.active()) {
        return;
    }
    m_readingSaved = m_bus.ask(
        protocol::ListSavedConnections{}, [this](const protocol::SavedConnectionsListed& list) { receiveSaved(list); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void Workspace::receiveSaved(const protocol::SavedConnectionsListed& list) {
    if (!list.unread && list.connections != m_connections.saved()) {
        m_connections.setSaved(list.connections);
    }
}

void Workspace::renameSaved(const std::string& before, const std::string& now) {
    for (const std::unique_ptr<WorkspaceTab>& tab : m_tabs) {
        if (tab->draft.saved == before) {
            tab->draft.saved = now;
            saveNow(*tab);
        }
    }
}

void Workspace::openSaved(const std::string& name) {
    m_toOpen.push_back(name);
    if (m_openingSaved.active()) {
        return;
    }
    m_openingSaved = m_bus.ask(
        protocol::ListSavedConnections{},
        [this](const protocol::SavedConnectionsListed& list) {
            receiveSaved(list);
            std::ranges::for_each(std::exchange(m_toOpen, {}), [this](const std::string& one) { openKept(one); });
        },
        [this](const Error& error) {
            m_toOpen.clear();
            Q_EMIT failed(errorSentence(error));
        });
}

void Workspace::openKept(const std::string& name) {
    const auto& all = m_connections.saved();
    const auto saved = std::ranges::find(all, name, &protocol::SavedConnection::name);
    if (saved == all.end()) {
        Q_EMIT failed(tr("There is no saved connection \"%1\" any more.").arg(QString::fromStdString(name)));
        return;
    }
    const protocol::ConnectionConfig config = saved->config;
    m_connections.open(
        config,
        [this, about = QString::fromStdString(name)](const Result<protocol::ConnectionFacts>& facts) {
            arrive(facts ? facts : std::unexpected(errorOf(about, facts.error())), about);
        },
        name);
}

void Workspace::applyPolicies() {
    std::vector<std::pair<ConnectionId, QString>> outdated;
    for (const OpenDatabase& database : m_connections.databases()) {
        const auto kept = std::ranges::find(m_connections.saved(), database.saved, &protocol::SavedConnection::name);
        const bool isKept = !database.saved.empty() && kept != m_connections.saved().end();
        if (isKept && kept->config.safety == Safety::ReadOnly && database.config.safety != Safety::ReadOnly) {
            outdated.emplace_back(database.facts.connection, shownName(database.name));
        }
    }
    for (const auto& [connection, name] : outdated) {
        openAnew(connection, name);
    }
}

void Workspace::openAnew(ConnectionId connection, const QString& name) {
    std::vector<std::string> users;
    bool works = false;
    for (const std::unique_ptr<WorkspaceTab>& tab : m_tabs) {
        if (tab->query->connection() && tab->query->connection()->connection == connection) {
            users.push_back(tab->draft.id);
            works = works || tab->query->loss().transaction || tab->query->state() != QueryTab::State::Idle;
        }
    }
    if (works) {
        Q_EMIT failed(
            tr("%1 is saved as read-only now, but is still open as it was before: a statement or a transaction is "
               "under way there. End it, disconnect (File menu) and reconnect (Ctrl+R).")
                .arg(name),
            name);
        return;
    }
    m_connections.close(connection);
    Q_EMIT notice(tr("%1 is saved as read-only now, so it is opened again.").arg(name));
    for (const std::string& id : users) {
        reconnect(id);
    }
}

void Workspace::forgetSaved(const QString& name) {
    const auto shown = std::ranges::find(m_connections.saved(), name.toStdString(), &protocol::SavedConnection::name);
    std::optional<protocol::ReadConnection> read;
    if (shown != m_connections.saved().end()) {
        read = protocol::ReadConnection{*shown};
    }
    m_forgetting = m_bus.ask(
        protocol::RemoveSavedConnection{name.toStdString(), std::move(read)},
        [this](const protocol::SavedConnectionsListed& list) { m_connections.setSaved(list.connections); },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            m_connections.readAnew();
        });
}

} // namespace dbv::viewmodel
