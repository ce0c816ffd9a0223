// SPDX-License-Identifier: Apache-2.0
#include "postgres/connector.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "postgres/opening.h"
#include "postgres/server_facts.h"
#include "postgres/session.h"

namespace dbv::postgres {

PostgresConnector::PostgresConnector() {
    neverAskOnATerminal();
}

Result<std::unique_ptr<Session>> PostgresConnector::open(const ConnectParams& params, std::stop_token stop,
                                                         OpeningSteps& steps) {
    const Result<OpenPlan> plan = planOpening(params);
    if (!plan) {
        return std::unexpected(plan.error());
    }
    Result<Connection> connection = openConnection(*plan, params, stop, steps);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    auto canceller = std::make_shared<PostgresCanceller>();
    auto line = std::make_unique<Line>(std::move(*connection), canceller);
    // A server that accepts and then says nothing is given up when whoever waits gives up.
    const std::stop_callback onStop(stop, [canceller] { static_cast<void>(canceller->cancel().has_value()); });
    line->giveUpAt(std::chrono::steady_clock::now() + plan->timeout);
    Result<ServerFacts> facts = readServerFacts(*line, *plan);
    line->giveUpAt(std::nullopt);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    steps.passed("The database \"" + facts->session.database + "\" is open: " + facts->session.serverVersion +
                 ", session " + facts->session.serverSessionId + ".");
    return std::make_unique<PostgresSession>(std::move(line), std::move(*facts), plan->readOnly);
}

} // namespace dbv::postgres
