// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/restore_ground.h"

#include <algorithm>
#include <utility>

#include <QDir>
#include <QPointer>

#include "viewmodel/connector_of.h"

namespace dbv::viewmodel {

namespace {

/// The last part of what a backup is of, without the ending of a file.
QString bareName(const protocol::BackupEntry& entry) {
    const QString name = QString::fromStdString(entry.database).section(QLatin1Char('/'), -1);
    return entry.engine == "sqlite" && name.lastIndexOf(QLatin1Char('.')) > 0
               ? name.left(name.lastIndexOf(QLatin1Char('.')))
               : name;
}

} // namespace

std::vector<RestorePlace> restorePlacesFor(const protocol::BackupEntry& entry, const ConnectionList& connections) {
    std::vector<RestorePlace> places;
    const auto fits = [&entry](const std::string& connector) {
        return entry.engine.empty() || connector == entry.engine;
    };
    for (const OpenDatabase& database : connections.databases()) {
        if (fits(database.facts.connector)) {
            places.push_back({database.name, database.facts.connection, database.saved, database.environment,
                              !database.facts.hasServer});
        }
    }
    std::ranges::stable_partition(places, [&entry](const RestorePlace& place) {
        return !place.saved.empty() && place.saved == entry.connection;
    });
    const auto open = static_cast<std::ptrdiff_t>(places.size());
    for (const protocol::SavedConnection& saved : connections.saved()) {
        const std::string connector = connectorOf(saved.config, connections.connectors());
        if (fits(connector) && std::ranges::find(places, saved.name, &RestorePlace::saved) == places.end()) {
            places.push_back({QString::fromStdString(saved.name),
                              {},
                              saved.name,
                              saved.environment,
                              opensFiles(connector, connections.connectors())});
        }
    }
    std::stable_partition(places.begin() + open, places.end(),
                          [&entry](const RestorePlace& place) { return place.saved == entry.connection; });
    return places;
}

QString usualNewName(const protocol::BackupEntry& entry) {
    const QString name = bareName(entry);
    return name.isEmpty() ? QStringLiteral("restored") : name + QStringLiteral("_restored");
}

QString usualNewFile(const protocol::BackupEntry& entry) {
    const QString database = QString::fromStdString(entry.database);
    const QString folder =
        QDir::isAbsolutePath(database) ? database.section(QLatin1Char('/'), 0, -2) : QDir::homePath();
    const QString name = bareName(entry);
    return folder + QLatin1Char('/') +
           (name.isEmpty() ? QStringLiteral("restored.db") : name + QStringLiteral("-restored.db"));
}

RestoreGround::RestoreGround(ConnectionList& connections, QObject* parent)
    : QObject(parent), m_connections(connections) {}

void RestoreGround::open(const RestorePlace& place, Ready ready) {
    if (m_connections.find(place.open) != nullptr) {
        ready(place.open);
        return;
    }
    const auto saved = std::ranges::find(m_connections.saved(), place.saved, &protocol::SavedConnection::name);
    if (place.saved.empty() || saved == m_connections.saved().end()) {
        ready(fail(ErrorKind::NotFound, tr("The connection is gone.").toStdString(),
                   tr("Choose another one.").toStdString()));
        return;
    }
    m_connections.open(
        saved->config,
        [self = QPointer(this), ready = std::move(ready)](const Result<protocol::ConnectionFacts>& facts) {
            if (self) {
                ready(facts ? Result<ConnectionId>(facts->connection) : std::unexpected(facts.error()));
            }
        },
        place.saved);
}

void RestoreGround::makeFile(const QString& path, Ready ready) {
    protocol::ConnectionConfig config;
    config.connector = "sqlite";
    config.database = path.toStdString();
    config.options["mode"] = "rwc";
    m_connections.open(
        config, [self = QPointer(this), ready = std::move(ready)](const Result<protocol::ConnectionFacts>& facts) {
            if (self) {
                ready(facts ? Result<ConnectionId>(facts->connection) : std::unexpected(facts.error()));
            }
        });
}

} // namespace dbv::viewmodel
