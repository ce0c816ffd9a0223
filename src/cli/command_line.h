// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <dbv/core/error.h>

#include "bus/command_bus.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "protocol/usual_safety.h"
#include "results/result_shelf.h"
#include "rpc/termination_signals.h"

namespace dbv::cli {

/// What a verb works with; all of it outlives the call.
struct Surroundings {
    bus::CommandBus& bus;
    results::ResultShelf& shelf;
    StandardStreams streams;
    /// Null where signals are somebody else's business.
    rpc::TerminationSignals* signals = nullptr;
    std::string version;
    /// Why what is kept vanishes with this process; absent when it stays.
    std::optional<Error> notKept = std::nullopt;
    /// What a new connection may do, as the settings say now.
    std::function<protocol::UsualSafety()> usualSafety = protocol::programsSafety;
    /// Where this program keeps everything, and the program itself, for what starts it again.
    std::filesystem::path dataDirectory = {};
    std::filesystem::path program = {};
};

/// Answers what needs no engine: help, version, completion, and what can not be understood. Nothing for the rest.
[[nodiscard]] std::optional<int> runWithoutEngine(const Result<Arguments>& arguments, const StandardStreams& streams,
                                                  const std::string& version);

/// Runs a verb to its end and says the exit code.
/// Thread: the application object's, whose event loop it runs.
[[nodiscard]] int runCommandLine(const Surroundings& around, const Arguments& arguments);

} // namespace dbv::cli
