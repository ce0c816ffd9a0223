// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace dbv::cli {

/// One option of the command line.
struct OptionRule {
    /// With its dashes.
    std::string_view name;
    /// `-f` and the like; empty for none.
    std::string_view shortName;
    /// What stands for its value in the help; empty for an option without a value.
    std::string_view value;
    std::string_view help;
    /// The values that are allowed, between bars; empty for any.
    std::string_view choices;
};

/// One verb: the source of parsing, help and completion.
struct VerbRule {
    std::string_view name;
    /// What stands behind it, besides options.
    std::string_view operands;
    std::size_t minOperands = 0;
    std::size_t maxOperands = 0;
    std::string_view summary;
    std::string_view details;
    std::span<const OptionRule> options;
};

[[nodiscard]] std::span<const VerbRule> verbs();
[[nodiscard]] const VerbRule* findVerb(std::string_view name);
/// Options that every verb knows, before or behind it.
[[nodiscard]] std::span<const OptionRule> commonOptions();

} // namespace dbv::cli
