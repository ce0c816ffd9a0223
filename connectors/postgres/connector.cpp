// SPDX-License-Identifier: Apache-2.0
#include "postgres/connector.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/cancel.h>

#include "network/socket_io.h"
#include "postgres/opening.h"
#include "postgres/postgres_trial.h"
#include "postgres/server_facts.h"
#include "postgres/session.h"
#include "postgres/start_settings.h"

namespace dbv::postgres {

namespace {

/// How long a second line may take, to find out what stands between here and the server.
constexpr std::chrono::milliseconds kSecondWithin{2000};
constexpr std::string_view kStartupOption = "startupSql";

/// A second line to where the first one leads.
Result<std::unique_ptr<Line>> openSecond(const OpenPlan& plan, const ConnectParams& params, const std::stop_token& stop,
                                         const Line& first) {
    OpenPlan same = plan;
    same.timeout = std::min(plan.timeout, kSecondWithin);
    if (plan.places.size() > 1) {
        const std::string host = PQhost(first.handle());
        std::erase_if(same.places, [&](const Place& place) { return place.host != host; });
    }
    if (same.places.empty()) {
        same.places = plan.places;
    }
    NoOpeningSteps unheard;
    NoticeBox said;
    Result<Connection> connection = openConnection(same, params, stop, unheard, said);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    auto line = std::make_unique<Line>(std::move(*connection), std::make_shared<PostgresCanceller>());
    line->giveUpAt(std::chrono::steady_clock::now() + same.timeout);
    return line;
}

/// A line that was lost before there was a session: nothing of the user's was sent on it.
Error inTheOpening(Error error, const Line& line) {
    if (error.kind == ErrorKind::ConnectionLost) {
        const std::string port = PQport(line.handle());
        error.kind = ErrorKind::ConnectionFailed;
        error.message = "The server at \"" + std::string(PQhost(line.handle())) + "\", port " + port +
                        " took the login and did not open the database: " + error.message;
        error.hint = "Try again, and look at the server's log.";
        error.inDoubt = false;
    }
    return error;
}

} // namespace

PostgresConnector::PostgresConnector() {
    neverAskOnATerminal();
}

Result<std::unique_ptr<Session>> PostgresConnector::open(const ConnectParams& params, std::stop_token stop,
                                                         OpeningSteps& steps) {
    Result<OpenPlan> plan = planOpening(params);
    if (!plan) {
        return std::unexpected(plan.error());
    }
    NoticeBox said;
    Result<Connection> connection = openConnection(*plan, params, stop, steps, said);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    auto canceller = std::make_shared<PostgresCanceller>();
    auto line = std::make_unique<Line>(std::move(*connection), canceller);
    // A server that accepts and then says nothing is given up when whoever waits gives up.
    const std::stop_callback onStop(stop, [canceller, socket = PQsocket(line->handle())] {
        static_cast<void>(canceller->cancel().has_value());
        network::cutLine(socket);
    });
    line->giveUpAt(std::chrono::steady_clock::now() + plan->timeout);
    const OpenAnother another = [&] { return openSecond(*plan, params, stop, *line); };
    Result<ServerFacts> facts = readServerFacts(*line, *plan, another, m_known);
    if (facts && !params.options.contains("client_encoding")) {
        if (const Result<void> taken = takeBytesAsTheyAre(*line); !taken) {
            facts = std::unexpected(taken.error());
        }
    }
    line->giveUpAt(std::nullopt);
    if (!facts) {
        return std::unexpected(stop.stop_requested() ? cancelledError(Damage::Session)
                                                     : inTheOpening(facts.error(), *line));
    }
    std::ranges::move(said.take(), std::back_inserter(facts->session.notices));
    steps.passed("The database \"" + facts->session.database + "\" is open: " + facts->session.serverVersion +
                 ", session " + facts->session.serverSessionId + ".");
    return std::make_unique<PostgresSession>(std::move(line), std::move(*facts));
}

Result<void> PostgresConnector::check(const ConnectParams& params) const {
    const Result<OpenPlan> plan = planOpening(params);
    return plan ? Result<void>() : std::unexpected(plan.error());
}

std::vector<StartupScript> PostgresConnector::startup(const ConnectParams& params) const {
    const std::string_view sql = params.option(kStartupOption);
    if (sql.empty()) {
        return {};
    }
    // What standard_conforming_strings is, only the session tells.
    Grammar escaping(DialectId::PostgreSql);
    escaping.backslashEscapes = true;
    return {{std::string(kStartupOption), std::string(sql), Grammar(DialectId::PostgreSql)},
            {std::string(kStartupOption), std::string(sql), escaping}};
}

Result<std::unique_ptr<TrialServer>> PostgresConnector::startTrialServer(const std::string& folder,
                                                                         std::string_view serverVersion,
                                                                         const std::stop_token& stop) {
    return PostgresTrial::start(folder, serverVersion, stop);
}

} // namespace dbv::postgres
