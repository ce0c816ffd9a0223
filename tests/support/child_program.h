// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dbv::support {

/// A program that a test runs, with three pipes. What the test does not read stays in its pipe, so a test can be a slow
/// reader. (QProcess always reads, and its way to start a process does not work under ThreadSanitizer.)
///
/// Thread: one. Blocks: every wait, at most for `kWaitMs`.
class ChildProgram {
public:
    static constexpr int kWaitMs = 60'000;
    /// How long a program may take to end when nobody reads what it writes.
    static constexpr int kUnreadWaitMs = 10'000;
    static constexpr const char* kNothingCame = "nothing came";

    /// Variables as `NAME=value`, beside those of the test.
    explicit ChildProgram(std::vector<std::string> variables = {}) : m_variables(std::move(variables)) {
        std::signal(SIGPIPE, SIG_IGN);
    }
    ChildProgram(const ChildProgram&) = delete;
    ChildProgram& operator=(const ChildProgram&) = delete;
    ~ChildProgram() { end(); }

    /// With `outputFile` the output goes there instead of to the test. False when the system can not start it. A program
    /// that still runs is killed first.
    [[nodiscard]] bool start(const std::string& program, const std::vector<std::string>& arguments,
                             const char* outputFile = nullptr) {
        end();
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        std::array<int, 2> err{};
        if (!openPipe(in) || !openPipe(out) || !openPipe(err)) {
            return false;
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
        if (outputFile != nullptr) {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputFile, O_WRONLY, 0);
        }
        std::vector<char*> argv{const_cast<char*>(program.c_str())};
        for (const std::string& argument : arguments) {
            argv.push_back(const_cast<char*>(argument.c_str()));
        }
        argv.push_back(nullptr);
        std::vector<char*> environment = childEnvironment();
        const int failed = posix_spawn(&m_process, program.c_str(), &actions, nullptr, argv.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        for (const int fd : {in[0], out[1], err[1]}) {
            ::close(fd);
        }
        m_input = in[1];
        m_output = {out[0], {}};
        m_errors = {err[0], {}};
        if (failed != 0) {
            m_process = -1;
        }
        return failed == 0;
    }

    [[nodiscard]] pid_t id() const { return m_process; }
    void signal(int number) const { ::kill(m_process, number); }
    /// Writes a line; waits while the program does not read.
    void send(std::string_view line) const {
        std::string bytes(line);
        bytes += '\n';
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t count = ::write(m_input, bytes.data() + at, bytes.size() - at);
            if (count < 0 && errno != EINTR) {
                return;
            }
            at += count > 0 ? static_cast<std::size_t>(count) : 0U;
        }
    }
    void closeInput() { closeEnd(m_input); }
    /// Reads lines up to one that holds a text, and gives that one; `kNothingCame` when none does in time.
    [[nodiscard]] std::string lineWith(std::string_view text) {
        while (true) {
            for (std::size_t end = m_output.text.find('\n'); end != std::string::npos; end = m_output.text.find('\n')) {
                const std::string line = m_output.text.substr(0, end + 1);
                m_output.text.erase(0, end + 1);
                if (line.find(text) != std::string::npos) {
                    return line;
                }
            }
            if (m_output.fd < 0 || !takeIn()) {
                return kNothingCame;
            }
        }
    }
    /// Reads all that is still said and waits for the end: the exit code, -signal when one ended it, or -1000 when it had
    /// to be killed because it did not end.
    [[nodiscard]] int wait() {
        bool late = false;
        while (!late && (m_output.fd >= 0 || m_errors.fd >= 0)) {
            late = !takeIn();
        }
        if (late) {
            ::kill(m_process, SIGKILL);
        }
        int status = 0;
        ::waitpid(std::exchange(m_process, -1), &status, 0);
        return late ? -1000 : WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    /// Waits for the end and reads nothing before it: the same numbers as `wait`.
    [[nodiscard]] int waitUnread() {
        // The error output ends with the program, and says too little to fill its pipe.
        pollfd ended{m_errors.fd, 0, 0};
        if (::poll(&ended, 1, kUnreadWaitMs) == 0) {
            end();
            return -1000;
        }
        return wait();
    }
    /// What the last `wait` has read.
    [[nodiscard]] std::string output() { return std::exchange(m_output.text, {}); }
    [[nodiscard]] std::string errors() { return std::exchange(m_errors.text, {}); }

private:
    struct Stream {
        int fd = -1;
        std::string text;
    };

    // Our ends must not reach other children, or a pipe would never end.
    static bool openPipe(std::array<int, 2>& ends) { return ::pipe2(ends.data(), O_CLOEXEC) == 0; }
    static void closeEnd(int& fd) {
        if (fd >= 0) {
            ::close(std::exchange(fd, -1));
        }
    }
    static bool readSome(Stream& stream) {
        std::array<char, 65536> buffer{};
        const ssize_t count = ::read(stream.fd, buffer.data(), buffer.size());
        if (count > 0) {
            stream.text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return count > 0 || (count < 0 && errno == EINTR);
    }
    /// Takes in what comes next on either output, or its end. False when nothing came in time.
    bool takeIn() {
        std::array<pollfd, 2> ready{{{m_output.fd, POLLIN, 0}, {m_errors.fd, POLLIN, 0}}};
        if (::poll(ready.data(), ready.size(), kWaitMs) <= 0) {
            return false;
        }
        for (Stream* stream : {&m_output, &m_errors}) {
            if (ready[stream == &m_output ? 0 : 1].revents != 0 && !readSome(*stream)) {
                closeEnd(stream->fd);
            }
        }
        return true;
    }
    std::vector<char*> childEnvironment() {
        std::vector<char*> environment(m_variables.size());
        std::ranges::transform(m_variables, environment.begin(), [](std::string& variable) { return variable.data(); });
        for (char** variable = environ; *variable != nullptr; ++variable) {
            environment.push_back(*variable);
        }
        environment.push_back(nullptr);
        return environment;
    }
    void end() {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            ::waitpid(std::exchange(m_process, -1), nullptr, 0);
        }
        closeEnd(m_input);
        closeEnd(m_output.fd);
        closeEnd(m_errors.fd);
    }

    std::vector<std::string> m_variables;
    pid_t m_process = -1;
    int m_input = -1;
    Stream m_output;
    Stream m_errors;
};

} // namespace dbv::support
