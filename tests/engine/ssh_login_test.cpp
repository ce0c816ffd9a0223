// SPDX-License-Identifier: Apache-2.0
#include "ssh/key_print.h"
#include "ssh_lab.h"

namespace dbv::ssh {

using support::ChildProgram;
using support::SshServer;
using support::SshServerSetup;

struct LoginKeyForm {
    const char* name;
    std::vector<std::string> arguments;
    const char* passphrase;
};

std::ostream& operator<<(std::ostream& out, const LoginKeyForm& form) {
    return out << form.name;
}

class SshLoginKeys : public SshLab, public ::testing::WithParamInterface<LoginKeyForm> {};

TEST_P(SshLoginKeys, OpenATunnel) {
    const LoginKeyForm& form = GetParam();
    const SshServer server({.authorizedKeys = makeUserKey("user", form.arguments, form.passphrase)});
    const bool encrypted = *form.passphrase != '\0';
    if (encrypted) {
        m_prompts.passphrases = {"wrong", form.passphrase};
    }
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
    EXPECT_EQ(m_prompts.asked,
              encrypted ? (std::vector<std::string>{"passphrase 1", "passphrase 2"}) : std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(
    Forms, SshLoginKeys,
    ::testing::Values(LoginKeyForm{"ed25519", {"-t", "ed25519"}, ""},
                      LoginKeyForm{"ed25519_locked", {"-t", "ed25519"}, "sesame"},
                      LoginKeyForm{"ecdsa256", {"-t", "ecdsa", "-b", "256"}, ""},
                      LoginKeyForm{"ecdsa256_pem", {"-t", "ecdsa", "-b", "256", "-m", "PEM"}, ""},
                      LoginKeyForm{"ecdsa384", {"-t", "ecdsa", "-b", "384"}, ""},
                      LoginKeyForm{"ecdsa384_locked", {"-t", "ecdsa", "-b", "384"}, "sesame"},
                      LoginKeyForm{"ecdsa521", {"-t", "ecdsa", "-b", "521"}, ""},
                      LoginKeyForm{"ecdsa521_pkcs8", {"-t", "ecdsa", "-b", "521", "-m", "PKCS8"}, ""},
                      LoginKeyForm{"rsa2048", {"-t", "rsa", "-b", "2048"}, ""},
                      LoginKeyForm{"rsa2048_locked", {"-t", "rsa", "-b", "2048"}, "sesame"},
                      LoginKeyForm{"rsa2048_pem", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, ""},
                      LoginKeyForm{"rsa2048_pem_locked", {"-t", "rsa", "-b", "2048", "-m", "PEM"}, "sesame"},
                      LoginKeyForm{"rsa4096", {"-t", "rsa", "-b", "4096"}, ""}),
    [](const auto& tested) { return std::string(tested.param.name); });

class SshLogin : public SshLab {
protected:
    /// An agent of OpenSSH with these keys.
    void startAgent(const std::vector<std::string>& keys) {
        const std::string socket = m_folder.path("agent").string();
        m_agent = std::make_unique<ChildProgram>();
        ASSERT_TRUE(m_agent->start("/usr/bin/ssh-agent", {"-D", "-a", socket}));
        ASSERT_NE(m_agent->lineWith("SSH_AUTH_SOCK"), ChildProgram::kNothingCame);
        for (const std::string& key : keys) {
            const auto added = support::runProgram(
                "/usr/bin/env", {"SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", m_folder.path(key).string()});
            ASSERT_EQ(added.code, 0) << added.errors;
        }
    }
    HostSettings agentHop(const SshServer& server) {
        HostSettings hop = knownHop(server);
        hop.identityFiles.clear();
        hop.agentSocket = m_folder.path("agent").string();
        return hop;
    }

    std::unique_ptr<ChildProgram> m_agent;
};

TEST_F(SshLogin, WithTheAgentAloneForEveryKindOfKey) {
    for (const auto& [name, type] :
         std::vector<std::pair<std::string, std::string>>{{"one", "ed25519"}, {"two", "ecdsa"}, {"three", "rsa"}}) {
        const SshServer server({.authorizedKeys = makeUserKey(name, {"-t", type})});
        std::filesystem::remove(m_folder.path("agent"));
        startAgent({name});
        auto tunnel = open({agentHop(server)});
        ASSERT_TRUE(tunnel) << type << told(tunnel.error());
        EXPECT_NE(m_steps.back().text.find("from the agent"), std::string::npos);
        m_agent.reset();
    }
}

TEST_F(SshLogin, WithIdentitiesOnlyTheAgentsOtherKeysAreNotShown) {
    makeUserKey("other");
    const SshServer server({.authorizedKeys = makeUserKey("right")});
    startAgent({"other", "right"});
    HostSettings hop = agentHop(server);
    hop.identitiesOnly = true;
    hop.identityFiles = {m_folder.path("right.pub").string()};
    auto tunnel = open({hop});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    hop.identityFiles = {m_folder.path("other.pub").string()};
    auto refused = open({hop});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail.find(fingerprintOf("right")), std::string::npos);
    EXPECT_EQ(refused.error().kind, ErrorKind::AuthenticationFailed);
}

TEST_F(SshLogin, AServerThatHangsUpAfterTooManyKeysIsSaidWithThoseThatItWasShown) {
    std::vector<std::string> names;
    for (int i = 0; i < 12; ++i) {
        names.push_back("key" + std::to_string(i));
        makeUserKey(names.back());
    }
    const SshServer server({.authorizedKeys = makeUserKey("right"), .config = "MaxAuthTries 6\n"});
    startAgent(names);
    HostSettings hop = agentHop(server);
    hop.identityFiles = {m_folder.path("right").string()};
    std::filesystem::remove(m_folder.path("right.pub"));
    auto refused = open({hop});
    ASSERT_FALSE(refused);
    const Error& error = refused.error();
    EXPECT_EQ(error.kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(error.message.find("after 6 keys: \"Too many authentication failures\""), std::string::npos)
        << told(error);
    EXPECT_NE(error.hint.find("IdentitiesOnly yes"), std::string::npos) << told(error);
    EXPECT_NE(error.hint.find("key file"), std::string::npos) << told(error);
    std::size_t listed = 0;
    for (std::size_t at = error.detail.find("publickey ("); at != std::string::npos;
         at = error.detail.find("publickey (", at + 1)) {
        ++listed;
    }
    EXPECT_EQ(listed, 6U) << told(error);
    hop.identitiesOnly = true;
    EXPECT_TRUE(open({hop}));
}

TEST_F(SshLogin, AnAgentThatIsGoneIsSaidAndTheKeyFileIsUsed) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    HostSettings hop = knownHop(server);
    hop.agentSocket = m_folder.path("nobody").string();
    EXPECT_TRUE(open({hop}));
    hop.identityFiles.clear();
    auto refused = open({hop});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("agent"), std::string::npos);
}

TEST_F(SshLogin, AnAgentThatNeverAnswersEndsWithTheStop) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, m_folder.path("agent").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 5), 0);
    std::thread stopping([&] {
        const support::TestSocket guest(::accept(listener, nullptr, nullptr));
        m_stop.request_stop();
    });
    auto tunnel = open({agentHop(server)});
    stopping.join();
    ::close(listener);
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::Cancelled);
}

