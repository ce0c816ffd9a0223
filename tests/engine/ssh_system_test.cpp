// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <future>
#include <thread>

#include "ssh/system_ssh.h"
#include "ssh/transport_choice.h"
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;
using support::TcpServer;
using support::TestSocket;

class SshSystem : public SshLab {
protected:
    static bool says(const std::shared_ptr<Tunnel>& tunnel, std::string_view why) {
        return tunnel->description().find("the system's ssh") != std::string::npos &&
               tunnel->description().find(why) != std::string::npos;
    }
};

TEST_F(SshSystem, CarriesBytesThroughThreeHops) {
    const std::string key = makeUserKey();
    const SshServer first({.authorizedKeys = key});
    const SshServer second({.authorizedKeys = key});
    const SshServer third({.authorizedKeys = key});
    auto tunnel = open({knownHop(first), knownHop(second), knownHop(third)}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    EXPECT_TRUE(says(*tunnel, "chosen in the settings")) << (*tunnel)->description();
}

TEST_F(SshSystem, IsChosenForAHostThatOnlyHasAnRsaKey) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    HostSettings hop = hopTo(server.port());
    hop.identityFiles = {m_folder.path("user").string()};
    know(server.knownHostLine("rsa"));
    auto tunnel = open({hop}, Transport::Automatic);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
}

TEST_F(SshSystem, IsTheWayOutWhenTheServerTurnsOutToHaveOnlyAnRsaKey) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    HostSettings hop = hopTo(server.port());
    hop.identityFiles = {m_folder.path("user").string()};
    hop.hostKeyPolicy = HostKeyPolicy::AcceptNew;
    auto builtIn = open({hop}, Transport::BuiltIn);
    auto automatic = open({hop}, Transport::Automatic);
    ASSERT_TRUE(automatic) << told(automatic.error());
    expectEcho(**automatic);
    if (!builtIn) {
        EXPECT_EQ(builtIn.error().kind, ErrorKind::SshFailed);
        EXPECT_NE(builtIn.error().message.find("rsa-sha2-512"), std::string::npos) << builtIn.error().message;
        EXPECT_TRUE(says(*automatic, "rsa-sha2-512")) << (*automatic)->description();
    }
}

TEST_F(SshSystem, IsChosenForACertificate) {
    makeUserKey("authority");
    makeUserKey("user");
    const auto signing =
        support::runProgram("/usr/bin/ssh-keygen", {"-q", "-s", m_folder.path("authority").string(), "-I", "test", "-n",
                                                    SshServer::user(), m_folder.path("user.pub").string()});
    ASSERT_EQ(signing.code, 0) << signing.errors;
    const SshServer server({.authorizedKeys = "cert-authority " + m_folder.read("authority.pub")});
    auto tunnel = open({knownHop(server)}, Transport::Automatic);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_TRUE(says(*tunnel, "user-cert.pub")) << (*tunnel)->description();
    expectEcho(**tunnel);
}

TEST_F(SshSystem, IsChosenForACertificateOfTheHost) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    know("@cert-authority [127.0.0.1]:" + std::to_string(server.port()) + " ssh-ed25519 " +
         server.folder().publicWord("host_ed25519", 1) + "\n");
    HostSettings hop = hopTo(server.port());
    hop.identityFiles = {m_folder.path("user").string()};
    auto tunnel = open({hop}, Transport::Automatic);
    // The server has no certificate, so the system's ssh has to refuse.
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyUnknown) << told(tunnel.error());
}

TEST_F(SshSystem, IsChosenForAKeyOnADevice) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = knownHop(server);
    // There is no device here; the public half tells that there should be one.
    hop.identityFiles = {m_folder.write("device", "").string()};
    hop.identityFilesGiven = true;
    m_folder.write("device.pub",
                   "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIGtra2tra2tra2tr"
                   "a2tra2tra2tra2tra2tra2tra2trAAAABHNzaDo= me\n");
    EXPECT_NE(reasonForSystemSsh({.hops = {hop}}).find("is on a device"), std::string::npos);
    auto tunnel = open({hop}, Transport::Automatic);
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::AuthenticationFailed) << told(tunnel.error());
}

TEST_F(SshSystem, IsChosenForAProxyCommand) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = knownHop(server);
    hop.proxyCommand = "ssh -F " + m_folder.write("proxy", systemSshConfig({.hops = {knownHop(server)}})).string() +
                       " -W %h:%p dbvis-tunnel";
    auto tunnel = open({hop}, Transport::Automatic);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_TRUE(says(*tunnel, "ProxyCommand")) << (*tunnel)->description();
    expectEcho(**tunnel);
}

