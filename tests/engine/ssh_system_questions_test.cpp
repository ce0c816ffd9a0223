// SPDX-License-Identifier: Apache-2.0
// What the system's ssh asks is asked as the built-in SSH would ask it.
#include "ssh/key_print.h"
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;

class SshSystemQuestions : public SshLab {
protected:
    static std::string blobOf(const SshServer& server, const std::string& type) {
        return decodedBase64(server.folder().publicWord("host_" + type, 1)).value_or("");
    }
    HostSettings hop(const SshServer& server, const std::string& key = "user") const {
        HostSettings hop = hopTo(server.port());
        hop.identityFiles = {m_folder.path(key).string()};
        return hop;
    }
};

TEST_F(SshSystemQuestions, AskForAnRsaHostKeyWithItsFingerprintAndKeepIt) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptAndKeep;
    for (const Transport transport : {Transport::SystemSsh, Transport::Automatic}) {
        auto tunnel = open({hop(server)}, transport);
        ASSERT_TRUE(tunnel) << told(tunnel.error());
        expectEcho(**tunnel);
    }
    ASSERT_EQ(m_prompts.hostKeys.size(), 1U) << "what is kept is not asked again";
    const HostKeyQuestion& question = m_prompts.hostKeys[0];
    EXPECT_EQ(question.type, "ssh-rsa");
    EXPECT_EQ(question.fingerprint, fingerprintOf(blobOf(server, "rsa")));
    EXPECT_EQ(question.md5Fingerprint, md5FingerprintOf(blobOf(server, "rsa")));
    EXPECT_TRUE(question.hop.starts_with("jump 1: ")) << question.hop;
    EXPECT_EQ(m_folder.read("known_hosts"), server.knownHostLine("rsa"));
    EXPECT_NE(m_steps.front().text.find("kept in " + m_folder.path("known_hosts").string()), std::string::npos)
        << m_steps.front().text;
}

TEST_F(SshSystemQuestions, KeepNothingOfAHostKeyThatIsAcceptedOnce) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptOnce;
    auto tunnel = open({hop(server)}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_folder.read("known_hosts"), "");
}

TEST_F(SshSystemQuestions, RefuseAnUnknownHostKeyWhereNobodyAnswersOrNobodyMayAsk) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    for (const HostKeyPolicy policy : {HostKeyPolicy::Ask, HostKeyPolicy::Strict}) {
        HostSettings hop = this->hop(server);
        hop.hostKeyPolicy = policy;
        auto tunnel = open({hop}, Transport::SystemSsh);
        ASSERT_FALSE(tunnel);
        EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyUnknown) << told(tunnel.error());
        EXPECT_NE(tunnel.error().message.find(fingerprintOf(blobOf(server, "rsa"))), std::string::npos)
            << told(tunnel.error());
        EXPECT_EQ(m_folder.read("known_hosts"), "");
    }
}

TEST_F(SshSystemQuestions, KeepANewHostKeyUnaskedAndHashedWhereThatIsWanted) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    HostSettings hop = this->hop(server);
    hop.hostKeyPolicy = HostKeyPolicy::AcceptNew;
    hop.hashKnownHosts = true;
    ASSERT_TRUE(open({hop}, Transport::SystemSsh));
    EXPECT_TRUE(m_folder.read("known_hosts").starts_with("|1|")) << m_folder.read("known_hosts");
    hop.hostKeyPolicy = HostKeyPolicy::Strict;
    EXPECT_TRUE(open({hop}, Transport::SystemSsh));
}

TEST_F(SshSystemQuestions, BlockAChangedHostKeyWithBothFingerprints) {
    const SshServer server({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey()});
    m_folder.makeKey("old", {"-t", "rsa"});
    const std::string old = m_folder.publicWord("old", 1);
    const std::string line = "[127.0.0.1]:" + std::to_string(server.port()) + " ssh-rsa " + old + "\n";
    know(line);
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptAndKeep;
    for (const HostKeyPolicy policy : {HostKeyPolicy::Ask, HostKeyPolicy::AcceptNew, HostKeyPolicy::Off}) {
        HostSettings hop = this->hop(server);
        hop.hostKeyPolicy = policy;
        auto tunnel = open({hop}, Transport::Automatic);
        ASSERT_FALSE(tunnel);
        EXPECT_EQ(tunnel.error().kind, ErrorKind::HostKeyChanged) << told(tunnel.error());
        EXPECT_NE(tunnel.error().message.find(fingerprintOf(blobOf(server, "rsa"))), std::string::npos)
            << told(tunnel.error());
        EXPECT_NE(tunnel.error().message.find(fingerprintOf(decodedBase64(old).value_or(""))), std::string::npos)
            << told(tunnel.error());
    }
    EXPECT_TRUE(m_prompts.hostKeys.empty());
    EXPECT_EQ(m_folder.read("known_hosts"), line);
}

