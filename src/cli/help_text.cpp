// SPDX-License-Identifier: Apache-2.0
#include "cli/help_text.h"

#include <algorithm>

#include "cli/verb_options.h"

namespace dbv::cli {

namespace {

constexpr std::size_t kOptionColumn = 26;

std::string padded(std::string text) {
    text.append(text.size() < kOptionColumn ? kOptionColumn - text.size() : 1, ' ');
    return text;
}

std::string optionLine(const OptionRule& option) {
    std::string left = "  ";
    if (!option.shortName.empty()) {
        left += std::string(option.shortName) + ", ";
    }
    left += option.name;
    if (!option.value.empty()) {
        left += " " + std::string(option.value);
    }
    // A long one has a line for itself.
    std::string line =
        left.size() < kOptionColumn ? padded(std::move(left)) : left + "\n" + std::string(kOptionColumn, ' ');
    line += std::string(option.help) + "\n";
    if (!option.choices.empty()) {
        line += std::string(kOptionColumn, ' ') + std::string(option.choices) + "\n";
    }
    return line;
}

std::string commonLines() {
    std::string text;
    for (const OptionRule& option : commonOptions()) {
        text += optionLine(option);
    }
    return text;
}

} // namespace

std::string helpText() {
    std::string text =
        "dbvis: query, export and serve databases without a window\n\nUsage: dbvis <verb> ...\n\nVerbs:\n";
    const VerbGroup* last = nullptr;
    for (const VerbRule& verb : verbs()) {
        const VerbGroup* group = findGroup(verb.name.substr(0, verb.name.find(' ')));
        if (group != nullptr && group == last) {
            continue;
        }
        last = group;
        text += padded("  " + std::string(group == nullptr ? verb.name : group->name)) +
                std::string(group == nullptr ? verb.summary : group->summary) + "\n";
    }
    text += "\nOptions:\n" + commonLines();
    text += "\nExit codes:\n"
            "  0  all went well\n"
            "  1  a statement or a command failed\n"
            "  2  the command line could not be understood\n"
            "  3  the database could not be opened\n"
            "  4  the output can not be written, or nobody reads it any more\n"
            "  128 and the number of a signal that ended it; 130 for Ctrl+C\n";
    return text;
}

std::string helpText(const VerbRule& verb) {
    std::string text = "dbvis " + std::string(verb.name) + ": " + std::string(verb.summary) + "\n\nUsage: dbvis " +
                       std::string(verb.name);
    if (!verb.operands.empty()) {
        text += " " + std::string(verb.operands);
    }
    text += verb.options.empty() ? "\n" : " [options]\n";
    if (!verb.details.empty()) {
        text += "\n" + std::string(verb.details);
    }
    text += "\nOptions:\n";
    for (const OptionRule& option : verb.options) {
        text += optionLine(option);
    }
    text += commonLines();
    const bool hasSources = std::ranges::any_of(verb.options, [](const OptionRule& o) { return o.value == "SOURCE"; });
    return text + (hasSources ? "\n" + std::string(kSourceHelp) : std::string());
}

std::string helpText(const VerbGroup& group) {
    const std::string name(group.name);
    std::string text = "dbvis " + name + ": " + std::string(group.summary) + "\n\nUsage: dbvis " + name +
                       " [<action>] ...\n\nActions:\n";
    for (const VerbRule* action : actionsOf(group)) {
        text += padded("  " + std::string(lastWord(*action))) + std::string(action->summary) + "\n";
    }
    text += "\nWithout an action: " + std::string(lastWord(*actionsOf(group).front())) + ". dbvis " + name +
            " <action> --help tells more.\n\nOptions:\n";
    return text + commonLines();
}

} // namespace dbv::cli
