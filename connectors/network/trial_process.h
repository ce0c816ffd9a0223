// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include <dbv/core/result.h>

#include "network/tool_process.h"

namespace dbv::network {

/// A server's program that runs while this lives.
///
/// Thread: any. Owns: a thread, and a folder for a socket whose path is short enough.
class TrialProcess {
public:
    TrialProcess() = default;
    TrialProcess(const TrialProcess&) = delete;
    TrialProcess& operator=(const TrialProcess&) = delete;
    /// Ends the program at once.
    ~TrialProcess();

    /// A folder of this user's alone in which a socket may lie, made when it is asked for first. Errors: IoError.
    [[nodiscard]] Result<std::string> socketFolder();
    void start(ToolCall call);
    /// Tries until a try is well. Errors: IoError with the words of the program where it has ended; TimedOut; Cancelled.
    [[nodiscard]] Result<void> await(const std::function<Result<void>()>& attempt, const std::stop_token& stop) const;

private:
    mutable std::mutex m_mutex;
    std::optional<Result<ToolEnd>> m_end;
    std::string m_socketFolder;
    std::jthread m_thread;
};

/// Runs a program that prepares something, until it is done. Errors: those of `runTool`; IoError with its words where it fails.
[[nodiscard]] Result<void> runToEnd(const ToolCall& call, const std::stop_token& stop);
/// The number that a version has at a place (`MariaDB 10.11.4`: 10 at 0, 11 at 1); 0 where there is none.
[[nodiscard]] int versionNumber(std::string_view version, std::size_t place);

} // namespace dbv::network
