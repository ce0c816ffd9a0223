// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "heard_steps.h"
#include "mysql_fixture.h"

namespace dbv::conformance {

namespace {

/// A place that accepts connections, says one thing and then listens to what comes.
class OddServer {
public:
    explicit OddServer(std::string greeting) : m_greeting(std::move(greeting)) {
        m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const bool listens = ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                             ::listen(m_listener, 8) == 0 &&
                             ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
        EXPECT_TRUE(listens);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    OddServer(const OddServer&) = delete;
    OddServer& operator=(const OddServer&) = delete;
    ~OddServer() {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// How many bytes the clients have sent.
    [[nodiscard]] std::size_t heard() const { return m_heard; }

private:
    void serve() {
        for (int line = ::accept(m_listener, nullptr, nullptr); line >= 0;
             line = ::accept(m_listener, nullptr, nullptr)) {
            static_cast<void>(::send(line, m_greeting.data(), m_greeting.size(), MSG_NOSIGNAL));
            std::array<char, 256> bytes{};
            for (auto got = ::recv(line, bytes.data(), bytes.size(), 0); got > 0;
                 got = ::recv(line, bytes.data(), bytes.size(), 0)) {
                m_heard += static_cast<std::size_t>(got);
            }
            ::close(line);
        }
    }

    std::string m_greeting;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<std::size_t> m_heard = 0;
    std::thread m_thread;
};

/// The first packet of a server without TLS.
std::string plainGreeting() {
    std::string body = std::string("\x0A"
                                   "5.7.0-odd\0",
                                   11) +
                       std::string("\1\0\0\0"
                                   "abcdefgh\0",
                                   13);
    body += std::string("\xFF\xF7\x2D\2\0\xFF\x81\x15", 8) + std::string(10, '\0') + std::string("ijklmnopqrst\0", 13) +
            std::string("mysql_native_password\0", 22);
    return std::string(1, static_cast<char>(body.size())) + std::string(3, '\0') + body;
}

} // namespace

class MysqlOpening : public MysqlTest {
protected:
    [[nodiscard]] static Error refusalOf(const ConnectParams& params) {
        const auto session = tryOpen(params);
        if (session) {
            ADD_FAILURE() << "it was opened";
            return {};
        }
        EXPECT_FALSE(session.error().message.empty());
        EXPECT_FALSE(session.error().hint.empty()) << session.error().message;
        return session.error();
    }
    [[nodiscard]] ConnectParams at(std::uint16_t port) const {
        ConnectParams there = params();
        there.port = port;
        there.connectTimeoutMs = 300;
        return there;
    }
};

TEST_F(MysqlOpening, TellsItsSteps) {
    HeardSteps heard;
    mysql::MysqlConnector connector;
    ASSERT_TRUE(connector.open(params(), {}, heard));
    EXPECT_EQ(heard.steps(), "resolve+ tcp+ tls+ authenticate+ database+");
    HeardSteps refused;
    ConnectParams wrong = params();
    wrong.database = "missing";
    EXPECT_FALSE(connector.open(wrong, {}, refused));
    EXPECT_EQ(refused.steps(), "resolve+ tcp+ tls+ authenticate+ database");
}

TEST_F(MysqlOpening, ExplainsWhatIsWrong) {
    ConnectParams wrong = params();
    wrong.database = "missing";
    EXPECT_EQ(refusalOf(wrong).kind, ErrorKind::NotFound);
    wrong = params();
    wrong.password = Secret("wrong");
    const Error password = refusalOf(wrong);
    EXPECT_EQ(password.kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(password.nativeCode, 1045);
    EXPECT_EQ(password.message.find("wrong"), std::string::npos);
    wrong = params();
    wrong.host = "no-such-host.invalid";
    EXPECT_EQ(refusalOf(wrong).kind, ErrorKind::ConnectionFailed);
    wrong = params();
    wrong.host = "/no/such/socket";
    EXPECT_EQ(refusalOf(wrong).kind, ErrorKind::ConnectionFailed);
    EXPECT_EQ(refusalOf(at(static_cast<std::uint16_t>(support::freePort()))).kind, ErrorKind::ConnectionFailed);
}

TEST_F(MysqlOpening, NamesTheOptionsThatItKnows) {
    ConnectParams odd = params();
    odd.options["frobnicate"] = "1";
    const Error error = refusalOf(odd);
    EXPECT_EQ(error.kind, ErrorKind::InvalidInput);
    EXPECT_NE(error.message.find("frobnicate"), std::string::npos);
    EXPECT_NE(error.hint.find("ssl-mode"), std::string::npos);
    for (const auto& [name, value] : {std::pair("ssl_mode", "sometimes"), std::pair("connect_timeout", "soon"),
                                      std::pair("charset", "latin1"), std::pair("localInfile", "relative.txt")}) {
        odd = params();
        odd.options[name] = value;
        EXPECT_EQ(refusalOf(odd).kind, ErrorKind::InvalidInput) << name;
    }
    odd = params();
    odd.options = {{"ssl-mode", "DISABLED"}, {"charset", "utf8mb4"}, {"connect_timeout", "5"}, {"compress", "1"}};
    EXPECT_NE(open(odd), nullptr);
}

TEST_F(MysqlOpening, GivesUpOnAServerThatSaysNothing) {
    const OddServer silent("");
    for (const TlsMode mode : {TlsMode::Disable, TlsMode::Prefer, TlsMode::Require}) {
        ConnectParams there = at(silent.port());
        there.tls.mode = mode;
        EXPECT_EQ(refusalOf(there).kind, ErrorKind::TimedOut);
    }
}

TEST_F(MysqlOpening, EndsWhenItIsStopped) {
    const OddServer silent("");
    ConnectParams there = at(silent.port());
    there.connectTimeoutMs = 3'600'000;
    for (const TlsMode mode : {TlsMode::Disable, TlsMode::VerifyFull}) {
        there.tls.mode = mode;
        std::stop_source stop;
        mysql::MysqlConnector connector;
        auto opening = std::async(std::launch::async, [&] { return openSession(connector, there, stop.get_token()); });
        stop.request_stop();
        const auto opened = opening.get();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().kind, ErrorKind::Cancelled);
    }
}

TEST_F(MysqlOpening, KnowsWhenWhatListensIsNoServer) {
    const OddServer web("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    const OddServer noise(std::string(5000, '\x7F'));
    const OddServer refusing(std::string("\x17\0\0\0\xFF\x10\x04Too many connections", 27));
    for (const TlsMode mode : {TlsMode::Disable, TlsMode::Require}) {
        ConnectParams there = at(web.port());
        there.tls.mode = mode;
        const ErrorKind kind = refusalOf(there).kind;
        EXPECT_TRUE(kind == ErrorKind::ConnectionFailed || kind == ErrorKind::TimedOut) << kindName(kind);
        there.port = noise.port();
        const ErrorKind other = refusalOf(there).kind;
        EXPECT_TRUE(other == ErrorKind::ConnectionFailed || other == ErrorKind::TimedOut) << kindName(other);
        there.port = refusing.port();
        EXPECT_EQ(refusalOf(there).kind, ErrorKind::Busy);
    }
}

TEST_F(MysqlOpening, SaysNothingToAServerWithoutTlsThatShouldHaveIt) {
    const OddServer plain(plainGreeting());
    for (const TlsMode mode : {TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull}) {
        ConnectParams there = at(plain.port());
        there.password = Secret("secret");
        there.tls.mode = mode;
        EXPECT_EQ(refusalOf(there).kind, ErrorKind::TlsFailed);
    }
    EXPECT_EQ(plain.heard(), 0U);
}

TEST_F(MysqlOpening, TurnsAwayWhatTheServerHasNoRoomFor) {
    // By the session that is open already: a place that was left may be taken a moment longer.
    const std::string before = textOf("SELECT @@max_connections");
    std::vector<std::unique_ptr<Session>> sessions;
    // One without rights leaves the place that is kept for root.
    server().run("CREATE USER IF NOT EXISTS crowd@'%'");
    ConnectParams crowd = params();
    crowd.user = "crowd";
    crowd.database.clear();
    run("SET GLOBAL max_connections = 10");
    Result<std::unique_ptr<Session>> opened = tryOpen(crowd);
    while (opened && sessions.size() < 100) {
        sessions.push_back(std::move(*opened));
        opened = tryOpen(crowd);
    }
    sessions.clear();
    run("SET GLOBAL max_connections = " + before);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::Busy) << opened.error().message << opened.error().nativeCode;
}

} // namespace dbv::conformance
