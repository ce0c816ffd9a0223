// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

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

/// One verb, or one action of a verb that has several: the source of parsing, help and completion.
struct VerbRule {
    /// Of an action with its verb before it: `connections add`.
    std::string_view name;
    /// What stands behind it, besides options.
    std::string_view operands;
    std::size_t minOperands = 0;
    std::size_t maxOperands = 0;
    std::string_view summary;
    std::string_view details;
    std::span<const OptionRule> options;
};

/// A verb with several actions; the first of them is meant where none is named.
struct VerbGroup {
    std::string_view name;
    std::string_view summary;
};

/// Verbs of one thing, and all actions of the others.
[[nodiscard]] std::span<const VerbRule> verbs();
/// By its whole name. Null for none.
[[nodiscard]] const VerbRule* findVerb(std::string_view name);
[[nodiscard]] std::span<const VerbGroup> verbGroups();
[[nodiscard]] const VerbGroup* findGroup(std::string_view name);
[[nodiscard]] std::vector<const VerbRule*> actionsOf(const VerbGroup& group);
/// `add` of `connections add`; the name itself of a verb without actions.
[[nodiscard]] std::string_view lastWord(const VerbRule& verb);
[[nodiscard]] bool isAction(const VerbRule& verb);

/// Options that every verb knows, before or behind it.
[[nodiscard]] std::span<const OptionRule> commonOptions();

} // namespace dbv::cli
