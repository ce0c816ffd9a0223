// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/connector.h>

#include "mysql/proven_server.h"
#include "mysql/server_facts.h"

namespace dbv::mysql {

/// Opens sessions on MySQL and MariaDB servers, and on others that speak their protocol.
class MysqlConnector : public Connector {
public:
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token stop,
                                                        OpeningSteps& steps) override;
    [[nodiscard]] Result<void> check(const ConnectParams& params) const override;
    [[nodiscard]] std::vector<StartupScript> startup(const ConnectParams& params) const override;
    [[nodiscard]] Result<std::unique_ptr<TrialServer>>
    startTrialServer(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop) override;

private:
    /// Shared with the sessions, whose cancels need a connection of their own.
    std::shared_ptr<ProvenServers> m_proven = std::make_shared<ProvenServers>();
    KnownServers m_known;
};

} // namespace dbv::mysql
