// SPDX-License-Identifier: Apache-2.0
#include "ssh/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
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

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& words, const Descriptor* socket,
                                         const std::vector<std::string>& variables) {
    ChildProcess child;
    Pipe output = socket != nullptr ? Pipe() : makePipe();
    Pipe errors = makePipe();
    SpawnActions actions;
    if (socket != nullptr) {
        actions.put(socket->get(), STDIN_FILENO);
        actions.put(socket->get(), STDOUT_FILENO);
    } else {
        actions.openNothing(STDIN_FILENO);
        actions.put(output.write.get(), STDOUT_FILENO);
    }
    actions.put(errors.write.get(), STDERR_FILENO);
    std::vector<std::string> copies = words;
    std::vector<char*> arguments;
    arguments.reserve(copies.size() + 1);
    for (std::string& word : copies) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    std::vector<std::string> own = variables;
    std::vector<char*> all = childEnvironment(environ);
    for (std::string& variable : own) {
        const std::string_view name(variable.data(), variable.find('=') + 1);
        std::erase_if(all,
                      [&](const char* each) { return each != nullptr && std::string_view(each).starts_with(name); });
        all.insert(all.begin(), variable.data());
    }
    const int code = ::posix_spawnp(&child.m_id, words.front().c_str(), actions.actions(), actions.attributes(),
                                    arguments.data(), all.data());
    if (code != 0) {
        child.m_id = -1;
        return fail(code == ENOENT ? ErrorKind::Unsupported : ErrorKind::IoError,
                    "Could not start " + words.front() + ": " + std::generic_category().message(code) + ".",
                    "Install the OpenSSH client.");
    }
    child.m_output = std::move(output.read);
    child.m_errors = std::move(errors.read);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : m_id(std::exchange(other.m_id, -1)),
      m_output(std::move(other.m_output)),
      m_errors(std::move(other.m_errors)),
      m_outputText(std::move(other.m_outputText)),
      m_errorsText(std::move(other.m_errorsText)) {}

ChildProcess::~ChildProcess() {
    if (ended()) {
        return;
    }
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
    return output || errors;
}

bool ChildProcess::ended() {
    if (m_id > 0 && ::waitpid(m_id, nullptr, WNOHANG) == m_id) {
        m_id = -1;
    }
    return m_id <= 0;
}

} // namespace dbv::ssh
