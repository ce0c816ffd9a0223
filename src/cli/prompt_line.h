// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::cli {

/// One line that a person types at the terminal of this process, or that stands in a file descriptor. It is read while the
/// event loop goes on, into memory that is wiped.
///
/// Thread: the event loop's. Destroying it gives the terminal back as it was.
class PromptLine {
public:
    /// The line without its end. Errors: Cancelled when the input ended before a line; IoError. The receiver may destroy the
    /// prompt.
    using Done = std::function<void(Result<Secret> line)>;
    enum class Echo { Hidden, Shown };

    PromptLine() = default;
    PromptLine(const PromptLine&) = delete;
    PromptLine& operator=(const PromptLine&) = delete;
    virtual ~PromptLine() = default;

    /// Asks at the terminal, whatever input and output are; what would steer it comes as `terminalText` has it. Errors: NotFound where there is none.
    [[nodiscard]] static Result<std::unique_ptr<PromptLine>> atTerminal(const std::string& text, Echo echo, Done done);
    /// Reads from a descriptor that this process was started with. Errors: InvalidInput for any other.
    [[nodiscard]] static Result<std::unique_ptr<PromptLine>> fromDescriptor(int descriptor, Done done);
};

/// Writes to the terminal of this process, if there is one, as `terminalText` has it.
void tellTerminal(const std::string& text);

} // namespace dbv::cli