TEST_F(SshSystemQuestions, AskForThePassphraseOfAKeyUntilItIsRight) {
    const SshServer server({.authorizedKeys = makeUserKey("user", {"-t", "ed25519"}, "sesame 'n\\ \"seed\" %h")});
    m_prompts.passphrases = {"wrong", "sesame 'n\\ \"seed\" %h"};
    auto tunnel = open({knownHop(server)}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_prompts.asked, (std::vector<std::string>{"passphrase 1", "passphrase 2"}));
    expectEcho(**tunnel);
}

TEST_F(SshSystemQuestions, SayThatAPassphraseIsWrongNotThatItIsMissing) {
    const SshServer server({.authorizedKeys = makeUserKey("user", {"-t", "ed25519"}, "sesame")});
    m_prompts.passphrases = {"wrong"};
    auto wrong = open({knownHop(server)}, Transport::SystemSsh);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::AuthenticationFailed) << told(wrong.error());
    EXPECT_NE(wrong.error().detail.find("can not be decrypted with the passphrase"), std::string::npos)
        << told(wrong.error());
    auto missing = open({knownHop(server)}, Transport::SystemSsh);
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().detail.find("no passphrase is there"), std::string::npos) << told(missing.error());
}

TEST_F(SshSystemQuestions, AskForPasswordsAndForWhatTheServerWantsToKnow) {
    const SshServer server({.prompts = "0|Password: |right one\n1|Code: |123456"});
    HostSettings hop = knownHop(server);
    hop.identityFiles.clear();
    hop.authentications = {"keyboard-interactive"};
    m_prompts.answers = {{"Password: ", "right one"}, {"Code: ", "123456"}};
    auto tunnel = open({hop}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_prompts.asked, (std::vector<std::string>{"Password: (hidden)", "Code: (hidden)"}));

    const SshServer simple({.prompts = "0|Password: |right one"});
    hop = knownHop(simple);
    hop.identityFiles.clear();
    hop.authentications = {"password"};
    m_prompts.asked.clear();
    m_prompts.passwords = {"wrong", "right one"};
    auto second = open({hop}, Transport::SystemSsh);
    ASSERT_TRUE(second) << told(second.error());
    EXPECT_EQ(m_prompts.asked, (std::vector<std::string>{"password 1", "password 2"}));
    auto nobody = open({hop}, Transport::SystemSsh);
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(nobody.error().detail.find("a password is wanted"), std::string::npos) << told(nobody.error());
}

TEST_F(SshSystemQuestions, NameTheMachineOnTheWay) {
    const SshServer first({.hostKeyTypes = {"rsa"}, .authorizedKeys = makeUserKey("one", {"-t", "ed25519"}, "sesame")});
    const SshServer second({.hostKeyTypes = {"rsa"}, .prompts = "0|Password: |right one"});
    m_prompts.hostKeyAnswer = HostKeyAnswer::AcceptAndKeep;
    m_prompts.passphrases = {"sesame"};
    m_prompts.passwords = {"right one"};
    HostSettings last = hopTo(second.port());
    last.authentications = {"password"};
    auto tunnel = open({hop(first, "one"), last}, Transport::SystemSsh);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    ASSERT_EQ(m_prompts.hostKeys.size(), 2U);
    EXPECT_TRUE(m_prompts.hostKeys[0].hop.starts_with("jump 1: ")) << m_prompts.hostKeys[0].hop;
    EXPECT_TRUE(m_prompts.hostKeys[1].hop.starts_with("jump 2: ")) << m_prompts.hostKeys[1].hop;
    EXPECT_EQ(m_folder.read("known_hosts"), first.knownHostLine("rsa") + second.knownHostLine("rsa"));
    m_prompts.passphrases = {"sesame"};
    auto refused = open({hop(first, "one"), last}, Transport::SystemSsh);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().message.starts_with("jump 2: ")) << told(refused.error());
}

TEST_F(SshSystemQuestions, EndAtOnceWhenWhoIsAskedGivesUp) {
    class Gone final : public SshPrompts {
        Result<Secret> password(const PasswordQuestion& /*question*/) override {
            return fail(ErrorKind::Cancelled, "No.");
        }
    } gone;
    const SshServer server({.prompts = "0|Password: |right one"});
    TunnelSpec spec;
    spec.hops = {knownHop(server)};
    spec.hops[0].identityFiles.clear();
    spec.hops[0].authentications = {"password"};
    spec.transport = Transport::SystemSsh;
    auto tunnel = openTunnel(spec, {.prompts = &gone}, {});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::Cancelled);
}

} // namespace dbv::ssh
