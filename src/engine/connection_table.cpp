// SPDX-License-Identifier: Apache-2.0
#include "engine/connection_table.h"

#include <algorithm>
#include <utility>

namespace dbv::engine {

std::string titleOf(const protocol::ConnectionFacts& facts) {
    if (!facts.hasServer) {
        return facts.database;
    }
    return (facts.host.empty() ? "localhost" : facts.host) + "/" + facts.database;
}

std::shared_ptr<SessionSlot> ConnectionTable::Connection::makeSlot(SessionUser user) const {
    auto slot = std::make_shared<SessionSlot>(user, source, pool);
    pool->enter(slot);
    return slot;
}

protocol::ConnectionFacts ConnectionTable::add(OpenedConnection opened, const SessionCare::Surroundings& around) {
    const ConnectionId id{++m_lastId};
    const bool oneSession = opened.session->facts().isPrivate;
    opened.facts.connection = id;
    opened.facts.oneSession = oneSession;
    Connection& connection = m_connections[id];
    opened.facts.title = opened.title.empty() ? titleOf(opened.facts) : std::move(opened.title);
    connection.facts = opened.facts;
    connection.asksAsSet = opened.asksAsSet;
    connection.source = std::move(opened.source);
    connection.pool = std::make_shared<SessionPool>(around, oneSession ? 1 : opened.maxSessions, oneSession);
    connection.own = connection.makeSlot({protocol::SessionPurpose::Connection, {}});
    connection.pool->enterOpen(connection.own, std::move(opened.session));
    connection.metadata = oneSession ? connection.own : connection.makeSlot({protocol::SessionPurpose::Metadata, {}});
    return connection.facts;
}

const protocol::ConnectionFacts* ConnectionTable::find(ConnectionId id) const {
    const auto found = m_connections.find(id);
    return found == m_connections.end() ? nullptr : &found->second.facts;
}

void ConnectionTable::adopt(const SessionManners& manners, std::optional<std::uint64_t> askAbove) {
    for (auto& [id, connection] : m_connections) {
        connection.pool->care().setManners(manners);
        if (connection.asksAsSet) {
            connection.facts.askAbove = askAbove;
        }
    }
}

void ConnectionTable::renameTitle(const std::string& before, const std::string& now) {
    for (auto& [id, connection] : m_connections) {
        if (connection.facts.title == before) {
            connection.facts.title = now;
        }
    }
}

bool ConnectionTable::hasOpenTransaction(ConnectionId id) const {
    const auto found = m_connections.find(id);
    if (found == m_connections.end() || found->second.pool->oneSession()) {
        return false;
    }
    const auto isOpen = [](const std::shared_ptr<SessionSlot>& slot) {
        return slot->transaction() != TransactionState::None;
    };
    const Connection& connection = found->second;
    return isOpen(connection.own) ||
           std::ranges::any_of(connection.tabs, [&](const auto& tab) { return isOpen(tab.second); });
}

std::string ConnectionTable::identity(ConnectionId id) const {
    const Connection& connection = m_connections.at(id);
    if (connection.pool->oneSession()) {
        return {};
    }
    const ConnectParams& params = connection.source->params;
    std::string identity = connection.facts.connector;
    for (const std::string& part : {connection.facts.ssh, params.host, std::to_string(params.port), params.user,
                                    connection.facts.database, params.workingDirectory}) {
        identity += '\n' + part;
    }
    return identity;
}

std::vector<std::string> ConnectionTable::files() const {
    std::vector<std::string> all;
    const auto add = [&all](const std::shared_ptr<SessionSlot>& slot) {
        if (slot) {
            const std::vector<std::string> files = slot->files();
            all.insert(all.end(), files.begin(), files.end());
        }
    };
    for (const auto& [id, connection] : m_connections) {
        add(connection.own);
        add(connection.metadata);
        for (const auto& [key, slot] : connection.tabs) {
            add(slot);
        }
        for (const std::weak_ptr<SessionSlot>& job : connection.jobs) {
            add(job.lock());
        }
    }
    return all;
}

protocol::UndoPlace ConnectionTable::placeOf(ConnectionId id) const {
    const Connection& connection = m_connections.at(id);
    const ConnectParams& params = connection.source->params;
    return {connection.facts.connector, params.host, params.port, connection.facts.database};
}

std::shared_ptr<SessionSlot> ConnectionTable::slot(ConnectionId id, SessionKey key) {
    Connection& connection = m_connections.at(id);
    if (!key || connection.pool->oneSession()) {
        return connection.own;
    }
    std::shared_ptr<SessionSlot>& slot = connection.tabs[key];
    if (!slot) {
        slot = connection.makeSlot({protocol::SessionPurpose::Tab, key});
    }
    return slot;
}

std::shared_ptr<SessionSlot> ConnectionTable::metadataSlot(ConnectionId id) {
    return m_connections.at(id).metadata;
}

ConnectionTable::JobSlot ConnectionTable::jobSlot(ConnectionId id) {
    Connection& connection = m_connections.at(id);
    if (connection.pool->oneSession()) {
        return {connection.own, false};
    }
    std::erase_if(connection.jobs, [](const auto& job) { return job.expired(); });
    auto slot = connection.makeSlot({protocol::SessionPurpose::Job, {}});
    connection.jobs.push_back(slot);
    return {std::move(slot), true};
}

std::vector<std::shared_ptr<SessionSlot>> ConnectionTable::remove(ConnectionId id) {
    std::vector<std::shared_ptr<SessionSlot>> slots;
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        return slots;
    }
    Connection connection = std::move(found->second);
    m_connections.erase(found);
    connection.pool->audience().end();
    slots.push_back(std::move(connection.own));
    if (!connection.pool->oneSession()) {
        slots.push_back(std::move(connection.metadata));
    }
    for (auto& [key, slot] : connection.tabs) {
        slots.push_back(std::move(slot));
    }
    for (const std::weak_ptr<SessionSlot>& job : connection.jobs) {
        if (auto slot = job.lock()) {
            slots.push_back(std::move(slot));
        }
    }
    return slots;
}

std::vector<std::shared_ptr<SessionSlot>> ConnectionTable::removeSession(ConnectionId id, SessionKey key) {
    std::vector<std::shared_ptr<SessionSlot>> slots;
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        return slots;
    }
    if (auto tab = found->second.tabs.extract(key)) {
        slots.push_back(std::move(tab.mapped()));
    }
    return slots;
}

std::vector<ConnectionId> ConnectionTable::ids() const {
    std::vector<ConnectionId> ids;
    ids.reserve(m_connections.size());
    for (const auto& [id, connection] : m_connections) {
        ids.push_back(id);
    }
    return ids;
}

} // namespace dbv::engine
