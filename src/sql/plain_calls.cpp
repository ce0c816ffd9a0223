// SPDX-License-Identifier: Apache-2.0
#include "sql/plain_calls.h"

#include <algorithm>
#include <cstddef>

namespace dbv::sql {

bool plainlyCallsNothing(std::string_view text) {
    static constexpr std::string_view kValues("VALUES");
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    // One look at each byte: this is asked of each row of a dump.
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        switch (text[at]) {
        case '#': return false;
        case '-':
            if (next == '-') {
                return false;
            }
            continue;
        case '/':
            if (next == '*') {
                return false;
            }
            continue;
        case ':':
            if (next == '=') {
                return false;
            }
            continue;
        case '(': break;
        default: continue;
        }
        std::size_t last = at;
        while (last > 0 && isBlank(text[last - 1])) {
            --last;
        }
        if (last == 0) {
            return false;
        }
        --last;
        if (text[last] == ',' || text[last] == '(') {
            continue;
        }
        const std::size_t begin = last + 1 < kValues.size() ? 0 : last + 1 - kValues.size();
        const bool isWord = begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == ')' || text[begin - 1] == '\n');
        const bool behindValues =
            isWord && std::ranges::equal(text.substr(begin, kValues.size()), kValues, [](char c, char wanted) {
                return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == wanted;
            });
        if (!behindValues) {
            return false;
        }
    }
    return true;
}

} // namespace dbv::sql
