// SPDX-License-Identifier: Apache-2.0
#include "engine/keeping_check.h"

#include <string>
#include <utility>

#include "connect/clear_secrets.h"
#include "engine/connection_opening.h"
#include "store/saved_connections.h"

namespace dbv::engine {

namespace {

void maskIfSecret(std::string& shown) {
    if (!connect::refuseSecretInName(shown)) {
        shown = connect::maskedPlace(shown);
    }
}

} // namespace

Result<void> checkToKeep(ConnectorRegistry& registry, const protocol::SavedConnection& connection) {
    Result<void> fit = connect::refuseClearSecrets(connection.config);
    fit = fit ? connect::refuseSecretInName(connection.name) : fit;
    fit = fit ? connect::refuseSecretInName(connection.group) : fit;
    fit = fit ? store::checkConnectionName(connection.name) : fit;
    return fit ? checkConfiguration(registry, connection.config) : fit;
}

void refuseWhatCanNotBeKept(ConnectorRegistry& registry, imports::ImportReport& report) {
    for (imports::ImportItem& item : report.items) {
        Result<void> fit =
            item.state == imports::ImportState::Refused ? Result<void>() : checkToKeep(registry, item.connection);
        maskIfSecret(item.connection.name);
        maskIfSecret(item.connection.group);
        if (fit) {
            continue;
        }
        // What was lost on the way here is of no use any more.
        imports::ImportItem refused{.connection = {}, .state = imports::ImportState::Refused, .remarks = {}};
        refused.connection.name = std::move(item.connection.name);
        refused.connection.group = std::move(item.connection.group);
        refused.remarks.push_back(std::move(fit.error().message));
        if (!fit.error().hint.empty()) {
            refused.remarks.push_back(std::move(fit.error().hint));
        }
        item = std::move(refused);
    }
}

} // namespace dbv::engine
