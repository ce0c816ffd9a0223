// SPDX-License-Identifier: Apache-2.0
// The secrets of a connection that is described: where they come from, and to whom they belong.
#include "viewmodel/connection_form.h"

#include <algorithm>
#include <utility>

#include <dbv/connector/tls.h>

#include "viewmodel/ssh_way.h"

namespace dbv::viewmodel {

using protocol::ConnectionConfig;
using protocol::SecretOrigin;

void ConnectionForm::setSource(SecretMember place, SecretOrigin origin, const QString& what) {
    protocol::SecretSource& source = m_saved.config.secrets.*place;
    if (origin == source.origin && origin == SecretOrigin::Stored && what.isEmpty()) {
        return;
    }
    edited();
    source = {origin, what.trimmed().toStdString()};
}

void ConnectionForm::setSecret(SecretMember place, Secret secret) {
    edited();
    const auto* const found = std::ranges::find(kSecretPlaces, place, &SecretPlace::source);
    m_secrets.*(found->left) = bus::LeftSecret(m_bus.secrets(), std::move(secret));
}

SecretId ConnectionForm::secretId(SecretMember place) const {
    const auto* const found = std::ranges::find(kSecretPlaces, place, &SecretPlace::source);
    return (m_secrets.*(found->left)).id();
}

void ConnectionForm::takeSecretOutOfLine() {
    // A password stays in no line that can be read over a shoulder.
    m_passwordOfLine = false;
    m_line = targetText(m_saved.config, m_connections.connectors());
    Q_EMIT lineChanged();
}

void ConnectionForm::keepPasswordHome() {
    const ConnectionConfig& config = m_parts ? *m_parts : m_saved.config;
    if (config.connector.empty() || config.host.empty()) {
        return;
    }
    // Whose "localhost" it is depends on the machine before it.
    const Place here{config.connector, config.host, config.port,
                     isLocalHost(config.host) ? m_saved.config.ssh.target : protocol::SshHop()};
    const std::optional<Place> before = std::exchange(m_passwordOf, here);
    if (!before || before == here || !holds(&protocol::SecretSources::password)) {
        return;
    }
    forget(&protocol::SecretSources::password);
    Q_EMIT told(tr("The password belongs to %1 and is not sent to another server. Enter the one for %2.")
                    .arg(QString::fromStdString(before->host), QString::fromStdString(here.host)));
    Q_EMIT changed();
}

void ConnectionForm::keepSshPasswordHome() {
    const protocol::SshConfig& ssh = m_saved.config.ssh;
    if (!ssh.used() || !m_sshTrouble.isEmpty()) {
        return;
    }
    std::vector<protocol::SshHop> here = ssh.jump;
    here.push_back(ssh.target);
    const std::vector<protocol::SshHop> before = std::exchange(m_sshPasswordOf, std::move(here));
    const auto stranger = std::ranges::find_if(m_sshPasswordOf, [&before](const protocol::SshHop& hop) {
        return std::ranges::find(before, hop) == before.end();
    });
    if (before.empty() || stranger == m_sshPasswordOf.end() || !holds(&protocol::SecretSources::sshPassword)) {
        return;
    }
    forget(&protocol::SecretSources::sshPassword);
    protocol::SshConfig other;
    other.target = *stranger;
    Q_EMIT told(tr("The SSH password was entered for another route and is not sent to a different machine. Enter the "
                   "one for %1.")
                    .arg(sshWayText(other)));
    Q_EMIT changed();
}

bool ConnectionForm::holds(SecretMember place) const {
    const protocol::SecretSource& source = m_saved.config.secrets.*place;
    return hasSecret(place) || (source.origin == SecretOrigin::Stored && !source.what.empty());
}

void ConnectionForm::forget(SecretMember place) {
    const auto* const found = std::ranges::find(kSecretPlaces, place, &SecretPlace::source);
    m_secrets.*(found->left) = {};
    if (protocol::SecretSource& source = m_saved.config.secrets.*place; source.origin == SecretOrigin::Stored) {
        source.what.clear();
    }
}

} // namespace dbv::viewmodel
