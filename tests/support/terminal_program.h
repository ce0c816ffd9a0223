// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dbv::support {

/// A program at a terminal of its own, where the test sits in a person's place.
///
/// Thread: one. Blocks: every wait, at most for `kWaitMs`.
class TerminalProgram {
public:
    static constexpr int kWaitMs = 60'000;

    TerminalProgram() = default;
    TerminalProgram(const TerminalProgram&) = delete;
    TerminalProgram& operator=(const TerminalProgram&) = delete;
    ~TerminalProgram() { end(); }

    /// `variables` as `NAME=value`, instead of those of the test that have the same names.
    [[nodiscard]] bool start(const std::string& program, const std::vector<std::string>& arguments,
                             const std::vector<std::string>& variables) {
        end();
        m_text.clear();
        std::vector<char*> argv{const_cast<char*>(program.c_str())};
        for (const std::string& argument : arguments) {
            argv.push_back(const_cast<char*>(argument.c_str()));
        }
        argv.push_back(nullptr);
        m_process = ::forkpty(&m_terminal, nullptr, nullptr, nullptr);
        if (m_process == 0) {
            for (const std::string& variable : variables) {
                ::putenv(const_cast<char*>(variable.c_str()));
            }
            ::execv(program.c_str(), argv.data());
            ::_exit(127);
        }
        return m_process > 0;
    }
    /// Reads until something is shown: all that was shown up to there, and what came before it is forgotten. Empty when it
    /// does not come.
    [[nodiscard]] std::string until(std::string_view text) {
        while (true) {
            if (const std::size_t at = m_text.find(text); at != std::string::npos) {
                std::string shown = m_text.substr(0, at + text.size());
                m_text.erase(0, at + text.size());
                return shown;
            }
            if (!readSome()) {
                return {};
            }
        }
    }
    void type(const std::string& line) const {
        const std::string bytes = line + "\n";
        static_cast<void>(!::write(m_terminal, bytes.data(), bytes.size()));
    }
    void signal(int number) const { ::kill(m_process, number); }
    /// The exit code, -signal, or -1000 when it had to be killed; `rest` is what was still shown.
    [[nodiscard]] int wait(std::string& rest) {
        while (readSome()) {
        }
        rest = std::exchange(m_text, {});
        if (m_late) {
            ::kill(m_process, SIGKILL);
        }
        int status = 0;
        ::waitpid(std::exchange(m_process, -1), &status, 0);
        return m_late ? -1000 : WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    bool readSome() {
        pollfd ready{m_terminal, POLLIN, 0};
        m_late = ::poll(&ready, 1, kWaitMs) <= 0;
        std::array<char, 4096> buffer{};
        const ssize_t count = m_late ? 0 : ::read(m_terminal, buffer.data(), buffer.size());
        if (count > 0) {
            m_text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        // A terminal that nobody has open any more gives EIO.
        return count > 0;
    }
    void end() {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            ::waitpid(std::exchange(m_process, -1), nullptr, 0);
        }
        if (m_terminal >= 0) {
            ::close(std::exchange(m_terminal, -1));
        }
    }

    pid_t m_process = -1;
    int m_terminal = -1;
    bool m_late = false;
    std::string m_text;
};

} // namespace dbv::support
