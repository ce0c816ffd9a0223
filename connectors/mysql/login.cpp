// SPDX-License-Identifier: Apache-2.0
#include "mysql/login.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <system_error>

#include <errmsg.h>

#include <dbv/core/cancel.h>

#include "mysql/dialog_answer.h"
#include "mysql/errors.h"
#include "mysql/line_deadline.h"
#include "network/certificates.h"
#include "network/freed_memory.h"

namespace dbv::mysql {

namespace {

constexpr std::chrono::milliseconds kLook{20};
constexpr const char* kTls12AndLater = "TLSv1.2,TLSv1.3";
constexpr const char* kTls13 = "TLSv1.3";
// Ways of authentication that show the password to nobody who must not see it, and those that send it in clear.
constexpr std::string_view kSafePlugins =
    "mysql_native_password,client_ed25519,parsec,auth_gssapi_client,auth_socket,unix_socket";
// Those that do so when the library is right about whether the line is encrypted.
constexpr std::string_view kShaPlugins = ",caching_sha2_password,sha256_password";
constexpr std::string_view kClearPlugins = ",mysql_clear_password,dialog";

bool startLibrary() {
    static const bool kReady = mysql_library_init(0, nullptr, nullptr) == 0;
    return kReady;
}

/// The system's own words for the number at the end of `Can't connect to server on '10.0.0.1' (111)`.
std::string reasonIn(std::string_view message) {
    const std::size_t open = message.rfind('(');
    int number = 0;
    const std::string_view digits = open == std::string_view::npos ? std::string_view() : message.substr(open + 1);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return problem == std::errc() ? std::system_category().message(number) : std::string(message);
}

/// Whether a text is what a person can read: the library quotes bytes that are its own when the server's name has none.
bool isPlain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// One attempt. Owns: the connection, until it is open.
class Login {
public:
    Login(const OpenPlan& plan, const network::Address& address, const Acquaintance& known)
        : m_plan(plan), m_address(address), m_known(known) {}
    Login(const Login&) = delete;
    Login& operator=(const Login&) = delete;
    ~Login() {
        if (m_connection) {
            forgetSecrets();
        }
    }

    Result<Connection> run(const network::Patience& patience, const LoginListener& listener) {
        m_connection.reset(startLibrary() ? mysql_init(nullptr) : nullptr);
        if (!m_connection) {
            return fail(ErrorKind::Internal, "There is not enough memory to open a connection.",
                        "Close other programs.");
        }
        if (!answerDialogs(handle())) {
            return fail(ErrorKind::Internal, "The client library takes no way of authentication from here.",
                        "Use a version of libmariadb that does.", Damage::Session);
        }
        setOptions();
        MYSQL* done = nullptr;
        int waits = start(&done);
        bool told = false;
        bool secured = false;
        std::optional<LineDeadline> deadline;
        while (waits != 0) {
            // It waits to read when its connection stands.
            if (!told && (waits & MYSQL_WAIT_READ) != 0) {
                told = true;
                listener.reached();
                if (wantsTls()) {
                    // The library waits by itself for what the server says while TLS is agreed on.
                    deadline.emplace(static_cast<int>(mysql_get_socket(handle())), patience);
                }
            }
            if (!secured && isSecured()) {
                secured = true;
                listener.secured(handle());
            }
            if (isOver(patience)) {
                giveUp(&done);
                return std::unexpected(endedEarly(patience, told));
            }
            const int socket = static_cast<int>(mysql_get_socket(handle()));
            const bool ready =
                network::waitForSocket(socket, (waits & MYSQL_WAIT_READ) != 0, (waits & MYSQL_WAIT_WRITE) != 0,
                                       std::min(kLook, patience.left()));
            if (!ready) {
                listener.waits();
            }
            waits =
                ready ? mysql_real_connect_cont(&done, handle(), waits & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE)) : waits;
        }
        const bool watched = deadline.has_value();
        deadline.reset();
        if (watched && isOver(patience)) {
            // It may have cut the line, whatever came of it before.
            return std::unexpected(endedEarly(patience, told));
        }
        if (done == nullptr) {
            return std::unexpected(explained());
        }
        if (!told) {
            // A server that is quick is never waited for.
            listener.reached();
        }
        if (!secured && isSecured()) {
            listener.secured(handle());
        }
        forgetSecrets();
        return std::move(m_connection);
    }

private:
    [[nodiscard]] MYSQL* handle() const { return m_connection.get(); }

