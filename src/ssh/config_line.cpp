// SPDX-License-Identifier: Apache-2.0
#include "ssh/config_line.h"

#include <algorithm>
#include <cstddef>

#include "ssh/host_pattern.h"

namespace dbv::ssh {

namespace {

constexpr std::string_view kBlank = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(kBlank), text.size());
    const std::size_t end = text.find_last_not_of(kBlank);
    return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

/// Between keyword and value: blanks, and at most one `=`.
std::string_view withoutSeparator(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    if (text.starts_with('=')) {
        text.remove_prefix(1);
        text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    }
    return text;
}

bool isEscape(std::string_view text, std::size_t at, char quote) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
        return false;
    }
    const char next = text[at + 1];
    return next == '\'' || next == '"' || next == '\\' || (quote == 0 && next == ' ');
}

} // namespace

std::optional<ConfigLine> splitConfigLine(std::string_view line) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') {
        return std::nullopt;
    }
    ConfigLine split;
    if (line.front() == '"') {
        const std::size_t end = line.find('"', 1);
        if (end != std::string_view::npos) {
            split.keyword = lowered(line.substr(1, end - 1));
            split.rest = withoutSeparator(line.substr(end + 1));
        }
        return split;
    }
    const std::size_t end = std::min(line.find_first_of(" \t\r\n\f\v="), line.size());
    split.keyword = lowered(line.substr(0, end));
    split.rest = withoutSeparator(line.substr(end));
    return split;
}

std::optional<std::vector<std::string>> splitConfigWords(std::string_view rest) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (true) {
        while (at < rest.size() && (rest[at] == ' ' || rest[at] == '\t')) {
            ++at;
        }
        if (at >= rest.size() || rest[at] == '#') {
            return words;
        }
        std::string word;
        char quote = 0;
        for (; at < rest.size(); ++at) {
            const char c = rest[at];
            if (isEscape(rest, at, quote)) {
                word += rest[++at];
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word += c;
            }
        }
        if (quote != 0) {
            return std::nullopt;
        }
        words.push_back(std::move(word));
    }
}

} // namespace dbv::ssh