TEST_F(SshLogin, WithAPasswordAtTheSecondAttempt) {
    const SshServer server({.prompts = "0|Password: |right one"});
    m_prompts.passwords = {"wrong", "right one"};
    HostSettings hop = knownHop(server);
    hop.identityFiles.clear();
    hop.authentications = {"publickey", "password"};
    auto tunnel = open({hop});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_prompts.asked, (std::vector<std::string>{"password 1", "password 2"}));
    expectEcho(**tunnel);
}

TEST_F(SshLogin, WithSeveralPromptsOfTheServer) {
    const SshServer server({.prompts = "0|Password: |right one\n1|Code: |123456"});
    m_prompts.answers = {{"Password: ", "right one"}, {"Code: ", "123456"}};
    HostSettings hop = knownHop(server);
    hop.identityFiles.clear();
    auto tunnel = open({hop});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_prompts.asked, (std::vector<std::string>{"Password: (hidden)", "Code: (shown)"}));
    EXPECT_EQ(m_steps.back().text, "keyboard-interactive");
}

TEST_F(SshLogin, WithAKeyAndAPasswordWhereBothAreWanted) {
    const SshServer server({.authorizedKeys = makeUserKey(),
                            .prompts = "0|Password: |right one",
                            .config = "AuthenticationMethods publickey,password\n"});
    m_prompts.passwords = {"right one"};
    auto tunnel = open({knownHop(server)});
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    EXPECT_EQ(m_prompts.asked, std::vector<std::string>{"password 1"});
}

