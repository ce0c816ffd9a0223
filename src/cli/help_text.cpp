// SPDX-License-Identifier: Apache-2.0
#include "cli/help_text.h"

#include <algorithm>

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
    std::string line = padded(std::move(left)) + std::string(option.help) + "\n";
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
    for (const VerbRule& verb : verbs()) {
        text += padded("  " + std::string(verb.name)) + std::string(verb.summary) + "\n";
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
    return text + commonLines();
}

} // namespace dbv::cli
