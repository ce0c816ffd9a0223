// SPDX-License-Identifier: Apache-2.0
#include "server_process.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dbv::support {

namespace {

constexpr uid_t kNobody = 65534;

pid_t spawn(std::vector<std::string> command, const std::filesystem::path& log) {
    std::vector<std::string> all{"setpriv", "--pdeathsig", "KILL"};
    if (::geteuid() == 0) {
        const std::string nobody = std::to_string(kNobody);
        all.insert(all.end(), {"--reuid", nobody, "--regid", nobody, "--clear-groups"});
    }
    all.insert(all.end(), std::make_move_iterator(command.begin()), std::make_move_iterator(command.end()));
    std::vector<char*> arguments;
    for (std::string& each : all) {
        arguments.push_back(each.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t process = -1;
    const int failed = posix_spawnp(&process, "setpriv", &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? process : -1;
}

} // namespace

bool ServerProcess::start(const std::vector<std::string>& command, const std::filesystem::path& log) {
    kill();
    m_process = spawn(command, log);
    return m_process > 0;
}

bool ServerProcess::isRunning() {
    if (m_process > 0 && ::waitpid(m_process, nullptr, WNOHANG) != 0) {
        m_process = -1;
    }
    return m_process > 0;
}

void ServerProcess::signal(int number) const {
    if (m_process > 0) {
        ::kill(m_process, number);
    }
}

void ServerProcess::waitForEnd() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (isRunning() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    kill();
}

void ServerProcess::kill() {
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(std::exchange(m_process, -1), nullptr, 0);
    }
}

int runAsServerUser(const std::vector<std::string>& command, const std::filesystem::path& log) {
    const pid_t process = spawn(command, log);
    int status = -1;
    return process > 0 && ::waitpid(process, &status, 0) == process && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

ServerFolder::ServerFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "dbv-server-XXXXXX").string();
    m_path = ::mkdtemp(name.data()) == nullptr ? std::filesystem::path() : std::filesystem::path(name);
    giveAway(m_path);
}

ServerFolder::~ServerFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

void ServerFolder::giveAway(const std::filesystem::path& path) const {
    if (::geteuid() == 0 && ::chown(path.c_str(), kNobody, kNobody) != 0) {
        std::abort();
    }
}

int freePort() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(listener, any, size) == 0 && ::getsockname(listener, any, &size) == 0;
    ::close(listener);
    return bound ? ntohs(address.sin_port) : 0;
}

std::string findProgram(const std::string& name, const std::vector<std::string>& folders) {
    std::vector<std::filesystem::path> candidates;
    for (const std::string& folder : folders) {
        const std::size_t star = folder.find("/*");
        if (star == std::string::npos) {
            candidates.emplace_back(folder);
            continue;
        }
        std::error_code missing;
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder.substr(0, star), missing)) {
            found.emplace_back(entry.path().string() + folder.substr(star + 2));
        }
        std::ranges::sort(found, std::greater());
        candidates.insert(candidates.end(), found.begin(), found.end());
    }
    const char* path = std::getenv("PATH");
    std::istringstream parts(path == nullptr ? "" : path);
    for (std::string part; std::getline(parts, part, ':');) {
        candidates.emplace_back(part);
    }
    for (const std::filesystem::path& each : candidates) {
        if (::access((each / name).c_str(), X_OK) == 0) {
            return (each / name).string();
        }
    }
    return {};
}

std::string findServerProgram(const char* variable, const std::string& name, const std::vector<std::string>& folders) {
    const char* folder = std::getenv(variable);
    if (folder == nullptr || *folder == '\0') {
        return findProgram(name, folders);
    }
    const std::filesystem::path program = std::filesystem::path(folder) / name;
    return ::access(program.c_str(), X_OK) == 0 ? program.string() : std::string();
}

} // namespace dbv::support