    /// Whether a cipher was agreed on; before that it has a name that says so.
    [[nodiscard]] bool isSecured() const {
        const char* cipher = mysql_get_ssl_cipher(handle());
        return cipher != nullptr && std::string_view(cipher) != "(NONE)";
    }

    template <class Value>
    void set(mysql_option option, const Value& value) const {
        mysql_options(handle(), option, &value);
    }
    void set(mysql_option option, const char* value) const { mysql_options(handle(), option, value); }
    void setIfGiven(mysql_option option, const std::string& value) {
        if (!value.empty()) {
            set(option, value.c_str());
        }
    }

    void setOptions() {
        set(MYSQL_OPT_NONBLOCK, static_cast<const char*>(nullptr));
        set(MYSQL_SET_CHARSET_NAME, "utf8mb4");
        set(MYSQL_OPT_LOCAL_INFILE, static_cast<unsigned int>(m_plan.localFiles.empty() ? 0 : 1));
        set(MYSQL_OPT_PROTOCOL,
            static_cast<unsigned int>(m_address.isSocket() ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP));
        // Bounds what is not waited for here; the patience ends it earlier.
        set(MYSQL_OPT_CONNECT_TIMEOUT, static_cast<unsigned int>(m_plan.timeout.count() / 1000 + 1));
        if (m_plan.readTimeout.count() != 0) {
            set(MYSQL_OPT_READ_TIMEOUT, static_cast<unsigned int>(m_plan.readTimeout.count()));
        }
        if (m_plan.writeTimeout.count() != 0) {
            set(MYSQL_OPT_WRITE_TIMEOUT, static_cast<unsigned int>(m_plan.writeTimeout.count()));
        }
        if (m_plan.compress) {
            set(MYSQL_OPT_COMPRESS, static_cast<const char*>(nullptr));
        }
        setIfGiven(MYSQL_DEFAULT_AUTH, m_plan.defaultAuth);
        mysql_options4(handle(), MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", m_plan.applicationName.c_str());
        setTls();
        const bool clearIsSafe =
            m_address.isSocket() || m_plan.verifies() || (m_plan.dialHost.empty() && isLocalHost(m_plan.host));
        const bool mayBePlain = wantsTls() && !m_plan.demandsTls() && m_known.pin.empty();
        const std::string plugins = std::string(kSafePlugins) + std::string(mayBePlain ? "" : kShaPlugins) +
                                    std::string(clearIsSafe ? kClearPlugins : "");
        set(MARIADB_OPT_RESTRICTED_AUTH, plugins.c_str());
    }

    [[nodiscard]] bool wantsTls() const {
        const bool local = m_address.isSocket() && m_plan.tlsMode == TlsMode::Prefer;
        return m_plan.tlsMode != TlsMode::Disable && !local && !m_known.plain;
    }

    void setTls() {
        // What is to be verified was verified before, and is bound to by the pin.
        set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool{0});
        if (!wantsTls()) {
            return;
        }
        set(MYSQL_OPT_SSL_ENFORCE, my_bool{1});
        set(MARIADB_OPT_TLS_VERSION, m_plan.minTlsVersion == "TLSv1.3" ? kTls13 : kTls12AndLater);
        setIfGiven(MYSQL_OPT_SSL_CERT, m_plan.certFile);
        setIfGiven(MYSQL_OPT_SSL_KEY, m_plan.keyFile);
        if (!m_plan.certFile.empty()) {
            // An empty one keeps the library from asking at a terminal.
            set(MARIADB_OPT_TLS_PASSPHRASE, m_plan.keyPassword.revealToC());
        }
        setIfGiven(MARIADB_OPT_TLS_PEER_FP, m_known.pin);
        if (m_plan.verifies()) {
            // Without it the library reads all authorities of the system, which takes longer than all the rest.
            setIfGiven(MYSQL_OPT_SSL_CA, m_plan.caFile);
        }
    }

    int start(MYSQL** done) {
        const char* database = m_plan.database.empty() ? nullptr : m_plan.database.c_str();
        return mysql_real_connect_start(done, handle(), m_address.isSocket() ? nullptr : m_address.host.c_str(),
                                        m_plan.user.c_str(), m_plan.password.revealToC(), database, m_address.port,
                                        m_address.isSocket() ? m_address.socketPath.c_str() : nullptr,
                                        CLIENT_MULTI_RESULTS);
    }

    /// Lets the suspended call come to its end, which frees what it holds: every read and write fails from here on.
    void giveUp(MYSQL** done) {
        constexpr int kEnough = 1000;
        network::cutLine(static_cast<int>(mysql_get_socket(handle())));
        int waits = MYSQL_WAIT_TIMEOUT;
        for (int i = 0; waits != 0 && i < kEnough; ++i) {
            waits = mysql_real_connect_cont(done, handle(), MYSQL_WAIT_READ | MYSQL_WAIT_WRITE | MYSQL_WAIT_TIMEOUT);
        }
    }

