// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_import.h"

#include <algorithm>
#include <utility>

#include <QPointer>
#include <QStringList>

#include "viewmodel/connection_secrets.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

ConnectionImport::ConnectionImport(bus::CommandBus& bus, ConnectionList& connections, QObject* parent)
    : QObject(parent), m_bus(bus), m_connections(connections) {}

void ConnectionImport::findSources() {
    m_request = m_bus.ask(
        protocol::FindImportSources{},
        [this](const protocol::ImportSourcesFound& answer) {
            m_sources = answer.found;
            m_sources.insert(m_sources.end(), answer.known.begin(), answer.known.end());
            Q_EMIT sourcesChanged();
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionImport::read(const protocol::ImportSource& source, Secret passphrase) {
    if (m_taking) {
        return;
    }
    const bus::LeftSecret left(m_bus.secrets(), std::move(passphrase));
    m_reading = m_bus.ask(
        protocol::ReadConnections{source.program, source.file, left.id()},
        [this, left](const protocol::ConnectionsRead& answer) {
            Q_EMIT readingChanged();
            receive(answer);
        },
        [this, left](const Error& error) {
            Q_EMIT readingChanged();
            m_items.clear();
            m_remarks.clear();
            // The passphrase that was wrong is asked for again; another file may have none.
            m_wantsPassphrase = error.kind == ErrorKind::WrongPassphrase;
            Q_EMIT itemsChanged();
            Q_EMIT told(errorParagraph(error));
        });
    Q_EMIT readingChanged();
}

void ConnectionImport::receive(const protocol::ConnectionsRead& answer) {
    m_items.clear();
    const auto takenOver = [this](SecretId id) { return bus::LeftSecret::takenOver(m_bus.secrets(), id); };
    for (const protocol::ImportedConnection& item : answer.connections) {
        m_items.push_back({.item = item,
                           .secrets = {.password = takenOver(item.secrets.password),
                                       .tlsKeyPassword = takenOver(item.secrets.tlsKeyPassword),
                                       .sshPassword = takenOver(item.secrets.sshPassword),
                                       .sshPassphrase = takenOver(item.secrets.sshPassphrase)},
                           .wanted = item.outcome != protocol::ImportOutcome::Refused});
    }
    QStringList remarks;
    for (const std::string& remark : answer.remarks) {
        remarks.append(QString::fromStdString(remark));
    }
    m_remarks = remarks.join(QLatin1Char('\n'));
    m_wantsPassphrase = answer.wantsPassphrase;
    Q_EMIT itemsChanged();
}

void ConnectionImport::setWanted(std::size_t item, bool wanted) {
    if (item >= m_items.size() || m_taking) {
        return;
    }
    FoundItem& found = m_items[item];
    found.wanted = wanted && !found.taken && found.item.outcome != protocol::ImportOutcome::Refused;
}

std::size_t ConnectionImport::wantedCount() const {
    return static_cast<std::size_t>(std::ranges::count_if(m_items, &FoundItem::wanted));
}

std::string ConnectionImport::freeName(const std::string& name) const {
    const auto isTaken = [this](const std::string& wished) {
        return std::ranges::find(m_connections.saved(), wished, &protocol::SavedConnection::name) !=
               m_connections.saved().end();
    };
    std::string wished = name;
    for (int number = 2; isTaken(wished); ++number) {
        wished = name + " (" + std::to_string(number) + ")";
    }
    return wished;
}

void ConnectionImport::take(bool storeSecrets) {
    if (m_taking) {
        return;
    }
    m_storesSecrets = storeSecrets;
    // What is chosen is not replaced by what is being read.
    m_reading = {};
    Q_EMIT readingChanged();
    m_taken = 0;
    m_failed = 0;
    m_unstored.clear();
    m_taking = true;
    Q_EMIT takingChanged();
    takeNext(0);
}

void ConnectionImport::takeNext(std::size_t item) {
    while (item < m_items.size() && (!m_items[item].wanted || m_items[item].taken)) {
        ++item;
    }
    if (item == m_items.size()) {
        m_taking = false;
        Q_EMIT takingChanged();
        Q_EMIT itemsChanged();
        Q_EMIT done(m_taken, m_failed, m_unstored);
        return;
    }
    m_items[item].trouble.clear();
    m_items[item].item.connection.name = freeName(m_items[item].item.connection.name);
    if (!m_storesSecrets || !m_items[item].secrets.given()) {
        storeNext(item, 0);
        return;
    }
    // A secret is stored for nothing that is refused.
    m_request = m_bus.ask(
        protocol::SaveConnection{m_items[item].item.connection, {}, protocol::ReadConnection{}, true},
        [this, item](const protocol::SavedConnectionsListed&) { storeNext(item, 0); },
        [this, item](const Error& error) { leaveOut(item, error); });
}

void ConnectionImport::storeNext(std::size_t item, std::size_t place) {
    FoundItem& found = m_items[item];
    for (; m_storesSecrets && place < kSecretPlaces.size(); ++place) {
        const bus::LeftSecret& left = found.secrets.*(kSecretPlaces[place].left);
        if (!left.id()) {
            continue;
        }
        const QPointer<ConnectionImport> alive(this);
        m_connections.keeper().keep(
            {}, secretName(QString::fromStdString(found.item.connection.name), kSecretPlaces[place].source), left,
            [alive, item, place](const Result<std::string>& kept) {
                if (!alive) {
                    return;
                }
                FoundItem& one = alive->m_items[item];
                if (kept) {
                    one.item.connection.config.secrets.*
                        (kSecretPlaces[place].source) = {protocol::SecretOrigin::Stored, *kept};
                    alive->storeNext(item, place + 1);
                    return;
                }
                if (kept.error().kind == ErrorKind::Cancelled) {
                    // Whoever gives no master password now would be asked for each of them.
                    alive->m_storesSecrets = false;
                    alive->m_unstored = tr("The passwords were not stored, since their place stayed locked.");
                    alive->save(item);
                    return;
                }
                alive->leaveOut(item, kept.error());
            });
        return;
    }
    save(item);
}

void ConnectionImport::save(std::size_t item) {
    m_request = m_bus.ask(
        protocol::SaveConnection{m_items[item].item.connection, {}, protocol::ReadConnection{}},
        [this, item](const protocol::SavedConnectionsListed& list) {
            FoundItem& one = m_items[item];
            one.taken = true;
            one.wanted = false;
            ++m_taken;
            if (one.secrets.given()) {
                m_connections.remember(one.item.connection.config, one.secrets);
            }
            m_connections.setSaved(list.connections);
            takeNext(item + 1);
        },
        [this, item](const Error& error) { leaveOut(item, error); });
}

void ConnectionImport::leaveOut(std::size_t item, const Error& error) {
    m_items[item].trouble = errorSentence(error);
    ++m_failed;
    takeNext(item + 1);
}

} // namespace dbv::viewmodel
