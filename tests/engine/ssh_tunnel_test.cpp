// SPDX-License-Identifier: Apache-2.0
#include "ssh_lab.h"

#include <condition_variable>
#include <future>
#include <thread>

namespace dbv::ssh {

using support::SshServer;
using support::SshServerSetup;
using support::TcpServer;
using support::TestSocket;

class SshTunnel : public SshLab {};

TEST_F(SshTunnel, CarriesBytesThroughOneHop) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    EXPECT_FALSE((*tunnel)->trouble());
    ASSERT_EQ(m_steps.size(), 4U);
    EXPECT_EQ(m_steps[2].stage, TunnelStep::Stage::HostKey);
    EXPECT_EQ(m_steps[3].stage, TunnelStep::Stage::Authenticate);
    EXPECT_NE(m_steps[3].text.find("publickey (ssh-ed25519 SHA256:"), std::string::npos) << m_steps[3].text;
}

TEST_F(SshTunnel, CarriesBytesThroughThreeHops) {
    const std::string key = makeUserKey();
    const SshServer first({.authorizedKeys = key});
    const SshServer second({.authorizedKeys = key});
    const SshServer third({.authorizedKeys = key});
    auto tunnel = open({knownHop(first), knownHop(second), knownHop(third)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
}

/// Sends much through many connections at once, both ways. Gives how many came back as they were.
int echoedRight(Tunnel& tunnel, int connections, std::size_t size) {
    const TcpServer echo(&TcpServer::echo);
    auto forward = tunnel.forward("127.0.0.1", echo.port(), DoorKind::Loopback);
    if (!forward) {
        return -1;
    }
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    threads.reserve(static_cast<std::size_t>(connections));
    for (int i = 0; i < connections; ++i) {
        threads.emplace_back([&, i] {
            const auto socket = TestSocket::dial((*forward)->address(), (*forward)->port());
            std::string bytes(size, static_cast<char>('a' + i));
            bytes[static_cast<std::size_t>(i) * 1000] = '!';
            std::thread sending([&] {
                socket.send(bytes);
                socket.endSending();
            });
            right += socket.receive(size + 1) == bytes ? 1 : 0;
            sending.join();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return right;
}

TEST_F(SshTunnel, SharesItselfAmongManyConnectionsThatAllSendMuch) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(echoedRight(**tunnel, 12, 3'000'000), 12);
}

TEST_F(SshTunnel, SurvivesNewKeysInTheMiddleOfMuch) {
    const std::string key = makeUserKey();
    const SshServer first({.authorizedKeys = key, .config = "RekeyLimit 1M\n"});
    const SshServer second({.authorizedKeys = key, .config = "RekeyLimit 1M\n"});
    auto tunnel = open({knownHop(first), knownHop(second)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(echoedRight(**tunnel, 3, 4'000'000), 3);
    EXPECT_FALSE((*tunnel)->trouble());
}

TEST_F(SshTunnel, TellsWhyTheFarEndCouldNotBeReached) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    std::uint16_t nobody = 0;
    {
        const TcpServer gone(&TcpServer::echo);
        nobody = gone.port();
    }
    auto forward = (*tunnel)->forward("127.0.0.1", nobody, DoorKind::UnixSocket);
    ASSERT_TRUE(forward);
    const auto socket = TestSocket::dial((*forward)->address(), 0);
    EXPECT_EQ(socket.receive(1), "");
    const auto refusal = (*forward)->refusal();
    ASSERT_TRUE(refusal);
    EXPECT_NE(refusal->message.find("127.0.0.1:" + std::to_string(nobody)), std::string::npos);
    EXPECT_NE(refusal->message.find("@127.0.0.1:" + std::to_string(server.port()) + ": "), std::string::npos)
        << refusal->message;
    EXPECT_EQ((*forward)->farEnd(), FarEnd::Asked);
    expectEcho(**tunnel);
}

TEST_F(SshTunnel, ADoorThatIsGivenBackLetsNobodyInAndKeepsWhoIsInside) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    const TcpServer echo(&TcpServer::echo);
    auto forward = (*tunnel)->forward("127.0.0.1", echo.port(), DoorKind::UnixSocket);
    ASSERT_TRUE(forward);
    const std::string address = (*forward)->address();
    const auto inside = TestSocket::dial(address, 0);
    ASSERT_TRUE(inside.send("one"));
    EXPECT_EQ(inside.receive(3), "one");
    forward->reset();
    EXPECT_TRUE(inside.send("two"));
    EXPECT_EQ(inside.receive(3), "two");
    const auto late = TestSocket::dial(address, 0);
    late.send("x");
    EXPECT_EQ(late.receive(1), "");
}

TEST_F(SshTunnel, AKilledBastionIsNoticedAndNamed) {
    const std::string key = makeUserKey();
    SshServer bastion({.authorizedKeys = key});
    const SshServer inner({.authorizedKeys = key});
    TunnelSpec spec;
    spec.hops = {knownHop(bastion), knownHop(inner)};
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Error> broken;
    TunnelListener listener;
    listener.prompts = &m_prompts;
    listener.broken = [&](const Error& error) {
        const std::scoped_lock lock(mutex);
        broken = error;
        changed.notify_all();
    };
    auto tunnel = openTunnel(spec, listener, m_stop.get_token());
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    const TcpServer echo(&TcpServer::echo);
    auto forward = (*tunnel)->forward("127.0.0.1", echo.port(), DoorKind::Loopback);
    ASSERT_TRUE(forward);
    const auto socket = TestSocket::dial((*forward)->address(), (*forward)->port());
    ASSERT_TRUE(socket.send("x"));
    EXPECT_EQ(socket.receive(1), "x");
    bastion.kill();
    EXPECT_EQ(socket.receive(1), "");
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return broken.has_value(); });
    }
    EXPECT_EQ(broken->kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(broken->message.starts_with("jump 1: ")) << broken->message;
    ASSERT_TRUE((*tunnel)->trouble());
    EXPECT_FALSE((*tunnel)->forward("127.0.0.1", echo.port(), DoorKind::Loopback));
    bastion.restart();
    auto again = open({knownHop(bastion), knownHop(inner)});
    ASSERT_TRUE(again) << told(again.error());
    expectEcho(**again);
}

TEST_F(SshTunnel, AServerThatFallsSilentIsNoticedByKeepAlive) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = knownHop(server);
    hop.serverAliveIntervalS = 1;
    hop.serverAliveCountMax = 1;
    TunnelSpec spec;
    spec.hops = {hop};
    std::promise<Error> broken;
    TunnelListener listener;
    listener.broken = [&](const Error& error) { broken.set_value(error); };
    auto tunnel = openTunnel(spec, listener, m_stop.get_token());
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    // Then the server has all its processes.
    expectEcho(**tunnel);
    server.freeze();
    const Error error = broken.get_future().get();
    EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
    EXPECT_NE(error.message.find("does not answer any more"), std::string::npos);
}

TEST_F(SshTunnel, KeepAliveKeepsASilentTunnelThatIsWell) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = knownHop(server);
    hop.serverAliveIntervalS = 1;
    hop.serverAliveCountMax = 1;
    auto tunnel = open({hop});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    // A connection that only says something after some intervals.
    const TcpServer slow([](TestSocket& guest) {
        pollfd nothing{-1, 0, 0};
        ::poll(&nothing, 1, 7000);
        guest.send("late");
    });
    auto forward = (*tunnel)->forward("127.0.0.1", slow.port(), DoorKind::Loopback);
    ASSERT_TRUE(forward);
    const auto socket = TestSocket::dial((*forward)->address(), (*forward)->port());
    EXPECT_EQ(socket.receive(4), "late");
    EXPECT_FALSE((*tunnel)->trouble());
}

TEST_F(SshTunnel, IsRebuiltAfterTheServerCameBack) {
    SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    server.restart();
    auto again = open({knownHop(server)});
    ASSERT_TRUE(again) << told(again.error());
    expectEcho(**again);
}

} // namespace dbv::ssh