    /// The library keeps copies for connections that it would open anew by itself, which it must not, and frees others as
    /// they are.
    void forgetSecrets() const {
        if (char* password = handle()->passwd; password != nullptr) {
            wipe({password, std::strlen(password)});
        }
        network::overwriteFreed(m_plan.password.reveal().size() + 1);
        if (!m_plan.keyPassword.empty()) {
            set(MARIADB_OPT_TLS_PASSPHRASE, "");
            network::overwriteFreed(m_plan.keyPassword.reveal().size() + 1);
        }
        wipeDeadStack();
    }

    [[nodiscard]] static bool isOver(const network::Patience& patience) {
        return patience.stop.stop_requested() || patience.left().count() == 0;
    }

    [[nodiscard]] Error endedEarly(const network::Patience& patience, bool reached) const {
        return patience.stop.stop_requested() ? cancelledError(Damage::Session) : tooLate(reached);
    }

    [[nodiscard]] Error tooLate(bool reached) const {
        return makeError(
            ErrorKind::TimedOut,
            "The server at " + m_plan.where() +
                (reached ? " did not let us in within " : " did not accept the connection within ") +
                std::to_string(m_plan.timeout.count()) + " ms.",
            reached ? "Check that a MySQL or MariaDB server listens there, which would speak first, or allow more time "
                      "(connect_timeout)."
                    : "Check host and port, and whether a firewall stands between.",
            Damage::Session);
    }

    /// Where nothing is verified, the library tells what it thinks of the certificate whatever has failed.
    [[nodiscard]] bool tellsOfNothingVerified(std::string_view message) const {
        return !m_plan.demandsTls() && m_known.pin.empty() && network::isVerdictOnCertificate(message);
    }

    [[nodiscard]] Error explained() const {
        Failure failure = failureOf(handle());
        Error error = connectErrorFor(failure);
        const auto says = [&failure](std::string_view words) {
            return failure.message.find(words) != std::string::npos;
        };
        if (failure.code == CR_CONNECTION_ERROR && !m_address.isSocket()) {
            error.message = "The server at " + m_plan.where() + " can't be reached: " + reasonIn(failure.message) + ".";
            error.hint = "Check host and port, and that the server is running and listens there.";
        } else if (failure.code == CR_SERVER_LOST && says("initial communication packet")) {
            error.message = "What listens at " + m_plan.where() +
                            " closed the connection, or does not speak like a MySQL or MariaDB server.";
            error.hint = "Check the port, and look at the server's log.";
            error.detail = failure.message;
        } else if (failure.code == CR_SERVER_LOST) {
            error.message = "The server at " + m_plan.where() + " closed the connection in the middle of the login.";
            error.hint = "Try again, and look at the server's log.";
            error.detail = failure.message;
        } else if (failure.code == CR_SSL_CONNECTION_ERROR &&
                   (says("unexpected eof") || says("reset by peer") || says("Broken pipe") ||
                    tellsOfNothingVerified(failure.message))) {
            error.kind = ErrorKind::ConnectionFailed;
            error.message = "The server at " + m_plan.where() + " closed the connection in the middle of the login.";
            error.hint = "Try again, and look at the server's log.";
            error.detail = failure.message;
        } else if (failure.code == CR_SSL_CONNECTION_ERROR && m_known.pin.empty()) {
            error.message = "The server at " + m_plan.where() + ": " + error.message + ".";
        } else if (failure.code == CR_PLUGIN_NOT_ALLOWED) {
            error.message = "The server at " + m_plan.where() + ": " +
                            (isPlain(failure.message) ? failure.message : "Its way of authentication has no name.");
        } else if (error.kind == ErrorKind::ConnectionFailed || failure.code < CR_MIN_ERROR ||
                   failure.code > CR_MAX_ERROR) {
            error.message = "The server at " + m_plan.where() + ": " + failure.message + ".";
        }
        return error;
    }

    const OpenPlan& m_plan;
    const network::Address& m_address;
    const Acquaintance& m_known;
    Connection m_connection;
};

} // namespace

Result<Connection> logIn(const OpenPlan& plan, const network::Address& address, const Acquaintance& known,
                         const network::Patience& patience, const LoginListener& listener) {
    return Login(plan, address, known).run(patience, listener);
}

} // namespace dbv::mysql
