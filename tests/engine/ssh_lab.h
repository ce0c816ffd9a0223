// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ssh/tunnel.h"
#include "support/ssh_folder.h"
#include "support/ssh_server.h"
#include "support/tcp_peers.h"

namespace dbv::ssh {

/// Answers as a test wants it, and remembers what was asked.
class LabPrompts final : public SshPrompts {
public:
    Result<HostKeyAnswer> hostKey(const HostKeyQuestion& question) override {
        hostKeys.push_back(question);
        return hostKeyAnswer ? Result<HostKeyAnswer>(*hostKeyAnswer) : SshPrompts::hostKey(question);
    }
    Result<Secret> password(const PasswordQuestion& question) override {
        asked.push_back("password " + std::to_string(question.attempt));
        return next(passwords, [&] { return SshPrompts::password(question); });
    }
    Result<Secret> passphrase(const PassphraseQuestion& question) override {
        asked.push_back("passphrase " + std::to_string(question.attempt));
        return next(passphrases, [&] { return SshPrompts::passphrase(question); });
    }
    Result<std::vector<Secret>> interactive(const InteractiveQuestion& question) override {
        std::vector<Secret> given;
        for (const InteractiveQuestion::Prompt& prompt : question.prompts) {
            asked.push_back(prompt.text + (prompt.echo ? "(shown)" : "(hidden)"));
            const auto found = answers.find(prompt.text);
            if (found == answers.end()) {
                return std::unexpected(SshPrompts::interactive(question).error());
            }
            given.emplace_back(std::string(found->second));
        }
        return given;
    }

    std::optional<HostKeyAnswer> hostKeyAnswer;
    std::vector<std::string> passwords;
    std::vector<std::string> passphrases;
    std::map<std::string, std::string> answers;
    std::vector<HostKeyQuestion> hostKeys;
    std::vector<std::string> asked;

private:
    template <class Otherwise>
    static Result<Secret> next(std::vector<std::string>& left, const Otherwise& otherwise) {
        if (left.empty()) {
            return otherwise();
        }
        Secret secret(left.front());
        left.erase(left.begin());
        return secret;
    }
};

/// A folder with keys, and ways to open tunnels through servers of the test.
class SshLab : public ::testing::Test {
protected:
    [[nodiscard]] HostSettings hopTo(std::uint16_t port) const {
        HostSettings hop;
        hop.alias = "127.0.0.1";
        hop.hostName = "127.0.0.1";
        hop.port = port;
        hop.user = support::SshServer::user();
        hop.userKnownHostsFiles = {m_folder.path("known_hosts").string()};
        hop.authentications = {"publickey", "keyboard-interactive", "password"};
        hop.identityFilesGiven = true;
        return hop;
    }
    /// A hop to a server whose key is known and that knows the key `name`.
    [[nodiscard]] HostSettings knownHop(const support::SshServer& server, const std::string& name = "user") {
        know(server.knownHostLine());
        HostSettings hop = hopTo(server.port());
        hop.identityFiles = {m_folder.path(name).string()};
        return hop;
    }
    void know(const std::string& line) { m_folder.write("known_hosts", m_folder.read("known_hosts") + line); }
    std::string makeUserKey(const std::string& name = "user",
                            const std::vector<std::string>& arguments = {"-t", "ed25519"},
                            const std::string& passphrase = {}) const {
        m_folder.makeKey(name, arguments, passphrase);
        return m_folder.read(name + ".pub");
    }
    [[nodiscard]] Result<std::shared_ptr<Tunnel>> open(std::vector<HostSettings> hops,
                                                       Transport transport = Transport::BuiltIn) {
        TunnelSpec spec;
        spec.hops = std::move(hops);
        spec.transport = transport;
        return open(spec);
    }
    [[nodiscard]] Result<std::shared_ptr<Tunnel>> open(const TunnelSpec& spec) {
        TunnelListener listener;
        listener.prompts = &m_prompts;
        listener.stepDone = [this](const TunnelStep& step) { m_steps.push_back(step); };
        return openTunnel(spec, listener, m_stop.get_token());
    }
    /// Sends bytes through a tunnel to an echo server, over each kind of door.
    static void expectEcho(Tunnel& tunnel) {
        const support::TcpServer echo(&support::TcpServer::echo);
        for (const DoorKind kind : {DoorKind::Loopback, DoorKind::UnixSocket}) {
            auto forward = tunnel.forward("127.0.0.1", echo.port(), kind);
            ASSERT_TRUE(forward) << forward.error().message;
            const auto socket = support::TestSocket::dial((*forward)->address(), (*forward)->port());
            ASSERT_TRUE(socket.isOpen());
            ASSERT_TRUE(socket.send("hello through the tunnel"));
            EXPECT_EQ(socket.receive(24), "hello through the tunnel")
                << ((*forward)->refusal() ? (*forward)->refusal()->message : "")
                << (tunnel.trouble() ? tunnel.trouble()->message : "");
        }
    }
    static std::string told(const Error& error) { return error.message + "\n" + error.detail + "\n" + error.hint; }

    support::SshFolder m_folder;
    LabPrompts m_prompts;
    std::vector<TunnelStep> m_steps;
    std::stop_source m_stop;
};

} // namespace dbv::ssh
