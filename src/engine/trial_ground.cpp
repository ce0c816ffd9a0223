// SPDX-License-Identifier: Apache-2.0
#include "engine/trial_ground.h"

#include <utility>

#include "engine/backup_book.h"

namespace dbv::engine {

Result<std::unique_ptr<TrialGround>> TrialGround::start(ConnectorRegistry& registry, const Order& order,
                                                        const std::filesystem::path& locks,
                                                        const std::stop_token& stop) {
    Result<std::shared_ptr<Connector>> connector = registry.load(order.engine);
    Result<jobs::JobFolder> folder = connector ? jobs::JobFolder::begin(locks, newBackupId("trial"), order.parent)
                                               : std::unexpected(std::move(connector.error()));
    if (!folder) {
        return std::unexpected(std::move(folder.error()));
    }
    std::unique_ptr<TrialGround> ground(new TrialGround(*std::move(connector), *std::move(folder)));
    Result<std::unique_ptr<TrialServer>> server =
        ground->m_connector->startTrialServer(ground->m_folder.path().string(), order.serverVersion, stop);
    if (!server) {
        return std::unexpected(std::move(server.error()));
    }
    ground->m_server = *std::move(server);
    return ground;
}

Result<ConnectParams> TrialGround::login() const {
    return m_server->login();
}

Result<std::unique_ptr<Session>> TrialGround::open(const std::stop_token& stop) const {
    const Result<ConnectParams> params = login();
    return params ? openSession(*m_connector, *params, stop) : std::unexpected(params.error());
}

} // namespace dbv::engine
