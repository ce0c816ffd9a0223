// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::network {

/// A program that comes with a server, and what it is started with. No secret is among its arguments.
struct ToolCall {
    /// Its whole path.
    std::string program;
    std::vector<std::string> arguments;
    /// Beside ours, without the passwords of databases; an empty value takes a variable away.
    std::vector<std::pair<std::string, std::string>> environment;
};

/// Fills a piece of memory with what a program is to read, and says how much of it; 0 at the end alone.
using ToolInput = std::function<Result<std::size_t>(std::span<char> into)>;

/// How a program has ended.
struct ToolEnd {
    /// 0 by its own account well; where a signal has ended it, minus its number.
    int exitCode = 0;
    /// What it wrote to its error output, the last 64 KiB of it.
    std::string said;
    /// It was given its input to the end. Else it has closed it, or ended, before.
    bool tookAll = true;
};

/// Runs a program to its end and takes its output. It is ended, with all that it has started, when `goOn` says no or its output is
/// not taken, or its input is not to be had. Where the system can, it ends as well when our process is killed.
/// `goOn` is asked at least ten times a second, but while `input` lets it wait. The last bytes of an input are given to it when the end of
/// it is known: an input that ends in an error was never given as a whole. Without an input it has an empty one.
/// Blocks: until it has ended. Errors: NotFound, IoError where it can't be started; Cancelled; those of `take` and of `input`.
[[nodiscard]] Result<ToolEnd> runTool(const ToolCall& call, const std::function<Result<void>(std::string_view)>& take,
                                      const std::function<bool()>& goOn, const ToolInput& input = {});

/// Where programs of a server may be: the folders of PATH, then `others`, each of which may end in `/*/bin` for all folders there. The
/// answer is each `name` that is there and may be run, once.
[[nodiscard]] std::vector<std::string> findTools(std::string_view name, std::span<const std::string_view> others);

} // namespace dbv::network