TEST_F(SshSystem, TellsWhatIsWrongInTheSameKindsOfErrors) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    makeUserKey("other");
    HostSettings strange = hopTo(server.port());
    strange.identityFiles = {m_folder.path("user").string()};
    auto unknown = open({strange}, Transport::SystemSsh);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::HostKeyUnknown) << told(unknown.error());

    auto refused = open({knownHop(server, "other")}, Transport::SystemSsh);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::AuthenticationFailed) << told(refused.error());
    EXPECT_TRUE(refused.error().message.starts_with("jump 1: "));

    m_folder.write("known_hosts", "[127.0.0.1]:" + std::to_string(server.port()) + " ssh-ed25519 " +
                                      m_folder.publicWord("other", 1) + "\n");
    auto changed = open({strange}, Transport::SystemSsh);
    ASSERT_FALSE(changed);
    EXPECT_EQ(changed.error().kind, ErrorKind::HostKeyChanged) << told(changed.error());
    EXPECT_NE(changed.error().detail.find("SHA256:"), std::string::npos);
}

TEST_F(SshSystem, AServerThatSaysNothingEndsWithTheStop) {
    const TcpServer silent([this](TestSocket& guest) {
        m_stop.request_stop();
        TcpServer::keepSilent(guest);
    });
    auto tunnel = open({hopTo(silent.port())}, Transport::SystemSsh);
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::Cancelled);
}

TEST_F(SshSystem, TellsWhyTheFarEndCouldNotBeReached) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    std::uint16_t nobody = 0;
    {
        const TcpServer gone(&TcpServer::echo);
        nobody = gone.port();
    }
    auto forward = (*tunnel)->forward("127.0.0.1", nobody, DoorKind::Loopback);
    ASSERT_TRUE(forward);
    EXPECT_EQ(TestSocket::dial((*forward)->address(), (*forward)->port()).receive(1), "");
    expectEcho(**tunnel);
}

TEST_F(SshSystem, AKilledServerIsNoticed) {
    SshServer server({.authorizedKeys = makeUserKey()});
    TunnelSpec spec;
    spec.hops = {knownHop(server)};
    spec.transport = Transport::SystemSsh;
    std::promise<Error> broken;
    auto tunnel = openTunnel(spec, {.broken = [&](const Error& error) { broken.set_value(error); }}, {});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    server.kill();
    EXPECT_EQ(broken.get_future().get().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE((*tunnel)->trouble());
}

TEST_F(SshSystem, TellsWhyTheFarEndCouldNotBeReachedWithoutTheSignsOfATerminal) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    auto tunnel = open({knownHop(server)}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    auto forward = (*tunnel)->forward("nohost.invalid", 1, DoorKind::UnixSocket);
    ASSERT_TRUE(forward);
    EXPECT_EQ(TestSocket::dial((*forward)->address(), 0).receive(1), "");
    std::optional<Error> refusal;
    while (!(refusal = (*forward)->refusal())) {
        std::this_thread::yield();
    }
    EXPECT_EQ(refusal->message.find('\r'), std::string::npos) << refusal->message;
    EXPECT_NE(refusal->message.find("@127.0.0.1:" + std::to_string(server.port()) + ": the system's ssh says: "),
              std::string::npos)
        << refusal->message;
    EXPECT_EQ((*forward)->farEnd(), FarEnd::Unknown);
}

TEST_F(SshSystem, WhatItStartsDoesNotGetTheVariablesOfSecrets) {
    const std::string seen = m_folder.path("seen").string();
    ::setenv("SHOP_PASSWORD_OF_TEST", "s3cret", 1);
    TunnelSpec spec;
    spec.hops = {hopTo(1)};
    spec.hops[0].proxyCommand = "sh -c 'env > \"" + seen + "\"; exit 1'";
    spec.secretVariables = {"SHOP_PASSWORD_OF_TEST"};
    EXPECT_FALSE(open(spec));
    const std::string withheld = m_folder.read("seen");
    spec.secretVariables.clear();
    EXPECT_FALSE(open(spec));
    ::unsetenv("SHOP_PASSWORD_OF_TEST");
    EXPECT_NE(withheld.find("PATH="), std::string::npos);
    EXPECT_EQ(withheld.find("SHOP_PASSWORD_OF_TEST"), std::string::npos);
    EXPECT_NE(m_folder.read("seen").find("SHOP_PASSWORD_OF_TEST=s3cret"), std::string::npos);
}

TEST_F(SshSystem, ItsConfigurationSurvivesStrangeNames) {
    HostSettings hop = hopTo(2222);
    hop.user = "a \"b\" \\c";
    hop.identityFiles = {"/keys/with blank/100%/\"quoted\""};
    hop.userKnownHostsFiles = {"/known one", "/known%two"};
    const auto file = m_folder.write("config", systemSshConfig({.hops = {hop, hop}}));
    const auto end = support::runProgram("/usr/bin/ssh", {"-G", "-F", file.string(), kSystemSshHost});
    ASSERT_EQ(end.code, 0) << end.errors;
    EXPECT_NE(end.output.find("user a \"b\" \\c\n"), std::string::npos) << end.output;
    EXPECT_NE(end.output.find("identityfile /keys/with blank/100%%/\"quoted\"\n"), std::string::npos) << end.output;
    EXPECT_NE(end.output.find("proxyjump dbvis-jump-1\n"), std::string::npos) << end.output;
}

} // namespace dbv::ssh