TEST_F(SshLogin, ThatFailsNamesWhatIsOfferedAndWhatWasTried) {
    makeUserKey();
    const SshServer server({.prompts = "0|Password: |right one"});
    m_prompts.passwords = {"a", "b", "c"};
    HostSettings hop = knownHop(server);
    hop.authentications = {"publickey", "password"};
    auto tunnel = open({hop});
    ASSERT_FALSE(tunnel);
    const Error error = tunnel.error();
    EXPECT_EQ(error.kind, ErrorKind::AuthenticationFailed);
    EXPECT_TRUE(error.message.starts_with("jump 1: " + hop.user + "@127.0.0.1:")) << error.message;
    EXPECT_NE(error.detail.find("offered: publickey,password,keyboard-interactive"), std::string::npos) << error.detail;
    EXPECT_NE(error.detail.find("publickey (ssh-ed25519 SHA256:"), std::string::npos) << error.detail;
    EXPECT_NE(error.detail.find("password"), std::string::npos);
    EXPECT_EQ(error.detail.find("right one"), std::string::npos);
}

TEST_F(SshLogin, AtTheSecondHopNamesThatHop) {
    const SshServer first({.authorizedKeys = makeUserKey()});
    const SshServer second({.authorizedKeys = ""});
    auto tunnel = open({knownHop(first), knownHop(second)});
    ASSERT_FALSE(tunnel);
    EXPECT_TRUE(tunnel.error().message.starts_with("jump 2: ")) << tunnel.error().message;
}

TEST_F(SshLogin, AKeyThatOthersCanReadIsNotUsedAndTheHintSaysChmod) {
    const SshServer server({.authorizedKeys = makeUserKey()});
    std::filesystem::permissions(m_folder.path("user"), std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    auto tunnel = open({knownHop(server)});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(tunnel.error().detail.find("others can read it"), std::string::npos) << told(tunnel.error());
}

TEST_F(SshLogin, WithoutAnybodyToAskEndsWithWhatIsMissing) {
    const SshServer server({.authorizedKeys = makeUserKey("user", {"-t", "ed25519"}, "sesame")});
    auto tunnel = open({knownHop(server)});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(tunnel.error().detail.find("is encrypted and no passphrase is there"), std::string::npos);
    EXPECT_NE(tunnel.error().hint.find("ssh-add"), std::string::npos);
}

TEST_F(SshLogin, AUserWhoGivesUpEndsItAtOnce) {
    class Gone final : public SshPrompts {
        Result<Secret> password(const PasswordQuestion& /*question*/) override {
            return fail(ErrorKind::Cancelled, "No.");
        }
    } gone;
    const SshServer server({.prompts = "0|Password: |right one"});
    HostSettings hop = knownHop(server);
    hop.identityFiles.clear();
    hop.authentications = {"password"};
    TunnelSpec spec;
    spec.hops = {hop};
    auto tunnel = openTunnel(spec, {.prompts = &gone}, {});
    ASSERT_FALSE(tunnel);
    EXPECT_EQ(tunnel.error().kind, ErrorKind::Cancelled);
}

} // namespace dbv::ssh
