// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "mysql/client.h"

namespace dbv::mysql {

/// A row of a result in text, there until the next one is read.
class TextRow {
public:
    /// Shape: `count` values and their sizes, as the library gives them.
    TextRow(MYSQL_ROW values, const unsigned long* sizes, std::size_t count)
        : m_values(values), m_sizes(sizes), m_count(count) {}

    [[nodiscard]] std::size_t size() const { return m_count; }
    /// nullopt for NULL, and for a column that the server has not sent.
    [[nodiscard]] std::optional<std::string_view> at(std::size_t column) const {
        if (column >= m_count || m_values[column] == nullptr) {
            return std::nullopt;
        }
        return std::string_view(m_values[column], m_sizes[column]);
    }
    /// Empty where there is none.
    [[nodiscard]] std::string_view textAt(std::size_t column) const { return at(column).value_or(std::string_view()); }
    /// nullopt for what is no number as well.
    [[nodiscard]] std::optional<std::int64_t> numberAt(std::size_t column) const {
        const std::string_view text = textAt(column);
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
    }

private:
    MYSQL_ROW m_values;
    const unsigned long* m_sizes;
    std::size_t m_count;
};

} // namespace dbv::mysql
