// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace dbv {

/// The word that a statement begins with and that a blank or the end of its line ends, as written; empty where it begins in any other
/// way, which says nothing. Costs no reading of tokens.
[[nodiscard]] constexpr std::string_view plainFirstWord(std::string_view statement) {
    std::size_t end = 0;
    while (end < statement.size() &&
           ((statement[end] >= 'a' && statement[end] <= 'z') || (statement[end] >= 'A' && statement[end] <= 'Z'))) {
        ++end;
    }
    const bool ends = end < statement.size() && (statement[end] == ' ' || statement[end] == '\n');
    return ends ? statement.substr(0, end) : std::string_view();
}

} // namespace dbv
