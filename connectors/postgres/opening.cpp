// SPDX-License-Identifier: Apache-2.0
#include "postgres/opening.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <QtCore/QtGlobal>

#include <dbv/core/cancel.h>

#include "network/addresses.h"
#include "network/freed_memory.h"
#include "network/peer_guess.h"
#include "postgres/connect_failure.h"
#include "postgres/keyword_list.h"
#include "postgres/plain_login.h"
#include "postgres/start_settings.h"
#include "postgres/tls_facts.h"
#include "postgres/tls_probe.h"

namespace dbv::postgres {

namespace {

using Clock = std::chrono::steady_clock;

// How long a wait lasts before it is looked whether somebody wants it to end.
constexpr std::chrono::milliseconds kLookEvery{20};
// The rest of a short message comes soon.
constexpr std::chrono::milliseconds kRestOfMessage{1};
// A file that can not be there: an empty name means the usual file.
#ifdef Q_OS_WIN
constexpr const char* kNoPasswordFile = "NUL\\none";
#else
constexpr const char* kNoPasswordFile = "/dev/null/none";
#endif
// What the C library reads a file of passwords through. Unit: bytes.
constexpr std::size_t kFileBuffer = 4096;

/// What opens the client's key, where the library asks for it on this thread. It would keep a copy for as long as the
/// connection lives.
class KeyPassword {
public:
    explicit KeyPassword(const Secret& secret) { current() = &secret; }
    KeyPassword(const KeyPassword&) = delete;
    KeyPassword& operator=(const KeyPassword&) = delete;
    ~KeyPassword() { current() = nullptr; }

    static int write(char* buffer, int size, PGconn* connection) {
        const Secret* secret = current();
        if (secret == nullptr || secret->empty()) {
            // One from a service file, or none.
            return PQdefaultSSLKeyPassHook_OpenSSL(buffer, size, connection);
        }
        const auto room = static_cast<std::size_t>(std::max(size, 0));
        return static_cast<int>(secret->reveal().copy(buffer, room));
    }

private:
    static const Secret*& current() {
        thread_local const Secret* secret = nullptr;
        return secret;
    }
};

/// Wipes the password that the library keeps for connections that it would open anew by itself, which it must not, and
/// what it has freed of copies. The one that SCRAM works with can not be reached.
void wipePassword(Connection& connection, const Secret& given) {
    std::size_t size = given.reveal().size();
    // From a file or a variable, too. Where there is none, it points to a constant.
    if (char* kept = PQpass(connection.get()); kept != nullptr && *kept != '\0') {
        size = std::strlen(kept);
        wipe({kept, size});
    }
    if (size != 0) {
        connection.get_deleter().passwordSize = size + 1;
        network::overwriteFreed(size + 1);
    }
    // Where it has a password, it reads no file that holds others.
    if (given.empty() || !qEnvironmentVariableIsEmpty("PGSERVICE")) {
        network::overwriteFreed(kFileBuffer);
    }
    wipeDeadStack();
}

/// One attempt at one address, from the first packet to a session.
class Attempt {
public:
    Attempt(const OpenPlan& plan, const ConnectParams& params, OpeningSteps& steps, NoticeBox& notices)
        : m_plan(plan), m_params(params), m_steps(steps), m_notices(notices) {}

    Result<Connection> run(const Place& place, const std::string& address, std::string_view target,
                           Clock::time_point until, const std::stop_token& stop) {
        m_where = "\"" + place.host + "\"" + (place.isSocket() ? "" : ", port " + std::to_string(place.port));
        const KeyPassword keyPassword(m_params.tls.keyPassword);
        const network::Patience patience{until, stop};
        network::PeerWatch watch(addressOf(place, address), network::Speech::Postgres, patience);
        Connection connection = keywordsFor(place, address, target).start();
        if (!connection) {
            return fail(ErrorKind::Internal, "There is not enough memory to open a connection.",
                        "Close other programs.");
        }
        // Without it the library writes them to the terminal.
        PQsetNoticeReceiver(
            connection.get(),
            [](void* box, const PGresult* notice) { static_cast<NoticeBox*>(box)->add(noticeOf(notice)); }, &m_notices);
        Result<void> connected = finish(connection.get(), watch, place, address);
        wipePassword(connection, m_params.password);
        if (!connected && !stop.stop_requested()) {
            connected.error() = watch.explained(std::move(connected.error()), m_where, "a PostgreSQL server");
        }
        if (!connected) {
            return std::unexpected(std::move(connected.error()));
        }
        return connection;
    }

