// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "scripts/text_encoding.h"

namespace dbv::scripts {

namespace {

bool isNameUnit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

char smallOf(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Where a word stands in a text, in any case of its letters; npos where it does not.
std::size_t findWord(std::string_view text, std::string_view small, std::size_t from) {
    const auto found = std::ranges::search(text.substr(from), small, {}, smallOf);
    return found.empty() ? std::string_view::npos
                         : from + static_cast<std::size_t>(found.begin() - text.substr(from).begin());
}

std::size_t skipBlanks(std::string_view text, std::size_t at) {
    return std::min(text.find_first_not_of(" \t", at), text.size());
}

/// The name behind `=`, `TO`, quotes and blanks.
std::string_view nameBehind(std::string_view text, std::size_t at) {
    at = skipBlanks(text, at);
    if (at < text.size() && text[at] == '=') {
        at = skipBlanks(text, at + 1);
    } else if (findWord(text.substr(0, std::min(at + 3, text.size())), "to ", at) == at) {
        at = skipBlanks(text, at + 3);
    }
    if (at < text.size() && (text[at] == '\'' || text[at] == '"')) {
        ++at;
    }
    const auto* const end = std::ranges::find_if_not(text.substr(at), isNameUnit);
    return {text.data() + at, static_cast<std::size_t>(end - (text.data() + at))};
}

} // namespace

std::string_view saidEncoding(std::string_view statement) {
    // Dumps say it at their start. Of a large INSERT nobody wants to look through all.
    constexpr std::size_t kLooked = 8192;
    const std::string_view head = statement.substr(0, kLooked);
    static constexpr auto kWords = std::to_array<std::string_view>({"set names", "client_encoding", "\\encoding"});
    for (const std::string_view word : kWords) {
        const std::size_t at = findWord(head, word, 0);
        const std::string_view name =
            at == std::string_view::npos ? std::string_view() : nameBehind(head, at + word.size());
        if (!name.empty() && smallOf(name.front()) != '@' && name != "default" && name != "DEFAULT") {
            return name;
        }
    }
    return {};
}

} // namespace dbv::scripts
