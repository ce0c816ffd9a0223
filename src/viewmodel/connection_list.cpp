// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_list.h"

#include <algorithm>
#include <utility>

namespace dbv::viewmodel {

QString databaseName(const protocol::ConnectionFacts& facts) {
    const QString database = QString::fromStdString(facts.database);
    const QString last = database.section(QLatin1Char('/'), -1).section(QLatin1Char('\\'), -1);
    return last.isEmpty() ? database : last;
}

ConnectionList::ConnectionList(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {}

void ConnectionList::open(const protocol::ConnectionConfig& config, Opened opened) {
    const auto same = std::ranges::find(m_databases, config, &OpenDatabase::config);
    if (same != m_databases.end()) {
        opened(same->facts);
        return;
    }
    for (const std::unique_ptr<Opening>& opening : m_openings) {
        if (opening->config == config) {
            opening->waiting.push_back(std::move(opened));
            return;
        }
    }
    auto opening = std::make_unique<Opening>();
    opening->config = config;
    opening->waiting.push_back(std::move(opened));
    opening->request = m_bus.ask(
        protocol::OpenConnection{{{}, config, secretsOf(config).ids()}},
        [this, config](const protocol::ConnectionOpened& answer) { finish(config, answer.facts); },
        [this, config](const Error& error) { finish(config, std::unexpected(error)); });
    m_openings.push_back(std::move(opening));
}

void ConnectionList::remember(const protocol::ConnectionConfig& config, ConnectionSecrets secrets) {
    const auto known = std::ranges::find(m_remembered, config, &Remembered::config);
    if (known != m_remembered.end()) {
        known->secrets = std::move(secrets);
    } else {
        m_remembered.push_back({config, std::move(secrets)});
    }
}

ConnectionSecrets ConnectionList::secretsOf(const protocol::ConnectionConfig& config) const {
    const auto known = std::ranges::find(m_remembered, config, &Remembered::config);
    return known == m_remembered.end() ? ConnectionSecrets() : known->secrets;
}

void ConnectionList::finish(const protocol::ConnectionConfig& config, const Result<protocol::ConnectionFacts>& result) {
    const auto at = std::ranges::find_if(m_openings, [&config](const auto& o) { return o->config == config; });
    if (at == m_openings.end()) {
        return;
    }
    const std::unique_ptr<Opening> opening = std::move(*at);
    m_openings.erase(at);
    if (result) {
        m_databases.push_back({opening->config, *result, nameOf(opening->config, *result)});
        Q_EMIT added(result->connection);
    }
    for (const Opened& opened : opening->waiting) {
        opened(result);
    }
}

QString ConnectionList::nameOf(const protocol::ConnectionConfig& config, const protocol::ConnectionFacts& facts) const {
    const auto kept = std::ranges::find(m_saved, config, &protocol::SavedConnection::config);
    return kept != m_saved.end() ? QString::fromStdString(kept->name) : databaseName(facts);
}

void ConnectionList::setSaved(std::vector<protocol::SavedConnection> saved) {
    m_saved = std::move(saved);
    Q_EMIT savedChanged();
}

void ConnectionList::close(ConnectionId connection) {
    const auto at =
        std::ranges::find_if(m_databases, [connection](const auto& d) { return d.facts.connection == connection; });
    if (at == m_databases.end()) {
        return;
    }
    m_databases.erase(at);
    m_bus.tell(protocol::CloseConnection{connection});
    Q_EMIT removed(connection);
}

const OpenDatabase* ConnectionList::find(ConnectionId connection) const {
    const auto at =
        std::ranges::find_if(m_databases, [connection](const auto& d) { return d.facts.connection == connection; });
    return at == m_databases.end() ? nullptr : &*at;
}

} // namespace dbv::viewmodel
