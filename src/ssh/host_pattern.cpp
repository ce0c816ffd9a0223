// SPDX-License-Identifier: Apache-2.0
#include "ssh/host_pattern.h"

#include <algorithm>
#include <cstddef>

namespace dbv::ssh {

bool matchesWildcard(std::string_view text, std::string_view pattern) {
    // The last star is the only one that ever has to be tried again, so a hostile pattern costs no more than a product.
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

PatternMatch matchPatterns(std::string_view text, std::span<const std::string_view> patterns) {
    PatternMatch match = PatternMatch::None;
    for (const std::string_view pattern : patterns) {
        const bool negated = pattern.starts_with('!');
        if (matchesWildcard(text, negated ? pattern.substr(1) : pattern)) {
            if (negated) {
                return PatternMatch::Refused;
            }
            match = PatternMatch::Matched;
        }
    }
    return match;
}

std::vector<std::string_view> splitAtCommas(std::string_view list) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = list.find(',');
        parts.push_back(list.substr(0, comma));
        if (comma == std::string_view::npos) {
            return parts;
        }
        list.remove_prefix(comma + 1);
    }
}

std::string lowered(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

} // namespace dbv::ssh
