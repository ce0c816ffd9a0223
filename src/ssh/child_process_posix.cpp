// SPDX-License-Identifier: Apache-2.0
#include "ssh/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dbv/core/child_environment.h>

#include "ssh/waiting.h"

extern char** environ; // NOLINT(readability-redundant-declaration): not every system declares it

namespace dbv::ssh {

namespace {

/// More is not read: nobody would.
constexpr std::size_t kLongestSpeech = std::size_t{64} * 1024U;
/// How long a program may take to end when it is asked to.
constexpr std::chrono::seconds kEndTime{2};

/// Becomes the program, leaving behind who kills it when the other end of the line (3) is gone without a word. A question
/// that still waits in the folder is answered, so that it ends too. `$$` stays the program's number.
constexpr const char* kStarter = R"(folder=$1
shift
{
    read -r word || {
        kill $$
        for answer in "$folder"/answer.*; do [ -p "$answer" ] && echo - > "$answer"; done
        [ -z "$folder" ] || rm -rf "$folder"
    }
} <&3 >/dev/null 2>&1 &
exec "$@" 3<&-)";
constexpr int kLifeline = 3;

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Pipe makePipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return {};
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// A line whose end tells that its other end is gone.
Pipe makeLifeline() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return {};
    }
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Whether a program would be found by its name.
bool isInstalled(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        return ::access(name.c_str(), X_OK) == 0;
    }
    const char* path = std::getenv("PATH");
    std::string_view left = path == nullptr ? "/usr/bin:/bin" : path;
    while (true) {
        const std::string folder(left.substr(0, left.find(':')));
        if (::access(((folder.empty() ? "." : folder) + "/" + name).c_str(), X_OK) == 0) {
            return true;
        }
        if (folder.size() >= left.size()) {
            return false;
        }
        left.remove_prefix(folder.size() + 1);
    }
}

std::unexpected<Error> notStarted(const std::string& name, int code) {
    return fail(code == ENOENT ? ErrorKind::Unsupported : ErrorKind::IoError,
                "Could not start " + name + ": " + std::generic_category().message(code) + ".",
                "Install the OpenSSH client.");
}

/// What posix_spawn is told.
class SpawnActions {
public:
    SpawnActions() {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        // The masks of this program's threads are none of the child's business.
        sigset_t none;
        sigemptyset(&none);
        sigset_t usual;
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &usual);
        posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    ~SpawnActions() {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    void put(int from, int to) { posix_spawn_file_actions_adddup2(&m_actions, from, to); }
    void openNothing(int to) { posix_spawn_file_actions_addopen(&m_actions, to, "/dev/null", O_RDONLY, 0); }
    [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &m_actions; }
    [[nodiscard]] const posix_spawnattr_t* attributes() const { return &m_attributes; }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

bool readInto(Descriptor& from, std::string& text) {
    std::array<char, 4096> bytes{};
    while (from) {
        const ssize_t count = ::read(from.get(), bytes.data(), bytes.size());
        if (count > 0) {
            const auto size = static_cast<std::size_t>(count);
            text.append(bytes.data(), text.size() < kLongestSpeech ? size : 0);
        } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
            return true;
        } else {
            from.reset();
        }
    }
    return false;
}

} // namespace

Result<ChildProcess> ChildProcess::start(const ChildStart& start) {
    if (!isInstalled(start.words.front())) {
        return notStarted(start.words.front(), ENOENT);
    }
    ChildProcess child;
    Pipe output = start.socket != nullptr ? Pipe() : makePipe();
    Pipe errors = makePipe();
    Pipe lifeline = makeLifeline();
    SpawnActions actions;
    if (start.socket != nullptr) {
        actions.put(start.socket->get(), STDIN_FILENO);
        actions.put(start.socket->get(), STDOUT_FILENO);
    } else {
        actions.openNothing(STDIN_FILENO);
        actions.put(output.write.get(), STDOUT_FILENO);
    }
    actions.put(errors.write.get(), STDERR_FILENO);
    // Behind the others: it may take the number that one of those has here.
    actions.put(lifeline.read.get(), kLifeline);
    std::vector<std::string> copies{"sh", "-c", kStarter, "sh", start.folder};
    copies.insert(copies.end(), start.words.begin(), start.words.end());
    std::vector<char*> arguments;
    arguments.reserve(copies.size() + 1);
    for (std::string& word : copies) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    std::vector<std::string> own = start.variables;
    std::vector<char*> all = childEnvironment(environ, start.secretVariables);
    for (std::string& variable : own) {
        const std::string_view name(variable.data(), variable.find('=') + 1);
        std::erase_if(all,
                      [&](const char* each) { return each != nullptr && std::string_view(each).starts_with(name); });
        all.insert(all.begin(), variable.data());
    }
    const int code =
        ::posix_spawn(&child.m_id, "/bin/sh", actions.actions(), actions.attributes(), arguments.data(), all.data());
    if (code != 0) {
        child.m_id = -1;
        return notStarted(start.words.front(), code);
    }
    child.m_output = std::move(output.read);
    child.m_errors = std::move(errors.read);
    child.m_lifeline = std::move(lifeline.write);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : m_id(std::exchange(other.m_id, -1)),
      m_lifeline(std::move(other.m_lifeline)),
      m_output(std::move(other.m_output)),
      m_errors(std::move(other.m_errors)),
      m_outputText(std::move(other.m_outputText)),
      m_errorsText(std::move(other.m_errorsText)) {}

ChildProcess::~ChildProcess() {
    if (ended()) {
        return;
    }
    letGo();
    ::kill(m_id, SIGTERM);
    // Its pipes end with it, which can be waited for with a limit.
    const Deadline deadline = deadlineIn(kEndTime);
    while (listen()) {
        const Waiter waiter{std::stop_token()};
        const int fd = m_output ? m_output.get() : m_errors.get();
        if (waiter.wait(fd, 1, deadline) != Awaited::Ready) {
            break;
        }
    }
    ::kill(m_id, SIGKILL);
    ::waitpid(m_id, nullptr, 0);
}

bool ChildProcess::listen() {
    const bool output = readInto(m_output, m_outputText);
    const bool errors = readInto(m_errors, m_errorsText);
    // Lines that are meant for a terminal end so.
    std::erase(m_errorsText, '\r');
    return output || errors;
}

void ChildProcess::letGo() {
    if (m_lifeline) {
        // Whoever listens may have been killed, which is no trouble of ours.
        [[maybe_unused]] const ssize_t sent = ::send(m_lifeline.get(), "\n", 1, MSG_NOSIGNAL);
        m_lifeline.reset();
    }
}

bool ChildProcess::ended() {
    if (m_id > 0 && ::waitpid(m_id, nullptr, WNOHANG) == m_id) {
        m_id = -1;
        letGo();
    }
    return m_id <= 0;
}

} // namespace dbv::ssh
