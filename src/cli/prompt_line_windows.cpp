// SPDX-License-Identifier: Apache-2.0
#include "cli/prompt_line.h"

namespace dbv::cli {

Result<std::unique_ptr<PromptLine>> PromptLine::atTerminal(const std::string&, Echo, Done) {
    return fail(ErrorKind::Unsupported, "Asking at the console is not possible on this system yet.",
                "Let a command give it: command:LINE.");
}

Result<std::unique_ptr<PromptLine>> PromptLine::fromDescriptor(int, Done) {
    return fail(ErrorKind::Unsupported, "File descriptors can not be given on this system.",
                "Let a command give it: command:LINE.");
}

void tellTerminal(const std::string&) {}

} // namespace dbv::cli
