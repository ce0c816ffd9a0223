// SPDX-License-Identifier: Apache-2.0
// Other databases of a server that a connection leads to.
#include <algorithm>
#include <string>
#include <utility>

#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

bool ConnectionList::sameServer(const protocol::ConnectionConfig& one, const protocol::ConnectionConfig& other) const {
    const auto info = std::ranges::find(m_connectors, one.connector, &ConnectorInfo::id);
    const bool isServer = !one.host.empty() || (info != m_connectors.end() && !info->opensFiles());
    protocol::ConnectionConfig bare = other;
    bare.secrets = one.secrets;
    bare.database = one.database;
    return isServer && one.url.empty() && one == bare;
}

void ConnectionList::openBeside(ConnectionId connection, const std::string& database, Opened opened) {
    const OpenDatabase* from = find(connection);
    if (from == nullptr) {
        opened(fail(ErrorKind::NotFound, tr("The connection is closed.").toStdString(),
                    tr("Open it again.").toStdString()));
        return;
    }
    if (from->facts.database == database) {
        opened(from->facts);
        return;
    }
    if (from->config.url.empty()) {
        protocol::ConnectionConfig config = from->config;
        config.database = database;
        remember(config, secretsOf(from->config));
        open(config, std::move(opened), from->saved);
        return;
    }
    // What stands in a URL is read by the engine; a password may stand in it, so it goes by the shelf.
    bus::LeftSecret url(m_bus.secrets(), Secret(from->config.url));
    const SecretId left = url.id();
    std::erase_if(m_reading, [](const bus::Request& one) { return !one.active(); });
    m_reading.push_back(m_bus.ask(
        protocol::ReadConnectionText{left},
        [this, given = *from, url = std::move(url), database, opened](const protocol::ConnectionTextRead& read) {
            openParts(given, read, database, opened);
        },
        [opened](const Error& error) { opened(std::unexpected(error)); }));
}

void ConnectionList::openParts(const OpenDatabase& from, const protocol::ConnectionTextRead& read,
                               const std::string& database, const Opened& opened) {
    const protocol::ConnectionConfig& given = from.config;
    protocol::ConnectionConfig config = given;
    config.url.clear();
    config.connector = read.config.connector;
    config.host = read.config.host;
    config.port = read.config.port;
    config.user = read.config.user;
    config.database = database;
    config.options.insert(read.config.options.begin(), read.config.options.end());
    config.tls = given.tls == protocol::TlsConfig{} ? read.config.tls : given.tls;
    config.ssh = given.ssh == protocol::SshConfig{} ? read.config.ssh : given.ssh;
    ConnectionSecrets secrets = secretsOf(given);
    // Taken over even where they are not used, so that they are wiped.
    bus::LeftSecret password = bus::LeftSecret::takenOver(m_bus.secrets(), read.secrets.password);
    bus::LeftSecret key = bus::LeftSecret::takenOver(m_bus.secrets(), read.secrets.tlsKeyPassword);
    if (!secrets.password.id()) {
        secrets.password = std::move(password);
    }
    if (!secrets.tlsKeyPassword.id()) {
        secrets.tlsKeyPassword = std::move(key);
    }
    remember(config, std::move(secrets));
    open(config, opened, from.saved);
}

} // namespace dbv::viewmodel
