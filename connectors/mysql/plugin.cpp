// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <QtCore/QObject>

#include <dbv/connector/plugin.h>

#include "mysql/connector.h"

namespace dbv::mysql {

/// The module's door.
class MysqlPlugin : public QObject, public ConnectorPlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID DBV_CONNECTOR_PLUGIN_ID FILE "plugin.json")
    Q_INTERFACES(dbv::ConnectorPlugin)

public:
    [[nodiscard]] std::unique_ptr<Connector> create() override { return std::make_unique<MysqlConnector>(); }
};

} // namespace dbv::mysql

#include "plugin.moc"
