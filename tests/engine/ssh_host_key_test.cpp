// SPDX-License-Identifier: Apache-2.0
#include "ssh/key_print.h"
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;

class SshHostKey : public SshLab {
protected:
    static std::string fingerprint(const SshServer& server, const std::string& type = "ed25519") {
        return fingerprintOf(decodedBase64(server.folder().publicWord("host_" + type, 1)).value_or(""));
    }
    HostSettings strangeHop(const SshServer& server) const {
        HostSettings hop = hopTo(server.port());
        hop.identityFiles = {m_folder.path("user").string()};
        return hop;
    }
};

TEST_F(SshHostKey, ThatIsUnknownIsAskedWithItsFingerprintAndKept) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptAndKeep;
    ASSERT_TRUE(open({strangeHop(server)}));
    ASSERT_EQ(m_prompts.hostKeys.size(), 1U);
    EXPECT_EQ(m_prompts.hostKeys[0].fingerprint, fingerprint(server));
    EXPECT_TRUE(m_prompts.hostKeys[0].md5Fingerprint.starts_with("MD5:"));
    ASSERT_TRUE(open({strangeHop(server)}));
    EXPECT_EQ(m_prompts.hostKeys.size(), 1U);
    EXPECT_EQ(m_folder.read("known_hosts"), server.knownHostLine());
}

TEST_F(SshHostKey, ThatIsAcceptedOnceIsNotKept) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptOnce;
    ASSERT_TRUE(open({strangeHop(server)}));
    EXPECT_EQ(m_folder.read("known_hosts"), "");
}

TEST_F(SshHostKey, ThatIsUnknownIsRefusedWhereNobodyIsAsked) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    for (const HostKeyPolicy policy : {HostKeyPolicy::Ask, HostKeyPolicy::Strict}) {
        HostSettings hop = strangeHop(server);
        hop.hostKeyPolicy = policy;
        auto tunnel = open({hop});
        ASSERT_FALSE(tunnel);
        EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyUnknown);
        EXPECT_NE(tunnel.error().detail.find(fingerprint(server)), std::string::npos);
        EXPECT_TRUE(tunnel.error().message.starts_with("jump 1: ")) << tunnel.error().message;
    }
}

TEST_F(SshHostKey, ThatIsNewIsKeptWithAcceptNewAndHashedWhenWanted) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = strangeHop(server);
    hop.hostKeyPolicy = HostKeyPolicy::AcceptNew;
    hop.hashKnownHosts = true;
    ASSERT_TRUE(open({hop}));
    EXPECT_TRUE(m_folder.read("known_hosts").starts_with("|1|"));
    hop.hostKeyPolicy = HostKeyPolicy::Strict;
    EXPECT_TRUE(open({hop}));
}

TEST_F(SshHostKey, ThatHasChangedIsBlockedWithBothFingerprintsWhateverThePolicy) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    m_folder.makeKey("old", {"-t", "ed25519"});
    const std::string old = m_folder.publicWord("old", 1);
    know("[127.0.0.1]:" + std::to_string(server.port()) + " ssh-ed25519 " + old + "\n");
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptAndKeep;
    for (const HostKeyPolicy policy : {HostKeyPolicy::Ask, HostKeyPolicy::AcceptNew, HostKeyPolicy::Off}) {
        HostSettings hop = strangeHop(server);
        hop.hostKeyPolicy = policy;
        auto tunnel = open({hop});
        ASSERT_FALSE(tunnel);
        EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyChanged);
        EXPECT_NE(tunnel.error().message.find(fingerprint(server)), std::string::npos);
        EXPECT_NE(tunnel.error().message.find(fingerprintOf(decodedBase64(old).value_or(""))), std::string::npos);
    }
    EXPECT_TRUE(m_prompts.hostKeys.empty());
}

TEST_F(SshHostKey, ThatIsRevokedIsBlocked) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    know(server.knownHostLine());
    know("@revoked * ssh-ed25519 " + server.folder().publicWord("host_ed25519", 1) + "\n");
    auto tunnel = open({strangeHop(server)});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyChanged);
    EXPECT_NE(tunnel.error().message.find("revoked"), std::string::npos);
}

TEST_F(SshHostKey, OfTheTypeThatIsKnownIsAskedForFirst) {
    const SshServer server({.hostKeyTypes = {"ecdsa", "ed25519"}, .authorizedKeys = makeUserKey()});
    for (const std::string type : {"ecdsa", "ed25519"}) {
        m_folder.write("known_hosts", server.knownHostLine(type));
        auto tunnel = open({strangeHop(server)});
        ASSERT_TRUE(tunnel) << type << told(tunnel.error());
    }
    EXPECT_TRUE(m_prompts.hostKeys.empty());
}

TEST_F(SshHostKey, IsFoundAmongGarbage) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    know("garbage\n@cert-authority * ssh-ed25519 AAAA\n\x01\x02\xFF |1|x|y z\n" + server.knownHostLine() +
         "more garbage");
    auto tunnel = open({strangeHop(server)});
    EXPECT_TRUE(tunnel) << told(tunnel.error());
}

TEST_F(SshHostKey, OfEveryTypeTheLibraryKnowsIsChecked) {
    for (const std::string type : {"ed25519", "ecdsa"}) {
        const SshServer server({.hostKeyTypes = {type}, .authorizedKeys = makeUserKey("user_" + type)});
        know(server.knownHostLine(type));
        HostSettings hop = strangeHop(server);
        hop.identityFiles = {m_folder.path("user_" + type).string()};
        auto tunnel = open({hop});
        EXPECT_TRUE(tunnel) << type << told(tunnel.error());
    }
}

TEST_F(SshHostKey, UnderAnAliasIsKnownByThat) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    know("kept ssh-ed25519 " + server.folder().publicWord("host_ed25519", 1) + "\n");
    HostSettings hop = strangeHop(server);
    hop.hostKeyAlias = "kept";
    auto tunnel = open({hop});
    EXPECT_TRUE(tunnel) << told(tunnel.error());
}

} // namespace dbv::ssh
