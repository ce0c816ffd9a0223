// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
    /// All that were given, each as often as it was, in order.
    std::vector<std::pair<std::string, std::string>> given = {};

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    [[nodiscard]] std::string_view value(std::string_view option, std::string_view otherwise = {}) const {
        const auto found = options.find(option);
        return found == options.end() ? otherwise : std::string_view(found->second);
    }
    /// Of an option that may be given more than once.
    [[nodiscard]] std::vector<std::string_view> values(std::string_view option) const {
        std::vector<std::string_view> values;
        for (const auto& [name, value] : given) {
            if (name == option) {
                values.emplace_back(value);
            }
        }
        return values;
    }
};

/// Reads the words behind the program's name. `--name=value` and `--name value` are the same; behind `--` all words are
/// operands.
/// Errors: InvalidInput; the hint names the help to look at.
[[nodiscard]] Result<Arguments> parseArguments(const std::vector<std::string>& words);

} // namespace dbv::cli
