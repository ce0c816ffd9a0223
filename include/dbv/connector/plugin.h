// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <QtPlugin>

#include <dbv/connector/connector.h>

namespace dbv {

/// What a connector module exports: a QObject that implements this and names `kConnectorPluginId`.
///
/// `plugin.json` beside it carries `id`, `displayName`, `version`, `abi` (the number `kConnectorAbi` of the contract it
/// was built for), `schemes`, `fileExtensions` and `defaultPort`, so that a module is judged before its code is loaded.
class ConnectorPlugin {
public:
    ConnectorPlugin() = default;
    ConnectorPlugin(const ConnectorPlugin&) = delete;
    ConnectorPlugin& operator=(const ConnectorPlugin&) = delete;
    virtual ~ConnectorPlugin() = default;

    [[nodiscard]] virtual std::unique_ptr<Connector> create() = 0;
};

/// Goes up with every change of `include/dbv` that a compiled connector would notice.
inline constexpr int kConnectorAbi = 13;

} // namespace dbv

#define DBV_CONNECTOR_PLUGIN_ID "org.dbvisualizer.Connector/1"
Q_DECLARE_INTERFACE(dbv::ConnectorPlugin, DBV_CONNECTOR_PLUGIN_ID)
