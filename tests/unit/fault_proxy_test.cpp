// SPDX-License-Identifier: Apache-2.0
#include "support/fault_proxy.h"

#include <cerrno>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dbv::support {
namespace {

/// One end of a connection; blocking.
class End {
public:
    explicit End(int socket = -1) : m_socket(socket) {
        const timeval limit{30, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    End(End&& other) noexcept : m_socket(std::exchange(other.m_socket, -1)) {}
    End(const End&) = delete;
    End& operator=(End&&) = delete;
    End& operator=(const End&) = delete;
    ~End() { close(); }

    static End dial(std::uint16_t port) {
        const int made = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(made);
            return End();
        }
        return End(made);
    }
    [[nodiscard]] bool isOpen() const { return m_socket >= 0; }
    void say(const std::string& text) const {
        ASSERT_EQ(::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    /// So many bytes, or those that came before "|end" or "|reset".
    [[nodiscard]] std::string hear(std::size_t size) const {
        std::string text;
        while (text.size() < size) {
            char byte = 0;
            const ssize_t count = ::recv(m_socket, &byte, 1, 0);
            if (count <= 0) {
                return text + (count == 0 ? "|end" : errno == ECONNRESET ? "|reset" : "|silence");
            }
            text += byte;
        }
        return text;
    }
    [[nodiscard]] bool hasNews() const {
        pollfd polled{m_socket, POLLIN, 0};
        return ::poll(&polled, 1, 0) > 0;
    }
    void close() {
        if (m_socket >= 0) {
            ::close(std::exchange(m_socket, -1));
        }
    }

private:
    int m_socket;
};

/// A server behind a proxy, of which the test plays both ends.
class FaultProxyTest : public testing::Test {
protected:
    FaultProxyTest() : m_listener(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const place = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(m_listener, place, size), 0);
        EXPECT_EQ(::listen(m_listener, 8), 0);
        EXPECT_EQ(::getsockname(m_listener, place, &size), 0);
        m_proxy.emplace(ntohs(address.sin_port));
    }
    ~FaultProxyTest() override { endServer(); }

    void endServer() {
        if (m_listener >= 0) {
            ::close(std::exchange(m_listener, -1));
        }
    }

    FaultProxy& proxy() { return *m_proxy; }
    End dial() { return End::dial(m_proxy->port()); }
    [[nodiscard]] End accept() const { return End(::accept(m_listener, nullptr, nullptr)); }

private:
    int m_listener;
    std::optional<FaultProxy> m_proxy;
};

TEST_F(FaultProxyTest, PassesWhatBothSay) {
    const End client = dial();
    const End server = accept();
    client.say("hello");
    EXPECT_EQ(server.hear(5), "hello");
    server.say("yes");
    EXPECT_EQ(client.hear(3), "yes");
    EXPECT_EQ(proxy().connections(), 1);
    EXPECT_EQ(proxy().received(ProxyDirection::ToServer), 5U);
    EXPECT_TRUE(proxy().waitForReceived(ProxyDirection::ToClient, 3));
    EXPECT_EQ(proxy().passed(ProxyDirection::ToClient), 3U);
}

TEST_F(FaultProxyTest, PassesTheEndAndForgetsTheConnection) {
    End client = dial();
    End server = accept();
    server.say("bye");
    server.close();
    EXPECT_EQ(client.hear(4), "bye|end");
    client.close();
    EXPECT_TRUE(proxy().waitForOpenConnections(0));
}

TEST_F(FaultProxyTest, StallsAfterSoManyBytesAndGoesOnWhenTheFaultIsOver) {
    const End client = dial();
    End server = accept();
    proxy().setFaults(ProxyDirection::ToClient, {.stallAfter = 4});
    server.say("abcdefgh");
    server.close();
    EXPECT_EQ(client.hear(4), "abcd");
    EXPECT_TRUE(proxy().waitForReceived(ProxyDirection::ToClient, 8));
    EXPECT_FALSE(client.hasNews());
    proxy().setFaults(ProxyDirection::ToClient, {});
    EXPECT_EQ(client.hear(5), "efgh|end");
}

TEST_F(FaultProxyTest, CutsAfterSoManyBytes) {
    const End client = dial();
    const End server = accept();
    proxy().setFaults(ProxyDirection::ToClient, {.cutAfter = 3});
    server.say("abcdef");
    EXPECT_EQ(client.hear(6), "abc|end");
    EXPECT_EQ(server.hear(1), "|end");
}

TEST_F(FaultProxyTest, ResetsAfterSoManyBytesOfTheClient) {
    const End client = dial();
    const End server = accept();
    proxy().setFaults(ProxyDirection::ToServer, {.resetAfter = 2});
    client.say("abc");
    EXPECT_EQ(client.hear(1), "|reset");
}

TEST_F(FaultProxyTest, CutsAndResetsAtOnce) {
    const End first = dial();
    const End firstServer = accept();
    proxy().cut();
    EXPECT_EQ(first.hear(1), "|end");
    EXPECT_EQ(firstServer.hear(1), "|end");
    const End second = dial();
    const End secondServer = accept();
    proxy().reset();
    EXPECT_EQ(second.hear(1), "|reset");
    EXPECT_EQ(secondServer.hear(1), "|reset");
    EXPECT_EQ(proxy().openConnections(), 0);
}

TEST_F(FaultProxyTest, SwallowsTheAnswerAfterTheServerHasTheRequest) {
    const End client = dial();
    const End server = accept();
    proxy().setFaults(ProxyDirection::ToClient, {.swallow = true});
    client.say("commit");
    EXPECT_EQ(server.hear(6), "commit");
    server.say("done");
    EXPECT_TRUE(proxy().waitForReceived(ProxyDirection::ToClient, 4));
    EXPECT_FALSE(client.hasNews());
    EXPECT_EQ(proxy().passed(ProxyDirection::ToClient), 0U);
    proxy().reset();
    EXPECT_EQ(client.hear(1), "|reset");
}

TEST_F(FaultProxyTest, RefusesAndListensAgainOnTheSamePort) {
    proxy().setDoor(ProxyDoor::Closed);
    EXPECT_FALSE(dial().isOpen());
    proxy().setDoor(ProxyDoor::Open);
    const End client = dial();
    const End server = accept();
    client.say("x");
    EXPECT_EQ(server.hear(1), "x");
}

TEST_F(FaultProxyTest, EndsTheConnectionWhenThereIsNoServer) {
    endServer();
    const End client = dial();
    EXPECT_NE(client.hear(1), "|silence");
    EXPECT_TRUE(proxy().waitForOpenConnections(0));
}

TEST_F(FaultProxyTest, AcceptsAndSaysNothing) {
    proxy().setDoor(ProxyDoor::Silent);
    End client = dial();
    client.say("anybody?");
    EXPECT_TRUE(proxy().waitForReceived(ProxyDirection::ToServer, 8));
    EXPECT_FALSE(client.hasNews());
    client.close();
    EXPECT_TRUE(proxy().waitForOpenConnections(0));
}

TEST_F(FaultProxyTest, AnswersWithGarbage) {
    proxy().setGarbage("HTTP/1.1 400");
    proxy().setDoor(ProxyDoor::Garbage);
    const End client = dial();
    EXPECT_EQ(client.hear(12), "HTTP/1.1 400");
}

TEST_F(FaultProxyTest, DelaysAndThrottles) {
    const End client = dial();
    const End server = accept();
    proxy().setFaults(ProxyDirection::ToServer, {.delay = std::chrono::milliseconds(30)});
    proxy().setFaults(ProxyDirection::ToClient, {.bytesPerSecond = 5000});
    const auto begin = std::chrono::steady_clock::now();
    client.say("late");
    EXPECT_EQ(server.hear(4), "late");
    server.say(std::string(500, 'x'));
    EXPECT_EQ(client.hear(500), std::string(500, 'x'));
    // Neither can be faster: 30 ms, and 400 bytes after the first piece at 5,000 a second.
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(110));
}

TEST_F(FaultProxyTest, IsOverWithConnectionsOpen) {
    const End client = dial();
    const End server = accept();
    EXPECT_TRUE(proxy().waitForConnections(1));
}

} // namespace
} // namespace dbv::support
