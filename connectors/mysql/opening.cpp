// SPDX-License-Identifier: Apache-2.0
#include "mysql/opening.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <errmsg.h>

#include "mysql/errors.h"
#include "mysql/login.h"
#include "network/addresses.h"
#include "network/certificates.h"
#include "network/peer_guess.h"

namespace dbv::mysql {

namespace {

/// A sentence about how the line is protected.
std::string sentenceAboutLine(MYSQL* connection, const OpenPlan& plan, const std::vector<CertificateInfo>& chain) {
    const char* cipher = mysql_get_ssl_cipher(connection);
    const char* version = nullptr;
    mariadb_get_infov(connection, MARIADB_CONNECTION_TLS_VERSION, static_cast<void*>(&version));
    return network::sentenceAbout(cipher == nullptr ? "" : textOf(version) + ", " + cipher, plan.tlsMode, chain);
}

/// Smaller codes are the server's.
constexpr int kFirstOfLibrary = 2000;

/// One address, from the first packet to a session.
class Attempt {
public:
    Attempt(const OpenPlan& plan, const network::Address& address, ProvenServers& proven, network::PeerWatch& watch,
            OpeningSteps& steps)
        : m_plan(plan),
          m_address(address),
          m_proven(proven),
          m_watch(watch),
          m_patience(watch.patience()),
          m_steps(steps) {}

    Result<OpenedLine> run() {
        enter("tcp");
        const bool mayAsk = m_plan.tlsMode == TlsMode::Prefer && !m_address.isSocket();
        if (!m_plan.demandsTls() && !mayAsk) {
            return logInWith({}, false);
        }
        const std::optional<ProvenServer> known = m_proven.find(m_plan);
        if (!known && mayAsk) {
            Result<OpenedLine> opened = logInWith({}, false);
            // The account's way of authentication depends on whether the line is encrypted.
            return opened || opened.error().nativeCode != CR_PLUGIN_NOT_ALLOWED ? std::move(opened) : proveAndLogIn();
        }
        if (known) {
            Result<OpenedLine> opened = logInWith(*known, false);
            if (opened || opened.error().kind != ErrorKind::TlsFailed) {
                return opened ? std::move(opened) : judged(opened.error());
            }
            // The server has another certificate by now.
            m_proven.forget(m_plan);
        }
        return proveAndLogIn();
    }

    [[nodiscard]] bool gotBeyondTcp() const { return m_step != "tcp"; }

private:
    void enter(std::string_view step) {
        m_step = step;
        m_steps.begin(step);
    }
    void reached() {
        if (m_step == "tcp") {
            m_steps.passed("Something listens at " + m_plan.where() + ".");
            enter(m_plan.tlsMode == TlsMode::Disable || m_address.isSocket() ? "authenticate" : "tls");
        }
    }

    Result<OpenedLine> proveAndLogIn() {
        // Behind one name may be several servers with a certificate each.
        constexpr int kTries = 3;
        std::optional<Error> last;
        m_watch.lookLater();
        for (int i = 0; i < kTries; ++i) {
            // Where its certificate was only asked for after a login, the line has stood before.
            const bool begins = i > 0 || m_step != "tls";
            if (begins) {
                enter("tcp");
            }
            Result<ProvenServer> server = proveServer(m_plan, m_address, m_patience);
            if (begins && (server || server.error().kind == ErrorKind::TlsFailed)) {
                m_steps.passed("Something listens at " + m_plan.where() + ".");
                enter("tls");
            }
            if (!server) {
                return std::unexpected(server.error());
            }
            m_steps.passed(network::sentenceAbout(server->agreed, m_plan.tlsMode, server->chain));
            enter("authenticate");
            const bool plain = server->pin.empty();
            Result<OpenedLine> opened = logInWith(*server, plain);
            if (opened && !plain) {
                m_proven.keep(m_plan, std::move(*server));
            }
            if (opened || opened.error().kind != ErrorKind::TlsFailed) {
                return opened ? std::move(opened) : judged(opened.error());
            }
            last = opened.error();
        }
        return judged(*last);
    }

    /// The error, or what the server says about TLS when it is given the time: one that wants another certificate of ours
    /// has ended the line in the middle of the login, for which the library finds other words.
    [[nodiscard]] std::unexpected<Error> judged(Error error) {
        const bool mayBeTls = error.kind == ErrorKind::TlsFailed || error.kind == ErrorKind::ConnectionFailed;
        if (!mayBeTls || error.nativeCode < kFirstOfLibrary) {
            return std::unexpected(std::move(error));
        }
        const Result<ProvenServer> server = proveServer(m_plan, m_address, m_patience, true);
        const bool tells =
            !server && (server.error().kind == ErrorKind::TlsFailed || server.error().kind == ErrorKind::Cancelled);
        if (tells && m_step != "tls") {
            enter("tls");
        }
        if (tells) {
            return std::unexpected(server.error());
        }
        return std::unexpected(std::move(error));
    }

