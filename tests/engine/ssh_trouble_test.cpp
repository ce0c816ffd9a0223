// SPDX-License-Identifier: Apache-2.0
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;
using support::TcpServer;
using support::TestSocket;

class SshTrouble : public SshLab {
protected:
    Error errorOf(const HostSettings& hop, std::uint32_t timeoutMs = 20000) {
        TunnelSpec spec;
        spec.hops = {hop};
        spec.connectTimeoutMs = timeoutMs;
        spec.transport = Transport::BuiltIn;
        auto tunnel = open(spec);
        EXPECT_FALSE(tunnel);
        if (tunnel) {
            return {};
        }
        EXPECT_TRUE(tunnel.error().message.starts_with("jump 1: ")) << tunnel.error().message;
        EXPECT_FALSE(tunnel.error().hint.empty());
        return tunnel.error();
    }
};

TEST_F(SshTrouble, AHostThatDoesNotExistIsSaid) {
    HostSettings hop = hopTo(22);
    hop.hostName = "no-such-host.invalid";
    EXPECT_EQ(errorOf(hop).kind, ErrorKind::ConnectionFailed);
}

TEST_F(SshTrouble, APortWhereNobodyListensIsSaid) {
    std::uint16_t nobody = 0;
    {
        const TcpServer gone(&TcpServer::echo);
        nobody = gone.port();
    }
    const Error error = errorOf(hopTo(nobody));
    EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
    EXPECT_NE(error.message.find("refused"), std::string::npos);
}

TEST_F(SshTrouble, AServerThatSaysNothingEndsInTime) {
    const TcpServer silent(&TcpServer::keepSilent);
    EXPECT_EQ(errorOf(hopTo(silent.port()), 300).kind, ErrorKind::TimedOut);
}

TEST_F(SshTrouble, AServerThatSaysNothingEndsWithTheStop) {
    const TcpServer silent([this](TestSocket& guest) {
        m_stop.request_stop();
        TcpServer::keepSilent(guest);
    });
    TunnelSpec spec;
    spec.hops = {hopTo(silent.port())};
    auto tunnel = open(spec);
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::Cancelled);
}

TEST_F(SshTrouble, AServerThatIsNoSshServerIsSaid) {
    using namespace std::string_view_literals;
    for (const std::string_view said : {"HTTP/1.1 400 Bad Request\r\n\r\n"sv, "\0\x01\x02\xFF\xFE garbage\n"sv,
                                        "J\0\0\0\n5.5.5-10.11.6-MariaDB\0"sv}) {
        const TcpServer other([said](TestSocket& guest) { guest.send(said); });
        const Error error = errorOf(hopTo(other.port()));
        EXPECT_EQ(error.kind, ErrorKind::SshFailed);
        EXPECT_NE(error.message.find("not an SSH server"), std::string::npos) << error.message;
    }
}

TEST_F(SshTrouble, AServerThatFloodsWithGarbageEndsInTime) {
    const TcpServer flood([](TestSocket& guest) {
        const std::string line(4000, 'x');
        while (guest.send(line + "\r\n")) {
        }
    });
    const Error error = errorOf(hopTo(flood.port()), 300);
    EXPECT_TRUE(error.kind == ErrorKind::TimedOut || error.kind == ErrorKind::SshFailed) << error.message;
}

TEST_F(SshTrouble, AServerThatSpeaksGarbageAfterItsBannerIsSaid) {
    const TcpServer liar([](TestSocket& guest) {
        guest.send("SSH-2.0-liar\r\n");
        guest.send(std::string(4000, '\xFF'));
        TcpServer::keepSilent(guest);
    });
    const Error error = errorOf(hopTo(liar.port()), 500);
    EXPECT_TRUE(error.kind == ErrorKind::TimedOut || error.kind == ErrorKind::SshFailed) << error.message;
}

TEST_F(SshTrouble, AServerThatHangsUpAtAnyByteEndsWithAnError) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    // The whole opening takes some 3,000 bytes of the server; each of these cuts another phase.
    for (const std::size_t cut : {0U, 1U, 10U, 41U, 45U, 300U, 900U, 1100U, 1200U, 1400U, 1600U, 1700U, 1800U, 1900U}) {
        const TcpServer proxy([&server, cut](TestSocket& guest) {
            const TestSocket behind = TestSocket::dial("127.0.0.1", server.port());
            std::thread up([&] {
                for (std::string bytes = guest.receive(1); !bytes.empty(); bytes = guest.receive(1)) {
                    behind.send(bytes);
                }
                behind.endSending();
            });
            std::size_t left = cut;
            while (left > 0) {
                const std::string bytes = behind.receive(1);
                if (bytes.empty() || !guest.send(bytes)) {
                    break;
                }
                --left;
            }
            ::shutdown(guest.fd(), SHUT_RDWR);
            ::shutdown(behind.fd(), SHUT_RDWR);
            up.join();
        });
        HostSettings hop = hopTo(proxy.port());
        hop.hostKeyPolicy = HostKeyPolicy::AcceptNew;
        hop.identityFiles = {m_folder.path("user").string()};
        TunnelSpec spec;
        spec.hops = {hop};
        spec.connectTimeoutMs = 20000;
        auto tunnel = open(spec);
        if (!tunnel) {
            EXPECT_TRUE(tunnel.error().message.starts_with("jump 1: ")) << cut << tunnel.error().message;
            EXPECT_NE(tunnel.error().kind, ErrorKind::TimedOut) << cut;
        }
    }
}

TEST_F(SshTrouble, ASecondHopThatCanNotBeReachedIsNamed) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    std::uint16_t nobody = 0;
    {
        const TcpServer gone(&TcpServer::echo);
        nobody = gone.port();
    }
    auto tunnel = open({knownHop(server), hopTo(nobody)});
    ASSERT_FALSE(tunnel);
    EXPECT_TRUE(tunnel.error().message.starts_with("jump 2: ")) << tunnel.error().message;
    EXPECT_EQ(tunnel.error().kind, ErrorKind::ConnectionFailed);
}

TEST_F(SshTrouble, ASecondHopThatIsSilentEndsInTimeAndIsNamed) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    const TcpServer silent(&TcpServer::keepSilent);
    HostSettings second = hopTo(silent.port());
    second.connectTimeoutS = 1;
    auto tunnel = open({knownHop(server), second});
    ASSERT_FALSE(tunnel);
    EXPECT_TRUE(tunnel.error().message.starts_with("jump 2: ")) << tunnel.error().message;
    EXPECT_EQ(tunnel.error().kind, ErrorKind::TimedOut);
}

TEST_F(SshTrouble, AServerThatForbidsForwardingIsSaid) {
    const SshServer server({.authorizedKeys = makeUserKey(), .config = "AllowTcpForwarding no\n"});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    const TcpServer echo(&TcpServer::echo);
    auto forward = (*tunnel)->forward("127.0.0.1", echo.port(), DoorKind::UnixSocket);
    ASSERT_TRUE(forward);
    EXPECT_EQ(TestSocket::dial((*forward)->address(), 0).receive(1), "");
    EXPECT_TRUE((*forward)->refusal());
}

TEST_F(SshTrouble, AServerWithoutSessionsStillCarriesATunnel) {
    const SshServer server({.authorizedKeys = makeUserKey(), .config = "MaxSessions 0\n"});
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    expectEcho(**tunnel);
}

TEST_F(SshTrouble, ASpecWithoutAHopIsRefused) {
    auto tunnel = open(std::vector<HostSettings>{});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::InvalidInput);
}

} // namespace dbv::ssh
