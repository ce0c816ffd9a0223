// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include <dbv/connector/connector.h>

#include "support/fake_session.h"

namespace dbv::testing {

/// A connector without a database: statements behave as the test has said to its FakeServer.
class FakeConnector final : public Connector {
public:
    explicit FakeConnector(std::shared_ptr<FakeServer> server) : m_server(std::move(server)) {}

    Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token /*stop*/,
                                          OpeningSteps& steps) override {
        if (const auto password = m_server->read(&FakeServer::m_password)) {
            steps.begin("authenticate");
            if (params.password.reveal() != *password) {
                return fail(ErrorKind::AuthenticationFailed, "The server refuses the password.", "Give another.");
            }
            steps.passed("in");
        }
        steps.begin("database");
        if (const auto gate = m_server->read(&FakeServer::m_opening)) {
            gate->pass();
        }
        if (const auto refusal = m_server->read(&FakeServer::m_refusal)) {
            return std::unexpected(*refusal);
        }
        return std::make_unique<FakeSession>(m_server);
    }

private:
    std::shared_ptr<FakeServer> m_server;
};

} // namespace dbv::testing
