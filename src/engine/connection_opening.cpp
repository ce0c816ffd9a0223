// SPDX-License-Identifier: Apache-2.0
#include "engine/connection_opening.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "connect/connection_target.h"

namespace dbv::engine {

namespace {

std::string whatOpens(const std::vector<ConnectorInfo>& connectors, const std::string& id,
                      const ConnectParams& params) {
    const auto info = std::ranges::find(connectors, id, &ConnectorInfo::id);
    const std::string& name = info == connectors.end() ? id : info->displayName;
    return name + " opens \"" + (params.host.empty() ? params.database : params.host) + "\".";
}

} // namespace

Result<OpenedConnection> openConnection(ConnectorRegistry& registry, const protocol::ConnectionConfig& config,
                                        const std::stop_token& stop, ConnectionDiagnosis& diagnosis) {
    diagnosis.begin("resolve");
    const std::vector<ConnectorInfo> known = registry.connectors();
    if (known.empty()) {
        const std::vector<std::string> refused = registry.refused();
        return fail(ErrorKind::Unsupported, "There is no connector that could be used.",
                    refused.empty() ? "Install the program again: its folder \"connectors\" is missing or empty."
                                    : refused.front());
    }
    Result<connect::ResolvedTarget> target = connect::resolveTarget(config, known);
    if (!target) {
        return std::unexpected(std::move(target.error()));
    }
    const Result<std::shared_ptr<Connector>> connector = registry.load(target->connectorId);
    if (!connector) {
        return std::unexpected(connector.error());
    }
    diagnosis.passed(whatOpens(known, target->connectorId, target->params));
    auto source = std::make_shared<SessionSource>();
    source->connector = *connector;
    source->params = std::move(target->params);
    Result<std::unique_ptr<Session>> session = source->connector->open(source->params, stop, diagnosis);
    if (!session) {
        return std::unexpected(std::move(session.error()));
    }
    const SessionFacts& facts = (*session)->facts();
    OpenedConnection opened;
    opened.facts = {.connection = {},
                    .connector = target->connectorId,
                    .dialect = (*session)->dialect().id,
                    .serverVersion = facts.serverVersion,
                    .database = facts.database,
                    .product = facts.product,
                    .tls = facts.tls,
                    .safety = source->params.safety,
                    .notices = facts.notices};
    opened.source = std::move(source);
    opened.session = std::move(*session);
    return opened;
}

} // namespace dbv::engine
