// SPDX-License-Identifier: Apache-2.0
// Connections to a server of another kind, which would wait for each other's first words for ever.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

/// A server of HTTP, which waits for the end of a request and refuses it.
class WebServer {
public:
    WebServer() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const plain = reinterpret_cast<sockaddr*>(&address);
        const bool listens = ::bind(m_socket, plain, size) == 0 && ::listen(m_socket, 16) == 0 &&
                             ::getsockname(m_socket, plain, &size) == 0;
        m_port = listens ? ntohs(address.sin_port) : std::uint16_t{0};
        m_thread = std::jthread([this] { serve(); });
    }
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;
    ~WebServer() {
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        for (std::jthread& each : m_callers) {
            each.join();
        }
        ::close(m_socket);
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    void serve() {
        for (int caller = ::accept(m_socket, nullptr, nullptr); caller >= 0;
             caller = ::accept(m_socket, nullptr, nullptr)) {
            m_callers.emplace_back([caller] {
                std::string request;
                std::array<char, 256> bytes{};
                ssize_t got = 1;
                while (got > 0 && request.find("\r\n\r\n") == std::string::npos) {
                    got = ::read(caller, bytes.data(), bytes.size());
                    request.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
                }
                const std::string answer = "HTTP/1.0 400 Bad Request\r\n\r\n";
                static_cast<void>(::send(caller, answer.data(), answer.size(), MSG_NOSIGNAL));
                ::close(caller);
            });
        }
    }

    int m_socket = ::socket(AF_INET, SOCK_STREAM, 0);
    std::uint16_t m_port = 0;
    std::vector<std::jthread> m_callers;
    std::jthread m_thread;
};

class ServerSessionsMixed : public ServerSessions {
protected:
    [[nodiscard]] Error refusalOf(const std::string& connector, const std::string& host, std::uint16_t port) {
        protocol::ConnectionConfig config;
        config.connector = connector;
        config.host = host;
        config.port = port;
        config.user = "ann";
        config.tls.mode = TlsMode::Disable;
        // So long that only a guess can end it.
        config.options = {{"connect_timeout", "600"}};
        return failure(send(protocol::OpenConnection{{{}, std::move(config), {}}}));
    }
};

TEST_F(ServerSessionsMixed, SayWhichServerItIs) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    ASSERT_EQ(sharedMariadb().problem(), "");
    const Error postgres = refusalOf("mysql", sharedPostgres().host(), sharedPostgres().port());
    EXPECT_EQ(postgres.kind, ErrorKind::ConnectionFailed);
    EXPECT_NE(postgres.message.find("is a PostgreSQL server, not a MySQL or MariaDB server"), std::string::npos)
        << postgres.message;
    EXPECT_NE(postgres.hint.find("postgresql://"), std::string::npos) << postgres.hint;
    const Error mysql = refusalOf("postgres", sharedMariadb().host(), sharedMariadb().port());
    EXPECT_EQ(mysql.kind, ErrorKind::ConnectionFailed) << mysql.message;
}

TEST_F(ServerSessionsMixed, SayThatAWebServerIsOne) {
    const WebServer server;
    ASSERT_NE(server.port(), 0);
    for (const char* connector : {"mysql", "postgres"}) {
        const Error error = refusalOf(connector, "127.0.0.1", server.port());
        EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
        EXPECT_NE(error.message.find("is a web server (HTTP)"), std::string::npos) << connector << error.message;
    }
}

} // namespace

} // namespace dbv::testing