    Result<OpenedLine> logInWith(const ProvenServer& server, bool plain) {
        const auto secured = [&](MYSQL* line) {
            if (m_step == "tls") {
                m_steps.passed(sentenceAboutLine(line, m_plan, server.chain));
                enter("authenticate");
            }
        };
        Result<Connection> connection = logIn(m_plan, m_address, {server.pin, plain}, m_patience,
                                              {[this] { reached(); }, secured, [this] { m_watch.lookLater(); }});
        if (!connection) {
            tellFailedStep(connection.error());
            return std::unexpected(connection.error());
        }
        if (m_plan.demandsTls() && mysql_get_ssl_cipher(connection->get()) == nullptr) {
            return fail(ErrorKind::TlsFailed, "The server at " + m_plan.where() + " went on without encryption.",
                        "Do not trust this line; ask the server's owner.", Damage::Session);
        }
        secured(connection->get());
        m_steps.passed("The server lets \"" + textOf(connection->get()->user) + "\" in.");
        enter("database");
        return OpenedLine{std::move(*connection), m_address, server.chain};
    }

    /// The library opens in one go; which step was the last shows in what it says.
    void tellFailedStep(const Error& error) {
        if (error.nativeCode == 0) {
            return;
        }
        const std::string_view step = stepOf({static_cast<unsigned int>(error.nativeCode), {}, {}});
        if (step == "tcp") {
            return;
        }
        reached();
        if (step == "database") {
            if (m_step == "tls") {
                m_steps.passed(network::sentenceAbout({}, m_plan.tlsMode, {}));
                enter("authenticate");
            }
            m_steps.passed("The server lets \"" + m_plan.user + "\" in.");
            enter("database");
        } else if (m_step != step && (step == "tls" || error.nativeCode < kFirstOfLibrary)) {
            enter(step);
        }
    }

    const OpenPlan& m_plan;
    const network::Address& m_address;
    ProvenServers& m_proven;
    network::PeerWatch& m_watch;
    network::Patience m_patience;
    OpeningSteps& m_steps;
    std::string_view m_step;
};

network::Patience shareOf(const network::Patience& patience, std::size_t parts) {
    // So that one address that swallows everything does not take it all.
    return {std::chrono::steady_clock::now() + patience.left() / static_cast<int>(parts), patience.stop};
}

} // namespace

Result<std::vector<network::Address>> findAddresses(const OpenPlan& plan, const network::Patience& patience) {
    std::vector<network::Address> all;
    if (!plan.dialHost.empty()) {
        const bool socket = plan.dialHost.starts_with('/');
        all.push_back(socket ? network::Address{{}, 0, plan.dialHost}
                             : network::Address{plan.dialHost, plan.dialPort, {}});
        return all;
    }
    if (!plan.socketPath.empty()) {
        all.push_back({{}, 0, plan.socketPath});
        return all;
    }
    const Result<std::vector<std::string>> found = network::addressesOf(plan.host, patience.left(), patience.stop);
    if (!found) {
        return std::unexpected(found.error());
    }
    all.reserve(found->size());
    for (const std::string& each : *found) {
        all.push_back({each, plan.port, {}});
    }
    return all;
}

Result<OpenedLine> openLine(const OpenPlan& plan, const std::vector<network::Address>& addresses, ProvenServers& proven,
                            const network::Patience& patience, OpeningSteps& steps) {
    std::optional<Error> best;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        network::PeerWatch watch(addresses[i], network::Speech::Mysql, shareOf(patience, addresses.size() - i));
        Attempt attempt(plan, addresses[i], proven, watch, steps);
        Result<OpenedLine> opened = attempt.run();
        if (!opened && !patience.stop.stop_requested()) {
            opened.error() = watch.explained(std::move(opened.error()), plan.where(), "a MySQL or MariaDB server");
        }
        if (opened || opened.error().kind == ErrorKind::Cancelled || attempt.gotBeyondTcp()) {
            return opened;
        }
        best = best ? best : opened.error();
    }
    return std::unexpected(best ? *best
                                : makeError(ErrorKind::ConnectionFailed,
                                            "The name \"" + plan.host + "\" has no address.", "Check the host's name.",
                                            Damage::Session));
}

} // namespace dbv::mysql
