// SPDX-License-Identifier: Apache-2.0
#include "safety_table.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace dbv::testing {

namespace {

/// The word behind a line's first one: an object's name.
std::string secondWord(const std::string& line) {
    const std::size_t begin = line.find(' ') + 1;
    return line.substr(begin, line.find(' ', begin) - begin);
}

bool begins(const std::string& line, std::string_view word) {
    return line.starts_with(word) && line.size() > word.size() && line[word.size()] == ' ';
}

/// Whether no row of a table is what it was before, though it had some.
bool losesRows(const DatabaseState& before, const DatabaseState& after, const std::set<std::string>& reshaped) {
    std::set<std::string> had;
    std::set<std::string> has;
    for (const std::string& line : after) {
        // Of a table with other columns, rows are others by their text alone.
        if (begins(line, "row") && (reshaped.contains(secondWord(line)) || std::ranges::binary_search(before, line))) {
            has.insert(secondWord(line));
        }
    }
    for (const std::string& line : before) {
        if (begins(line, "row")) {
            had.insert(secondWord(line));
        }
    }
    return !std::ranges::includes(has, had);
}

/// A line without the name of the object.
std::string withoutName(const std::string& line) {
    const std::size_t begin = line.find(' ');
    const std::size_t end = line.find(' ', begin + 1);
    return begins(line, "object") ? "object"
                                  : line.substr(0, begin) + (end == std::string::npos ? "" : line.substr(end));
}

/// Whether all is there under other names.
bool onlyRenames(const DatabaseState& lost, const DatabaseState& found) {
    std::multiset<std::string> before;
    std::multiset<std::string> after;
    for (const auto& [side, names] : {std::pair(&lost, &before), std::pair(&found, &after)}) {
        for (const std::string& line : *side) {
            if (begins(line, "row") || begins(line, "object") || begins(line, "outside")) {
                names->insert(withoutName(line));
            }
        }
    }
    return before == after;
}

} // namespace

std::string readSafetyFile(const std::string& name) {
    std::ifstream file(std::string(DBV_SOURCE_DIR) + "/tests/engine/safety/" + name, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SafetyLine> readSafetyTable(const std::string& name) {
    std::vector<SafetyLine> lines;
    std::istringstream text(readSafetyFile(name));
    std::string line;
    for (std::size_t number = 1; std::getline(text, line); ++number) {
        if (line.empty() || line.front() == '#') {
            continue;
        }
        SafetyLine read;
        read.number = number;
        std::istringstream words(line);
        std::string bar;
        words >> read.kind;
        for (std::string& outcome : read.outcomes) {
            words >> outcome;
        }
        words >> bar;
        const std::size_t begin = line.find("| ");
        EXPECT_TRUE(words && bar == "|" && begin != std::string::npos) << name << ":" << number;
        read.statement = begin == std::string::npos ? std::string() : line.substr(begin + 2);
        constexpr std::string_view kLineEnd = "¶";
        for (std::size_t at = read.statement.find(kLineEnd); at != std::string::npos;
             at = read.statement.find(kLineEnd, at)) {
            read.statement.replace(at, kLineEnd.size(), "\n");
        }
        lines.push_back(std::move(read));
    }
    return lines;
}

std::string changeOf(const DatabaseState& before, const DatabaseState& after) {
    DatabaseState lost;
    DatabaseState found;
    std::ranges::set_difference(before, after, std::back_inserter(lost));
    std::ranges::set_difference(after, before, std::back_inserter(found));
    if (lost.empty() && found.empty()) {
        return {};
    }
    std::set<std::string> kinds;
    std::set<std::string> reshaped;
    bool objectLost = false;
    bool rightLost = false;
    for (const DatabaseState* side : {&lost, &found}) {
        for (const std::string& line : *side) {
            kinds.insert(line.substr(0, line.find(' ')));
            objectLost = objectLost || (side == &lost && begins(line, "object"));
            rightLost = rightLost || (side == &lost && begins(line, "right"));
            if (begins(line, "shape")) {
                reshaped.insert(secondWord(line));
            }
        }
    }
    if (objectLost && onlyRenames(lost, found)) {
        return "renames";
    }
    if (objectLost || losesRows(before, after, reshaped)) {
        return "loses";
    }
    // A right that comes with a new object is none that was given.
    if (kinds.contains("outside") || rightLost || (kinds.size() == 1 && kinds.contains("bytes"))) {
        return "acts";
    }
    if (kinds.contains("object") || kinds.contains("shape")) {
        return "defines";
    }
    return kinds.contains("row") ? "writes" : "draws";
}

std::string differenceOf(const DatabaseState& before, const DatabaseState& after) {
    constexpr std::size_t kMostShown = 12;
    std::string text;
    std::size_t shown = 0;
    for (const auto& [one, other, sign] : {std::tuple(&before, &after, "- "), std::tuple(&after, &before, "+ ")}) {
        DatabaseState only;
        std::ranges::set_difference(*one, *other, std::back_inserter(only));
        for (const std::string& line : only) {
            text += ++shown <= kMostShown ? sign + line.substr(0, 300) + "\n" : "";
        }
    }
    return text + (shown > kMostShown ? "and " + std::to_string(shown - kMostShown) + " more\n" : "");
}

DatabaseState linesOf(std::string_view text) {
    DatabaseState lines;
    std::istringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty()) {
            lines.push_back(std::move(line));
        }
    }
    std::ranges::sort(lines);
    return lines;
}

} // namespace dbv::testing
