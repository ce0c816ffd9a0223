// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/child_program.h"
#include "support/ssh_folder.h"

namespace dbv::support {

/// How an SSH server of a test is set up.
struct SshServerSetup {
    /// Types of host keys, as ssh-keygen names them.
    std::vector<std::string> hostKeyTypes{"ed25519"};
    /// Lines of authorized_keys.
    std::string authorizedKeys;
    /// What password and keyboard-interactive want: `echo|prompt|answer` lines; empty for neither of them.
    std::string prompts;
    /// More lines of sshd_config, which come first and so win.
    std::string config;
};

/// OpenSSH's own server on a free port, not as root: as the user of the test, or as `nobody` when that is root.
/// Blocks: until it listens.
class SshServer {
public:
    explicit SshServer(SshServerSetup setup) : m_setup(std::move(setup)) {
        for (const std::string& type : m_setup.hostKeyTypes) {
            m_folder.makeKey("host_" + type, {"-t", type});
        }
        m_folder.write("authorized_keys", m_setup.authorizedKeys);
        std::filesystem::copy_file(DBV_PAM_STAND_IN, m_folder.path("pam.so"));
        start();
    }
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;
    ~SshServer() { kill(); }

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] const SshFolder& folder() const { return m_folder; }
    /// Who can log in.
    [[nodiscard]] static std::string user() {
        const passwd* entry = ::getpwuid(isRoot() ? kNobody : ::getuid());
        return entry == nullptr ? "nobody" : entry->pw_name;
    }
    /// A known_hosts line for a host key.
    [[nodiscard]] std::string knownHostLine(const std::string& type = "ed25519") const {
        return "[127.0.0.1]:" + std::to_string(m_port) + " " + m_folder.publicWord("host_" + type, 0) + " " +
               m_folder.publicWord("host_" + type, 1) + "\n";
    }
    /// Ends the server and all its connections, at once.
    void kill() {
        if (m_process && m_process->id() > 0) {
            signalAll(m_process->id(), SIGKILL);
            static_cast<void>(m_process->wait());
            m_process.reset();
        }
    }
    /// Stops the server and all its connections from doing anything: the network seems to be gone.
    void freeze() const { signalAll(m_process->id(), SIGSTOP); }
    /// Starts it again, on the same port.
    void restart() {
        kill();
        start();
    }

private:
    static constexpr uid_t kNobody = 65534;
    static bool isRoot() { return ::geteuid() == 0; }

    /// The server and the processes of its connections, which have sessions of their own.
    static void signalAll(pid_t process, int number) {
        // Stopped first, so that it can not have more children meanwhile.
        ::kill(process, SIGSTOP);
        const std::string id = std::to_string(process);
        std::set<pid_t> all;
        // The list leaves some out while others end, so it is read more than once.
        for (int i = 0; i < 3; ++i) {
            std::ifstream children("/proc/" + id + "/task/" + id + "/children");
            for (pid_t child = 0; children >> child;) {
                all.insert(child);
            }
        }
        for (const pid_t child : all) {
            signalAll(child, number);
        }
        ::kill(process, number);
    }

    static std::uint16_t freePort() {
        const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        static_cast<void>(::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address));
        ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
        ::close(probe);
        return ntohs(address.sin_port);
    }

    void writeConfig() const {
        const std::string answers = m_setup.prompts.empty() ? "no" : "yes";
        std::string config = m_setup.config + "Port " + std::to_string(m_port) +
                             "\nListenAddress 127.0.0.1\nPidFile none\nStrictModes no\nLogLevel VERBOSE\n"
                             "MaxStartups 100\nUsePAM yes\nPasswordAuthentication " +
                             answers + "\nKbdInteractiveAuthentication " + answers + "\nAuthorizedKeysFile " +
                             m_folder.path("authorized_keys").string() + "\n";
        for (const std::string& type : m_setup.hostKeyTypes) {
            config += "HostKey " + m_folder.path("host_" + type).string() + "\n";
        }
        m_folder.write("sshd_config", config);
        if (isRoot()) {
            EXPECT_EQ(::chown(m_folder.path().c_str(), kNobody, kNobody), 0);
            for (const auto& entry : std::filesystem::directory_iterator(m_folder.path())) {
                EXPECT_EQ(::chown(entry.path().c_str(), kNobody, kNobody), 0);
            }
        }
    }

    void start() {
        const std::string drop = isRoot() ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
        // Without a PAM that lets it in, an account without a password counts as locked.
        const std::string preload = "LD_PRELOAD=" + m_folder.path("pam.so").string() + " ";
        // Between the search for a port and its use another program may take it.
        for (int attempt = 0; attempt < 10; ++attempt) {
            m_port = m_port == 0 || attempt > 0 ? freePort() : m_port;
            writeConfig();
            m_process = std::make_unique<ChildProgram>(std::vector<std::string>{"DBV_PAM_PROMPTS=" + m_setup.prompts});
            // -r: no second exec, which would come without its environment.
            ASSERT_TRUE(
                m_process->start("/usr/bin/setsid", {"/bin/sh", "-c",
                                                     "exec env " + preload + drop + "/usr/sbin/sshd -r -D -e -f " +
                                                         m_folder.path("sshd_config").string() + " 2>&1"}));
            if (m_process->lineWith("Server listening") != ChildProgram::kNothingCame) {
                return;
            }
        }
        FAIL() << "sshd does not start";
    }

    SshServerSetup m_setup;
    SshFolder m_folder;
    std::uint16_t m_port = 0;
    std::unique_ptr<ChildProgram> m_process;
};

} // namespace dbv::support
