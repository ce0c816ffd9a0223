// SPDX-License-Identifier: Apache-2.0
#include "postgres/joined_text.h"

#include <algorithm>

#include "postgres/statement_text.h"

namespace dbv::postgres {

std::optional<JoinedText> JoinedText::read(std::string_view text, bool backslashes) {
    if (!text.contains("\\;") && !text.contains("\\:")) {
        return std::nullopt;
    }
    JoinedText joined;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = endOfToken(text, at, backslashes);
        const char second = at + 1 < text.size() ? text[at + 1] : '\0';
        if (text[at] == '\\' && (second == ';' || second == ':')) {
            joined.m_left.push_back(joined.m_sql.size());
            if (second == ';') {
                joined.m_ends.push_back(joined.m_sql.size());
            }
            joined.m_sql += second;
            at += 2;
            continue;
        }
        joined.m_sql += text.substr(at, end - at);
        at = end;
    }
    return joined.m_left.empty() ? std::nullopt : std::optional(std::move(joined));
}

std::vector<JoinedText::Part> JoinedText::parts() const {
    std::vector<Part> parts;
    std::size_t begin = 0;
    const auto add = [&](std::size_t end) {
        const std::size_t first = std::min(skipBlank(m_sql, begin), end);
        if (first < end) {
            parts.push_back({std::string_view(m_sql).substr(first, end - first), placeInText(first)});
        }
        begin = end + 1;
    };
    for (const std::size_t end : m_ends) {
        add(end);
    }
    add(m_sql.size());
    return parts;
}

std::size_t JoinedText::placeInText(std::size_t sent) const {
    // At the place itself the backslash stands before it.
    const auto before = std::ranges::upper_bound(m_left, sent);
    return sent + static_cast<std::size_t>(before - m_left.begin());
}

} // namespace dbv::postgres
