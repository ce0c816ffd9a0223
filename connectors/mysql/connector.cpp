// SPDX-License-Identifier: Apache-2.0
#include "mysql/connector.h"

#include <string>
#include <utility>

#include <errmsg.h>
#include <mysqld_error.h>

#include <dbv/core/cancel.h>

#include "mysql/line_deadline.h"
#include "mysql/mysql_trial.h"
#include "mysql/opening.h"
#include "mysql/server_facts.h"
#include "mysql/session.h"
#include "mysql/startup_statements.h"

namespace dbv::mysql {

namespace {

// How long a request to stop may take; it is sent again.
constexpr std::chrono::seconds kKillWithin{5};

Result<void> sendKill(const OpenPlan& plan, const network::Address& address, ProvenServers& proven, unsigned long id,
                      const std::stop_token& stop) {
    NoOpeningSteps unheard;
    const network::Patience patience{std::chrono::steady_clock::now() + kKillWithin, stop};
    const Result<OpenedLine> line = openLine(plan, {address}, proven, patience, unheard);
    if (!line) {
        return std::unexpected(line.error());
    }
    if (stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::Session));
    }
    // From here on the request is at the server: whoever waits has to know that it will hit nothing else.
    const LineDeadline deadline(static_cast<int>(mysql_get_socket(line->connection.get())), {patience.until, {}});
    const std::string sql = "KILL QUERY " + std::to_string(id);
    if (mysql_real_query(line->connection.get(), sql.data(), sql.size()) != 0) {
        const Failure failure = failureOf(line->connection.get());
        if (failure.code == ER_NO_SUCH_THREAD) {
            return {};
        }
        if (failure.code < CR_MIN_ERROR || failure.code > CR_MAX_ERROR) {
            return fail(ErrorKind::Unsupported, failure.message, {});
        }
        Error error = errorFor(failure);
        error.message = "The server could not be asked to stop: " + error.message;
        return std::unexpected(error);
    }
    return {};
}

/// Why a session could not be prepared, when its line was perhaps cut because that took too long.
Error judged(Error error, const OpenPlan& plan, const network::Patience& patience) {
    if (patience.stop.stop_requested()) {
        return cancelledError(Damage::Session);
    }
    if (error.kind == ErrorKind::ConnectionLost && patience.left().count() == 0) {
        return makeError(ErrorKind::TimedOut,
                         "The server at " + plan.where() + " let us in, but did not answer within " +
                             std::to_string(plan.timeout.count()) + " ms.",
                         "Look at the server's load, or allow more time (connect_timeout).", Damage::Session);
    }
    if (error.kind == ErrorKind::ConnectionLost) {
        // Nothing of the user's was sent on it.
        error.kind = ErrorKind::ConnectionFailed;
        error.message = "The server at " + plan.where() + " let us in and then broke off: " + error.message;
        error.hint = "Try again, and look at the server's log.";
        error.inDoubt = false;
    }
    return error;
}

std::string foundSentence(const OpenPlan& plan, const std::vector<network::Address>& addresses) {
    if (!plan.dialHost.empty()) {
        return plan.host + " through the tunnel.";
    }
    std::string text = plan.socketPath.empty() ? plan.host + " is " : plan.socketPath;
    for (const network::Address& each : addresses) {
        text += each.host + (&each == &addresses.back() ? "" : ", ");
    }
    return text + ".";
}

} // namespace

Result<std::unique_ptr<Session>> MysqlConnector::open(const ConnectParams& params, std::stop_token stop,
                                                      OpeningSteps& steps) {
    Result<OpenPlan> planned = planOpening(params);
    if (!planned) {
        return std::unexpected(planned.error());
    }
    const auto plan = std::make_shared<const OpenPlan>(std::move(*planned));
    const network::Patience patience{std::chrono::steady_clock::now() + plan->timeout, stop};
    steps.begin("resolve");
    const Result<std::vector<network::Address>> addresses = findAddresses(*plan, patience);
    if (!addresses) {
        return std::unexpected(addresses.error());
    }
    steps.passed(foundSentence(*plan, *addresses));
    Result<OpenedLine> opened = openLine(*plan, *addresses, *m_proven, patience, steps);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    const unsigned long id = mysql_thread_id(opened->connection.get());
    auto kill = [plan, proven = m_proven, address = opened->address, id](const std::stop_token& ended) {
        return sendKill(*plan, address, *proven, id, ended);
    };
    const auto canceller = std::make_shared<MysqlCanceller>();
    auto line = std::make_unique<Line>(std::move(opened->connection), canceller, std::move(kill));
    line->setOpening(true);
    Result<ServerFacts> facts = readServerFacts(*line, *plan, m_known, patience);
    line->setOpening(false);
    if (!facts) {
        return std::unexpected(judged(facts.error(), *plan, patience));
    }
    facts->session.tls.chain = std::move(opened->chain);
    steps.passed(facts->session.serverVersion + ", session " + facts->session.serverSessionId + ".");
    auto localFiles = plan->localFiles.empty() ? nullptr : std::make_unique<LocalFiles>(plan->localFiles);
    return std::make_unique<MysqlSession>(std::move(line), std::move(*facts), std::move(localFiles), plan->readOnly);
}

Result<void> MysqlConnector::check(const ConnectParams& params) const {
    const Result<OpenPlan> plan = planOpening(params);
    return plan ? Result<void>() : std::unexpected(plan.error());
}

std::vector<StartupScript> MysqlConnector::startup(const ConnectParams& params) const {
    return startupScripts(params);
}

Result<std::unique_ptr<TrialServer>> MysqlConnector::startTrialServer(const std::string& folder,
                                                                      std::string_view serverVersion,
                                                                      const std::stop_token& stop) {
    return MysqlTrial::start(folder, serverVersion, stop);
}

} // namespace dbv::mysql
