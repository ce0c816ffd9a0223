// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

#include "protocol/events.h"

namespace dbv::rpc {

/// How a test of a connection went: what `testConnection` answers with.
[[nodiscard]] QJsonObject testedJson(const protocol::ConnectionTested& tested);
[[nodiscard]] QJsonObject capabilitiesJson(const SessionCapabilities& found);

/// A configuration with the names of docs/protocol.md; what is empty is left out. There is no secret in it.
[[nodiscard]] QJsonObject configJson(const protocol::ConnectionConfig& config);
[[nodiscard]] QJsonObject savedConnectionJson(const protocol::SavedConnection& saved);
[[nodiscard]] QJsonObject savedConnectionsJson(const protocol::SavedConnectionsListed& listed);
/// What is known of the stored secrets beside themselves.
[[nodiscard]] QJsonObject secretsJson(const protocol::SecretsListed& listed);

} // namespace dbv::rpc
