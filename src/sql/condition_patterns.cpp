// SPDX-License-Identifier: Apache-2.0
#include "sql/condition_patterns.h"

#include <cstddef>

namespace dbv::sql {

namespace {

/// Without brackets around all of it.
std::string_view withoutGroup(std::string_view text) {
    while (text.size() >= 2 && text.front() == '(' && text.find(')') == text.size() - 1) {
        text = text.substr(text.starts_with("(?:") ? 3 : 1);
        text.remove_suffix(1);
    }
    return text;
}

/// How many bytes a mark at the beginning has that allows for none of what is before it; 0 where there is none.
std::size_t sizeOfRepeat(std::string_view text) {
    std::size_t size = 0;
    if (text.starts_with('*') || text.starts_with('?')) {
        size = 1;
    } else if (text.starts_with("{0") && text.find('}') != std::string_view::npos && text.size() > 2 &&
               (text[2] == ',' || text[2] == '}')) {
        size = text.find('}') + 1;
    }
    // `.*?` and `.*+` take less or more of the same.
    return size > 0 && size < text.size() && (text[size] == '?' || text[size] == '+') ? size + 1 : size;
}

} // namespace

bool fitsAll(std::string_view pattern, char any) {
    return !pattern.empty() && pattern.find_first_not_of(any) == std::string_view::npos;
}

bool fitsAllByExpression(std::string_view expression) {
    std::string_view body = withoutGroup(expression);
    const bool begins = body.starts_with('^');
    body.remove_prefix(begins ? 1 : 0);
    const bool ends = body.ends_with('$') && !body.ends_with("\\$");
    body.remove_suffix(ends ? 1 : 0);
    body = withoutGroup(body);
    if (!begins && !ends && body.find_first_of("()[\\") == std::string_view::npos &&
        (body.starts_with('|') || body.ends_with('|') || body.contains("||"))) {
        return true;
    }
    const bool held = begins && ends;
    bool anything = false;
    while (!body.empty()) {
        const std::size_t unit = body.front() == '\\' && body.size() > 1 ? 2 : 1;
        const std::size_t repeat = sizeOfRepeat(body.substr(unit));
        if (repeat == 0 || body.find_first_of("()[]|^$") == 0) {
            return false;
        }
        anything = anything || (body.front() == '.' && body[unit] != '?' && !body.substr(unit).starts_with("{0}"));
        body.remove_prefix(unit + repeat);
    }
    return !held || anything;
}

} // namespace dbv::sql
