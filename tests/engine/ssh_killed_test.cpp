// SPDX-License-Identifier: Apache-2.0
// What is left of a tunnel when the program that has opened it is killed.
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ssh/descriptor.h"
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;

class SshKilled : public SshLab {
protected:
    static constexpr int kWaitMs = support::ChildProgram::kWaitMs;

    /// All that a process has started, and what those have.
    static void addDescendants(pid_t process, std::vector<pid_t>& all) {
        std::error_code gone;
        for (const auto& thread :
             std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", gone)) {
            std::ifstream children(thread.path() / "children");
            for (pid_t child = 0; children >> child;) {
                all.push_back(child);
                addDescendants(child, all);
            }
        }
    }
    /// Becomes ready for reading when the process ends.
    static Descriptor watched(pid_t process) {
        return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    }
    static bool ends(const Descriptor& process) {
        pollfd polled{process.get(), POLLIN, 0};
        return process.get() < 0 || ::poll(&polled, 1, kWaitMs) == 1;
    }
};

TEST_F(SshKilled, NothingRunsAndNoFolderIsLeft) {
    const std::string key = makeUserKey();
    const SshServer first({.authorizedKeys = key});
    const SshServer second({.authorizedKeys = key});
    const std::vector<HostSettings> hops{knownHop(first), knownHop(second)};
    std::filesystem::create_directory(m_folder.path("run"));
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const pid_t opener = ::fork();
    ASSERT_GE(opener, 0);
    if (opener == 0) {
        ::setenv("XDG_RUNTIME_DIR", m_folder.path("run").c_str(), 1);
        const auto tunnel = open(hops, Transport::SystemSsh);
        const char word = tunnel ? '+' : '-';
        [[maybe_unused]] const ssize_t told = ::write(ends[1], &word, 1);
        ::pause();
        ::_exit(0);
    }
    ::close(ends[1]);
    char word = '?';
    ASSERT_EQ(::read(ends[0], &word, 1), 1);
    ::close(ends[0]);
    ASSERT_EQ(word, '+');
    std::vector<pid_t> all;
    addDescendants(opener, all);
    // ssh, the ssh of its jump, and who waits for the end of the opener.
    EXPECT_GE(all.size(), 3U);
    std::vector<Descriptor> watchedOnes;
    for (const pid_t process : all) {
        watchedOnes.push_back(watched(process));
    }
    EXPECT_FALSE(std::filesystem::is_empty(m_folder.path("run")));
    ::kill(opener, SIGKILL);
    ::waitpid(opener, nullptr, 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_TRUE(SshKilled::ends(watchedOnes[i])) << all[i];
    }
    EXPECT_TRUE(std::filesystem::is_empty(m_folder.path("run")));
}

} // namespace dbv::ssh
