// SPDX-License-Identifier: Apache-2.0
#include "secrets/password_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dbv/core/child_environment.h>

extern char** environ;

namespace dbv::secrets {

namespace {

constexpr std::size_t kMostOutput = 64UL << 10;
constexpr int kMostLastReads = 200;
/// How long somebody who asks to stop may wait, and how late the end of a program that left its output open is noticed.
constexpr std::chrono::milliseconds kLookStep{20};

/// A pipe whose ends no other program gets.
class CommandPipe {
public:
    CommandPipe() {
#ifdef __linux__
        m_good = ::pipe2(m_ends.data(), O_CLOEXEC) == 0;
#else
        m_good = ::pipe(m_ends.data()) == 0 && ::fcntl(m_ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
                 ::fcntl(m_ends[1], F_SETFD, FD_CLOEXEC) == 0;
#endif
        m_good = m_good && ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK) == 0;
    }
    CommandPipe(const CommandPipe&) = delete;
    CommandPipe& operator=(const CommandPipe&) = delete;
    ~CommandPipe() {
        closeEnd(0);
        closeEnd(1);
    }

    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] int reading() const { return m_ends[0]; }
    [[nodiscard]] int writing() const { return m_ends[1]; }
    void closeReading() { closeEnd(0); }
    void closeWriting() { closeEnd(1); }

private:
    void closeEnd(std::size_t end) {
        if (m_ends.at(end) >= 0) {
            ::close(std::exchange(m_ends.at(end), -1));
        }
    }

    std::array<int, 2> m_ends = {-1, -1};
    bool m_good = false;
};

/// What a program is started with.
class SpawnPlan {
public:
    SpawnPlan(const CommandPipe& output, const CommandPipe& errors) {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawn_file_actions_addopen(&m_actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&m_actions, output.writing(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&m_actions, errors.writing(), STDERR_FILENO);
        posix_spawnattr_init(&m_attributes);
        sigset_t none;
        sigemptyset(&none);
        sigset_t usual = none;
        for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) {
            sigaddset(&usual, number);
        }
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &usual);
        // A group of its own, so that all of it can be ended.
        posix_spawnattr_setpgroup(&m_attributes, 0);
        posix_spawnattr_setflags(
            &m_attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }

    /// 0, or the number of what went wrong.
    [[nodiscard]] int start(pid_t& process, std::vector<std::string> words,
                            const std::vector<std::string>& secretVariables) const {
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        const std::vector<char*> variables = childEnvironment(environ, secretVariables);
        return ::posix_spawnp(&process, arguments.front(), &m_actions, &m_attributes, arguments.data(),
                              variables.data());
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

/// A running program with all that it started; it ends with this.
class CommandProcess {
public:
    explicit CommandProcess(pid_t process) : m_process(process) {}
    CommandProcess(const CommandProcess&) = delete;
    CommandProcess& operator=(const CommandProcess&) = delete;
    ~CommandProcess() {
        if (m_process > 0) {
            ::kill(-m_process, SIGKILL);
            while (::waitpid(m_process, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
    }

    /// Its exit code, once it has ended.
    [[nodiscard]] std::optional<int> ended() {
        int status = 0;
        const pid_t got = ::waitpid(m_process, &status, WNOHANG);
        if (got == 0 || (got < 0 && errno == EINTR)) {
            return std::nullopt;
        }
        m_process = -1;
        if (got < 0) {
            // Somebody else has taken the answer.
            return 0;
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    pid_t m_process;
};

/// What comes out of a program, as far as it is kept.
class CommandReader {
public:
    CommandReader() : m_output(kMostOutput) {}

    /// Reads what is there. False at the end of a pipe.
    [[nodiscard]] bool readOutput(int file) {
        const std::span<char> room = m_output.bytes().subspan(m_size);
        if (room.empty()) {
            m_tooMuch = true;
            return false;
        }
        const ssize_t count = ::read(file, room.data(), room.size());
        m_size += count > 0 ? static_cast<std::size_t>(count) : 0U;
        return goesOn(count);
    }
    [[nodiscard]] bool readErrors(int file) {
        std::array<char, 1024> block{};
        const ssize_t count = ::read(file, block.data(), block.size());
        m_complained = m_complained || count > 0;
        return goesOn(count);
    }
    [[nodiscard]] CommandOutcome take(int exitCode) {
        m_output.shrink(m_size);
        return {.exitCode = exitCode,
                .output = Secret(std::move(m_output)),
                .complained = m_complained,
                .tooMuch = m_tooMuch};
    }

private:
    static bool goesOn(ssize_t count) { return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)); }

    LockedMemory m_output;
    std::size_t m_size = 0;
    bool m_complained = false;
    bool m_tooMuch = false;
};

/// Reads what is there on both pipes, waiting for at most so long. True when something was.
bool readBoth(CommandPipe& output, CommandPipe& errors, CommandReader& reader, std::chrono::milliseconds wait) {
    std::array<pollfd, 2> ready{{{output.reading(), POLLIN, 0}, {errors.reading(), POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(wait.count())) <= 0) {
        return false;
    }
    if (ready[0].revents != 0 && !reader.readOutput(output.reading())) {
        output.closeReading();
    }
    if (ready[1].revents != 0 && !reader.readErrors(errors.reading())) {
        errors.closeReading();
    }
    return true;
}

std::unexpected<Error> notStarted(const std::string& program, int failed) {
    if (failed == ENOENT) {
        return fail(ErrorKind::NotFound, "The password command " + program + " was not found.",
                    "Install it, or write its whole path.");
    }
    return fail(ErrorKind::IoError,
                "The password command " + program +
                    " could not be started: " + std::generic_category().message(failed) + ".",
                "Check that it is a program that you may run.");
}

} // namespace

Result<CommandOutcome> runCommand(const std::vector<std::string>& words, const PasswordCommand& command,
                                  const std::stop_token& stop) {
    CommandPipe output;
    CommandPipe errors;
    if (!output.good() || !errors.good()) {
        return notStarted(words.front(), errno);
    }
    pid_t started = -1;
    if (const int failed = SpawnPlan(output, errors).start(started, words, command.secretVariables); failed != 0) {
        return notStarted(words.front(), failed);
    }
    CommandProcess process(started);
    output.closeWriting();
    errors.closeWriting();
    CommandReader reader;
    const auto end = std::chrono::steady_clock::now() + command.patience;
    while (true) {
        // Asked before reading: what it wrote before its end is then all there.
        const std::optional<int> exitCode = process.ended();
        if (exitCode) {
            // What it started may go on writing.
            for (int i = 0; i < kMostLastReads && readBoth(output, errors, reader, std::chrono::milliseconds(0)); ++i) {
            }
            return reader.take(*exitCode);
        }
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "The password command was given up.");
        }
        if (std::chrono::steady_clock::now() >= end) {
            return fail(ErrorKind::TimedOut, "The password command " + words.front() + " did not end in time.",
                        "Run it in a terminal: it may be waiting for something.");
        }
        readBoth(output, errors, reader, kLookStep);
    }
}

} // namespace dbv::secrets
