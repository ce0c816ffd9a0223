// SPDX-License-Identifier: Apache-2.0
#include "network/trial_process.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <dbv/core/cancel.h>

namespace dbv::network {

namespace {

constexpr std::chrono::seconds kStartsWithin{60};
constexpr std::chrono::milliseconds kBetweenTries{100};

/// The number of the process that made it follows.
const std::string kSocketBegin = "dbv-trial-";

/// What processes that were killed have left.
void removeLeft(const std::filesystem::path& parent) {
    std::error_code unknown;
    for (const auto& entry : std::filesystem::directory_iterator(parent, unknown)) {
        const std::string name = entry.path().filename().string();
        pid_t process = 0;
        if (name.starts_with(kSocketBegin)) {
            std::from_chars(name.data() + kSocketBegin.size(), name.data() + name.size(), process);
        }
        // Of somebody else's process nothing can be told, nor is anything removed.
        if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) {
            std::filesystem::remove_all(entry.path(), unknown);
        }
    }
}

std::unexpected<Error> hasFailed(const std::string& program, const Result<ToolEnd>& end) {
    if (!end) {
        return std::unexpected(end.error());
    }
    const std::string name = std::filesystem::path(program).filename().string();
    return fail(ErrorKind::IoError,
                name + " has ended (exit code " + std::to_string(end->exitCode) +
                    "): " + (end->said.empty() ? "it says nothing." : end->said),
                "Mend what it says, or choose a connection beside whose database the trial is made.");
}

} // namespace

TrialProcess::~TrialProcess() {
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    if (!m_socketFolder.empty()) {
        std::error_code unknown;
        std::filesystem::remove_all(m_socketFolder, unknown);
    }
}

Result<std::string> TrialProcess::socketFolder() {
    if (m_socketFolder.empty()) {
        std::error_code unknown;
        const std::filesystem::path parent = std::filesystem::temp_directory_path(unknown);
        removeLeft(parent);
        std::string folder = (parent / (kSocketBegin + std::to_string(::getpid()) + "-XXXXXX")).string();
        if (::mkdtemp(folder.data()) == nullptr) {
            return fail(ErrorKind::IoError,
                        "No folder can be made in \"" + std::filesystem::path(folder).parent_path().string() +
                            "\": " + std::generic_category().message(errno) + ".",
                        "Check the folder and the room on its disk.");
        }
        m_socketFolder = std::move(folder);
    }
    return m_socketFolder;
}

void TrialProcess::start(ToolCall call) {
    m_thread = std::jthread([this, call = std::move(call)](const std::stop_token& stop) {
        Result<ToolEnd> end = runTool(
            call, [](std::string_view /*said*/) { return Result<void>(); }, [&stop] { return !stop.stop_requested(); });
        const std::lock_guard lock(m_mutex);
        m_end.emplace(end ? hasFailed(call.program, end) : std::unexpected(std::move(end.error())));
    });
}

Result<void> TrialProcess::await(const std::function<Result<void>()>& attempt, const std::stop_token& stop) const {
    const auto until = std::chrono::steady_clock::now() + kStartsWithin;
    while (true) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_end) {
                return std::unexpected(m_end->error());
            }
        }
        Result<void> tried = attempt();
        if (tried) {
            return tried;
        }
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        if (std::chrono::steady_clock::now() >= until) {
            return fail(ErrorKind::TimedOut, "The server for the trial can't be reached: " + tried.error().message,
                        "Try again, or choose a connection beside whose database the trial is made.");
        }
        std::this_thread::sleep_for(kBetweenTries);
    }
}

Result<void> runToEnd(const ToolCall& call, const std::stop_token& stop) {
    const Result<ToolEnd> end = runTool(
        call, [](std::string_view /*said*/) { return Result<void>(); }, [&stop] { return !stop.stop_requested(); });
    return end && end->exitCode == 0 ? Result<void>() : hasFailed(call.program, end);
}

int versionNumber(std::string_view version, std::size_t place) {
    constexpr std::string_view kDigits = "0123456789";
    std::size_t at = version.find_first_of(kDigits);
    for (; place > 0 && at != std::string_view::npos; --place) {
        const std::size_t end = version.find_first_not_of(kDigits, at);
        at = end == std::string_view::npos || version[end] != '.' ? std::string_view::npos : end + 1;
    }
    int number = 0;
    if (at != std::string_view::npos) {
        std::from_chars(version.data() + at, version.data() + version.size(), number);
    }
    return number;
}

} // namespace dbv::network
