// SPDX-License-Identifier: Apache-2.0
#include "postgres/array_text.h"

#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

namespace dbv::postgres {

std::vector<int> numbersIn(std::string_view text) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at < text.size();) {
        int number = 0;
        const auto [end, failure] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (failure == std::errc()) {
            numbers.push_back(number);
            at = static_cast<std::size_t>(end - text.data());
        } else {
            ++at;
        }
    }
    return numbers;
}

std::vector<std::string> itemsIn(std::string_view array) {
    std::vector<std::string> items;
    if (array.size() < 2 || array == "{}") {
        return items;
    }
    std::string item;
    bool quoted = false;
    for (std::size_t at = 1; at + 1 < array.size(); ++at) {
        const char c = array[at];
        if (c == '\\') {
            item += array[++at];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            items.push_back(std::exchange(item, {}));
        } else {
            item += c;
        }
    }
    items.push_back(std::move(item));
    return items;
}

} // namespace dbv::postgres
