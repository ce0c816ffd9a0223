// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "cli/verb_table.h"

namespace dbv::cli {

/// A command line that fits the table of verbs.
struct Arguments {
    /// Null without a verb, which only `--help` and `--version` do.
    const VerbRule* verb = nullptr;
    /// The verb whose action `verb` is; null for one without actions.
    const VerbGroup* group = nullptr;
    std::vector<std::string> operands;
    /// By their long names; those without a value have an empty one.
    std::map<std::string, std::string, std::less<>> options;

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    [[nodiscard]] std::string_view value(std::string_view option, std::string_view otherwise = {}) const {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : std::string_view(found->second);
    }
};

/// Reads the words behind the program's name. `--name=value` and `--name value` are the same; behind `--` all words are
/// operands.
/// Errors: InvalidInput; the hint names the help to look at.
[[nodiscard]] Result<Arguments> parseArguments(const std::vector<std::string>& words);

} // namespace dbv::cli