    [[nodiscard]] bool gotBeyondTcp() const { return m_step != Step::Tcp; }

private:
    /// Goes on with a connection that was begun until it stands.
    Result<void> finish(PGconn* connection, network::PeerWatch& watch, const Place& place, const std::string& address) {
        const auto [until, stop] = watch.patience();
        // With them, what the server refuses with has its SQLSTATE, whatever its language.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
        enter(Step::Tcp);
        const LoginGuard guard(place.isLocal(), m_where);
        PostgresPollingStatusType state = PGRES_POLLING_WRITING;
        while (state != PGRES_POLLING_OK && PQstatus(connection) != CONNECTION_BAD) {
            const bool ready = network::waitForSocket(PQsocket(connection), state == PGRES_POLLING_READING,
                                                      state == PGRES_POLLING_WRITING, kLookEvery);
            if (!ready) {
                watch.lookLater();
            }
            // Also for a server that never stops talking.
            if (stop.stop_requested()) {
                return std::unexpected(cancelledError(Damage::Session));
            }
            if (Clock::now() > until) {
                return std::unexpected(tooLate());
            }
            const Result<bool> mayRead = ready ? guard.mayRead(connection) : Result<bool>(false);
            if (!mayRead) {
                return std::unexpected(mayRead.error());
            }
            if (ready && !*mayRead) {
                std::this_thread::sleep_for(kRestOfMessage);
            } else if (ready) {
                state = PQconnectPoll(connection);
                if (!follow(connection)) {
                    break;
                }
            }
        }
        if (PQstatus(connection) != CONNECTION_OK) {
            Error error = explain(place, address, connection, until, stop);
            if (m_step == Step::Authenticate && isAboutDatabase(error)) {
                passLogin(connection);
            }
            return std::unexpected(std::move(error));
        }
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
        return {};
    }

    enum class Step : std::uint8_t { Tcp, Tls, Authenticate, Database };

    static std::string_view stepName(Step step) {
        switch (step) {
        case Step::Tcp: return "tcp";
        case Step::Tls: return "tls";
        case Step::Authenticate: return "authenticate";
        case Step::Database: break;
        }
        return "database";
    }

    KeywordList keywordsFor(const Place& place, const std::string& address, std::string_view target) const {
        KeywordList list;
        for (const auto& [word, value] : m_plan.words) {
            list.add(word, value);
        }
        list.add("host", m_plan.serverName.empty() || place.isSocket() ? place.host : m_plan.serverName);
        if (!m_plan.dialHost.empty()) {
            list.add("hostaddr", m_plan.dialHost);
            // The library would look there for the tunnel's own end, by its port, and take what is kept for this machine.
            list.add("passfile", kNoPasswordFile);
        } else if (!address.empty()) {
            list.add("hostaddr", address);
        }
        list.add("port", std::to_string(m_plan.dialPort != 0 ? m_plan.dialPort : place.port));
        list.add("target_session_attrs", target);
        list.add("password", m_params.password);
        return list;
    }

    void enter(Step step) {
        m_step = step;
        m_steps.begin(stepName(step));
    }

    /// Tells the steps that the library has made since the last look. False when the password was refused and the library, where
    /// TLS is only preferred, begins anew to try it without.
    bool follow(PGconn* connection) {
        const ConnStatusType status = PQstatus(connection);
        if (m_step == Step::Authenticate && (status == CONNECTION_NEEDED || status == CONNECTION_STARTED)) {
            return std::string_view(PQerrorMessage(connection)).find("28P01") == std::string_view::npos;
        }
        if (status == CONNECTION_BAD) {
            return true;
        }
        if (m_step == Step::Tcp && status != CONNECTION_NEEDED && status != CONNECTION_STARTED) {
            m_steps.passed("Something listens at " + m_where + ".");
            enter(m_plan.tlsMode == TlsMode::Disable ? Step::Authenticate : Step::Tls);
        }
        if (m_step == Step::Tls && status != CONNECTION_MADE && status != CONNECTION_SSL_STARTUP &&
            status != CONNECTION_GSS_STARTUP) {
            m_steps.passed(sentenceAbout(tlsFactsOf(connection, m_plan.tlsMode)));
            enter(Step::Authenticate);
        }
        if (m_step == Step::Authenticate && status != CONNECTION_MADE && status != CONNECTION_AWAITING_RESPONSE) {
            passLogin(connection);
        }
        return true;
    }

    void passLogin(PGconn* connection) {
        m_steps.passed("The server lets \"" + std::string(PQuser(connection)) + "\" in.");
        enter(Step::Database);
    }

    /// The server looks at the database only when it has let the user in, and says both in one answer.
    static bool isAboutDatabase(const Error& error) {
        return error.sqlState == "3D000" || error.sqlState == "42501" || error.sqlState == "55000";
    }

    /// Where the line is laid to in fact.
    [[nodiscard]] network::Address addressOf(const Place& place, const std::string& address) const {
        const bool tunnelled = !m_plan.dialHost.empty();
        return place.isSocket() ? network::Address{{}, 0, place.host}
                                : network::Address{tunnelled ? m_plan.dialHost : address,
                                                   tunnelled && m_plan.dialPort != 0 ? m_plan.dialPort : place.port,
                                                   {}};
    }

    /// Why the attempt failed; the library's words about TLS are not the last.
    [[nodiscard]] Error explain(const Place& place, const std::string& address, PGconn* connection,
                                Clock::time_point until, const std::stop_token& stop) const {
        Error error = failedAt({m_where, stepName(m_step), m_plan.tlsMode}, connection);
        if (error.kind != ErrorKind::TlsFailed || place.isSocket()) {
            return error;
        }
        const TlsFailure failure{.host = place.host,
                                 .where = m_where,
                                 .address = addressOf(place, address),
                                 .connection = connection,
                                 .keyPassword = &m_params.tls.keyPassword};
        return whyTlsFailed(failure, {until, stop}).value_or(error);
    }

