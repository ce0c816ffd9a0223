// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::secrets {

/// A program that prints a password: `pass show shop`, `aws rds generate-db-auth-token ...`.
struct PasswordCommand {
    /// Program and arguments as one would type them, but no shell reads them.
    std::string line;
    /// How long it may take; a program may ask the user something.
    std::chrono::milliseconds patience = std::chrono::seconds(60);
    /// Variables of this process that hold secrets by somebody's word, which the program does not get.
    std::vector<std::string> secretVariables;
};

/// The words of a command as a POSIX shell cuts them: spaces, quotes and backslashes; nothing is expanded.
/// Errors: InvalidInput for an open quote, no word at all, or a character that only a shell gives a meaning.
[[nodiscard]] Result<std::vector<std::string>> splitCommand(std::string_view line);

/// Runs the program and gives the first line that it prints. It gets no input, nothing of ours in its arguments, and no
/// password of ours in its variables; when
/// it takes too long, it ends with all that it started.
/// Errors: InvalidInput, NotFound; IoError when it fails, never with what it said; TimedOut, Cancelled.
/// Blocks: until the program has ended. Limits: 64 KiB.
[[nodiscard]] Result<Secret> passwordFromCommand(const PasswordCommand& command, const std::stop_token& stop);

/// What a program left behind.
struct CommandOutcome {
    /// -signal when one ended it.
    int exitCode = 0;
    Secret output;
    /// Whether it said something on its error output, which is not kept.
    bool complained = false;
    bool tooMuch = false;
};

/// The part that each system does in its own way: runs the words of a command. Errors: NotFound, IoError, TimedOut, Cancelled.
[[nodiscard]] Result<CommandOutcome> runCommand(const std::vector<std::string>& words, const PasswordCommand& command,
                                                const std::stop_token& stop);

} // namespace dbv::secrets
