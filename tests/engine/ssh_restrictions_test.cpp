// SPDX-License-Identifier: Apache-2.0
// Lines of a configuration that the built-in SSH can not hold to.
#include <cstdlib>
#include <string>
#include <vector>

#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;

class SshRestrictions : public SshLab {
protected:
    void SetUp() override {
        m_server = std::make_unique<SshServer>(support::SshServerSetup{.authorizedKeys = makeUserKey()});
    }

    /// The way to the server by a configuration that begins with these lines.
    [[nodiscard]] Result<TunnelSpec> wayBy(const std::string& lines) {
        m_folder.write("known_hosts", m_server->knownHostLine());
        ConfigPlace place = usualConfigPlace();
        place.userFile = m_folder.write(
            "config", lines + "\nHost *\n HostName 127.0.0.1\n User " + SshServer::user() + "\n Port " +
                          std::to_string(m_server->port()) + "\n IdentityFile " + m_folder.path("user").string() +
                          "\n UserKnownHostsFile " + m_folder.path("known_hosts").string() + "\n");
        place.systemFile.clear();
        place.environment.clear();
        return tunnelTo(place, {"db", {}, 0}, m_stop.get_token());
    }
    [[nodiscard]] Result<std::shared_ptr<Tunnel>> openBy(const std::string& lines) {
        const Result<TunnelSpec> spec = wayBy(lines);
        return spec ? open(*spec) : std::unexpected(spec.error());
    }

    std::unique_ptr<SshServer> m_server;
};

TEST_F(SshRestrictions, ALineThatSshCanKeepIsKeptByTheSystemsSshAndShown) {
    for (const std::string line :
         {"Ciphers aes256-ctr", "KexAlgorithms curve25519-sha256", "MACs hmac-sha2-512",
          "PubkeyAcceptedKeyTypes ssh-ed25519", "RequiredRSASize 4096", "CASignatureAlgorithms ssh-ed25519"}) {
        const auto tunnel = openBy(line);
        ASSERT_TRUE(tunnel) << line << told(tunnel.error());
        EXPECT_NE((*tunnel)->description().find(" is set (" + m_folder.path("config").string() + ", line 1)"),
                  std::string::npos)
            << (*tunnel)->description();
        expectEcho(**tunnel);
    }
}

TEST_F(SshRestrictions, WhereSshRefusesWeDoNotConnect) {
    const std::string revoked = m_folder.write("revoked", m_server->folder().read("host_ed25519.pub")).string();
    for (const std::string& line : std::vector<std::string>{
             "RevokedHostKeys " + revoked, "Ciphers 3des-cbc", "KexAlgorithms diffie-hellman-group1-sha1",
             "MACs hmac-md5\nCiphers aes128-ctr", "PubkeyAcceptedAlgorithms ssh-rsa"}) {
        const auto tunnel = openBy(line);
        ASSERT_FALSE(tunnel) << line;
        EXPECT_NE(tunnel.error().message.find("the system's ssh says"), std::string::npos) << told(tunnel.error());
    }
}

TEST_F(SshRestrictions, TheUsersOwnCommandForKnownKeysIsAsked) {
    const std::string keys = m_folder.write("keys", m_server->knownHostLine()).string();
    const std::string line = "Match host db\n KnownHostsCommand /bin/cat \"" + keys + "\"\n UserKnownHostsFile " +
                             m_folder.path("nothing").string() + "\n StrictHostKeyChecking yes";
    const auto tunnel = openBy(line);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    m_folder.write("keys", "");
    EXPECT_FALSE(openBy(line));
}

TEST_F(SshRestrictions, SshTellsWhichLinesACommandLetsHold) {
    const std::string mark = m_folder.path("at work").string();
    const std::string lines = "Match exec \"test -e '" + mark + "'\"\n Ciphers 3des-cbc";
    auto tunnel = openBy(lines);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_NE((*tunnel)->description().find("'Match exec' (" + m_folder.path("config").string() + ", line 1) decides"),
              std::string::npos)
        << (*tunnel)->description();
    expectEcho(**tunnel);
    m_folder.write("at work", "");
    EXPECT_FALSE(openBy(lines));
    // Names and jumps hold, too.
    const Result<TunnelSpec> way =
        wayBy("Match originalhost db exec \"test -e '" + mark + "'\"\n ProxyJump ann@gate:2200\n User bob");
    ASSERT_TRUE(way) << told(way.error());
    ASSERT_EQ(way->hops.size(), 2U);
    EXPECT_EQ(hopName(*way, 0), "jump 1: ann@127.0.0.1:2200");
    EXPECT_EQ(way->hops[1].user, "bob");
}

TEST_F(SshRestrictions, ACommandSeesNoNameThatAShellWouldRun) {
    const std::string mark = m_folder.path("ran").string();
    ConfigPlace place = usualConfigPlace();
    place.userFile = m_folder.write("config", "Match exec \"touch " + mark + "; true %n %r\"\n User x\n");
    place.systemFile.clear();
    EXPECT_FALSE(tunnelTo(place, {"$(id)", {}, 0}));
    EXPECT_FALSE(tunnelTo(place, {"db", "`id`", 0}));
    EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST_F(SshRestrictions, AConditionThatSshDoesNotKnowEitherIsRefusedWithItsLine) {
    const auto tunnel = openBy("Match nonsense 1");
    ASSERT_FALSE(tunnel);
    EXPECT_NE(tunnel.error().message.find("'Match nonsense' (" + m_folder.path("config").string() + ", line 1)"),
              std::string::npos)
        << told(tunnel.error());
}

TEST_F(SshRestrictions, WithoutTheSystemsSshTheLineIsNamed) {
    const std::string path = std::getenv("PATH");
    for (const std::string line : {"Ciphers aes256-ctr", "Match exec true"}) {
        ::setenv("PATH", m_folder.path().c_str(), 1);
        const auto tunnel = openBy(line);
        ::setenv("PATH", path.c_str(), 1);
        ASSERT_FALSE(tunnel) << line;
        EXPECT_EQ(tunnel.error().kind, ErrorKind::Unsupported);
        EXPECT_NE(tunnel.error().message.find(m_folder.path("config").string() + ", line 1"), std::string::npos)
            << told(tunnel.error());
    }
}

TEST_F(SshRestrictions, TheBuiltInSshAloneRefuses) {
    Result<TunnelSpec> spec = wayBy("MACs hmac-sha2-512");
    ASSERT_TRUE(spec);
    spec->transport = Transport::BuiltIn;
    const auto tunnel = open(*spec);
    ASSERT_FALSE(tunnel);
    EXPECT_NE(tunnel.error().message.find("MACs"), std::string::npos) << told(tunnel.error());
}

} // namespace dbv::ssh
