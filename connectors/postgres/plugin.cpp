// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <QtCore/QObject>

#include <dbv/connector/plugin.h>

#include "postgres/connector.h"

namespace dbv::postgres {

/// The module's door.
class PostgresPlugin : public QObject, public ConnectorPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID DBV_CONNECTOR_PLUGIN_ID FILE "plugin.json")
    Q_INTERFACES(dbv::ConnectorPlugin)

public:
    [[nodiscard]] std::unique_ptr<Connector> create() override { return std::make_unique<PostgresConnector>(); }
};

} // namespace dbv::postgres

#include "plugin.moc"