    [[nodiscard]] Error tooLate() const {
        const std::string_view did = m_step == Step::Tcp            ? "did not accept the connection"
                                     : m_step == Step::Tls          ? "did not answer the request for encryption"
                                     : m_step == Step::Authenticate ? "did not answer the login"
                                                                    : "did not open the database";
        return makeError(ErrorKind::TimedOut,
                         "The server at " + m_where + " " + std::string(did) + " within " +
                             std::to_string(m_plan.timeout.count()) + " ms.",
                         m_step == Step::Tcp
                             ? "Check host and port, and whether a firewall stands between."
                             : "Check that it is a PostgreSQL server, or allow more time (connect_timeout).",
                         Damage::Session);
    }

    const OpenPlan& m_plan;
    const ConnectParams& m_params;
    OpeningSteps& m_steps;
    NoticeBox& m_notices;
    Step m_step = Step::Tcp;
    std::string m_where;
};

/// Tries one place after the other.
class Opening {
public:
    Opening(OpenPlan& plan, const ConnectParams& params, std::stop_token stop, OpeningSteps& steps, NoticeBox& notices)
        : m_plan(plan),
          m_params(params),
          m_stop(std::move(stop)),
          m_steps(steps),
          m_notices(notices),
          m_until(Clock::now() + plan.timeout) {}

    Result<Connection> run() {
        if (m_plan.targetSession != "prefer-standby") {
            return round(m_plan.targetSession);
        }
        Result<Connection> standby = round("standby");
        return standby ? std::move(standby) : round("any");
    }

private:
    struct Candidate {
        Place place;
        std::string address;
    };

    Result<std::vector<Candidate>> candidates() {
        std::vector<Candidate> all;
        std::optional<Error> unknown;
        m_steps.begin("resolve");
        std::string found;
        for (const Place& place : m_plan.places) {
            if (place.isSocket() || !m_plan.dialHost.empty()) {
                all.push_back({place, {}});
                found += (found.empty() ? "" : ", ") +
                         (m_plan.dialHost.empty() ? place.host : place.host + " through the tunnel");
                continue;
            }
            const Result<std::vector<std::string>> addresses = network::addressesOf(place.dialled(), left(), m_stop);
            if (!addresses) {
                unknown = addresses.error();
                continue;
            }
            for (const std::string& address : *addresses) {
                all.push_back({place, address});
                found +=
                    (found.empty() ? "" : ", ") + (address == place.host ? address : place.host + " is " + address);
            }
        }
        if (all.empty()) {
            return std::unexpected(*unknown);
        }
        m_steps.passed(found + ".");
        return all;
    }

    Result<Connection> round(std::string_view target) {
        Result<std::vector<Candidate>> list = candidates();
        if (!list) {
            return std::unexpected(list.error());
        }
        std::optional<Error> best;
        bool bestGotFar = false;
        for (std::size_t i = 0; i < list->size(); ++i) {
            // What is left of the time is shared, so that one address that swallows everything does not take it all.
            const auto share = left() / static_cast<int>(list->size() - i);
            Attempt attempt(m_plan, m_params, m_steps, m_notices);
            const auto until = Clock::now() + share;
            Result<Connection> opened = attempt.run((*list)[i].place, (*list)[i].address, target, until, m_stop);
            while (!opened && withdrawRefused(m_plan, opened.error())) {
                opened = attempt.run((*list)[i].place, (*list)[i].address, target, until, m_stop);
            }
            if (opened || opened.error().kind == ErrorKind::Cancelled) {
                return opened;
            }
            // The error that tells most is that of the server that went furthest with us.
            if (!best || (attempt.gotBeyondTcp() && !bestGotFar)) {
                best = opened.error();
                bestGotFar = attempt.gotBeyondTcp();
            }
            if (attempt.gotBeyondTcp() && list->size() > 1 && m_plan.places.size() == 1) {
                break;
            }
        }
        return std::unexpected(*best);
    }

    [[nodiscard]] std::chrono::milliseconds left() const {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(m_until - Clock::now()),
                        std::chrono::milliseconds(1));
    }

    OpenPlan& m_plan;
    const ConnectParams& m_params;
    std::stop_token m_stop;
    OpeningSteps& m_steps;
    NoticeBox& m_notices;
    Clock::time_point m_until;
};

} // namespace

void neverAskOnATerminal() {
    // Without a hook of ours the library asks there for the password of a key, and waits.
    PQsetSSLKeyPassHook_OpenSSL(&KeyPassword::write);
}

Result<Connection> openConnection(OpenPlan& plan, const ConnectParams& params, const std::stop_token& stop,
                                  OpeningSteps& steps, NoticeBox& notices) {
    return Opening(plan, params, stop, steps, notices).run();
}

} // namespace dbv::postgres
