// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dbv::cli {

/// A script that completes verbs, options and their values in a shell: bash, zsh or fish.
[[nodiscard]] std::optional<std::string> completionScript(std::string_view shell);

} // namespace dbv::cli
