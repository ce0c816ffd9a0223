// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/connector.h>

#include "postgres/server_facts.h"

namespace dbv::postgres {

/// Opens sessions on PostgreSQL servers, and on others that speak its protocol, by libpq.
class PostgresConnector : public Connector {
public:
    PostgresConnector();

    [[nodiscard]] Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token stop,
                                                        OpeningSteps& steps) override;
    [[nodiscard]] Result<void> check(const ConnectParams& params) const override;
    [[nodiscard]] std::vector<StartupScript> startup(const ConnectParams& params) const override;
    [[nodiscard]] Result<std::unique_ptr<TrialServer>>
    startTrialServer(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop) override;

private:
    KnownServers m_known;
};

} // namespace dbv::postgres
