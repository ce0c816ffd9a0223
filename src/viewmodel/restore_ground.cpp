// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/restore_ground.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <QDir>
#include <QPointer>

#include "protocol/query_commands.h"
#include "sql/literal.h"
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

RestoreGround::RestoreGround(bus::CommandBus& bus, ConnectionList& connections, QObject* parent)
    : QObject(parent), m_bus(bus), m_connections(connections) {}

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

void RestoreGround::makeBeside(const RestorePlace& place, const QString& name, Ready ready) {
    open(place, [this, name = name.toStdString(), ready = std::move(ready)](const Result<ConnectionId>& on) {
        if (!on) {
            ready(on);
        } else {
            make(*on, name, ready);
        }
    });
}

void RestoreGround::make(ConnectionId on, const std::string& name, const Ready& ready) {
    const OpenDatabase* database = m_connections.find(on);
    if (database == nullptr || m_made.contains({on.value, name})) {
        openMade(on, name, ready);
        return;
    }
    const Safety safety = database->facts.safety;
    if (safety != Safety::Off && safety != Safety::Confirm) {
        // The engine would say so once the database were made.
        ready(fail(
            safety == Safety::ReadOnly ? ErrorKind::RefusedReadOnly : ErrorKind::RefusedBySandbox,
            tr("Nothing is restored through a connection that is read-only, a sandbox or in a dry run.").toStdString(),
            tr("Open it with another safety, or choose another connection.").toStdString()));
        return;
    }
    const DialectId dialect = database->facts.dialect;
    protocol::RunQuery query;
    query.connection = on;
    query.sql = "CREATE DATABASE " + sql::quoteIdentifier(name, dialect);
    if (dialect == DialectId::PostgreSql) {
        // What others have put into template1 is in no backup.
        query.sql += " TEMPLATE template0";
    }
    const auto trouble = std::make_shared<std::optional<Error>>();
    m_request = m_bus.send(std::move(query), [this, on, name, ready, trouble](const protocol::Event& event, bool last) {
        if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
            *trouble = finished->report.error;
        } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            *trouble = failed->error;
        }
        if (!last) {
            return;
        }
        if (*trouble) {
            Error error = **trouble;
            error.message = tr("The new database \"%1\" can not be made: %2")
                                .arg(QString::fromStdString(name), QString::fromStdString(error.message))
                                .toStdString();
            ready(std::unexpected(std::move(error)));
            return;
        }
        m_made.insert({on.value, name});
        openMade(on, name, ready);
    });
}

void RestoreGround::openMade(ConnectionId on, const std::string& name, const Ready& ready) {
    m_connections.openBeside(on, name, [self = QPointer(this), ready](const Result<protocol::ConnectionFacts>& facts) {
        if (self) {
            ready(facts ? Result<ConnectionId>(facts->connection) : std::unexpected(facts.error()));
        }
    });
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
