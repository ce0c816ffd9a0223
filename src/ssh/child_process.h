// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <sys/types.h>

#include "ssh/descriptor.h"

namespace dbv::ssh {

/// How a program is started.
struct ChildStart {
    /// The program and its arguments.
    std::vector<std::string> words;
    /// Input and output, where it is given; else nothing and a pipe.
    const Descriptor* socket = nullptr;
    /// `NAME=value`; they go before those that are inherited.
    std::vector<std::string> variables;
    /// The names of variables that hold secrets and are not inherited.
    std::vector<std::string> secretVariables;
    /// A folder that is removed when this program is killed, so that nothing of it is left; empty for none.
    std::string folder;
};

/// A program that was started, with its error output (and, unless a socket was given, its output) to read. It is killed
/// when this is destroyed, and also when this program is killed: then a small shell beside it does that, which waits for
/// the end of a line that only we hold.
///
/// Thread: one. Owns: the process and its pipes.
class ChildProcess {
public:
    /// Errors: Unsupported when there is no such program, IoError.
    [[nodiscard]] static Result<ChildProcess> start(const ChildStart& start);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    /// Takes in what was said. False when the program has closed all that it could say something through.
    bool listen();
    /// What has to be watched; -1 when it is closed.
    [[nodiscard]] int outputFd() const { return m_output.get(); }
    [[nodiscard]] int errorsFd() const { return m_errors.get(); }
    [[nodiscard]] const std::string& output() const { return m_outputText; }
    [[nodiscard]] const std::string& errors() const { return m_errorsText; }
    /// True when it has ended. Does not wait.
    [[nodiscard]] bool ended();

private:
    ChildProcess() = default;
    /// Tells who waits for our end that there is nothing left to kill.
    void letGo();

    pid_t m_id = -1;
    Descriptor m_lifeline;
    Descriptor m_output;
    Descriptor m_errors;
    std::string m_outputText;
    std::string m_errorsText;
};

} // namespace dbv::ssh
