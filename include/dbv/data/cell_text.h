// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/data/cell.h>

namespace dbv {

/// A number's text in place, without an allocation.
class NumberText {
public:
    /// Room for `-2.2250738585072014e-308` and a little more.
    static constexpr std::size_t kCapacity = 40;

    explicit NumberText(std::int64_t value) {
        const auto end = std::to_chars(m_text.data(), m_text.data() + kCapacity, value);
        m_size = static_cast<std::size_t>(end.ptr - m_text.data());
    }
    /// The shortest text that reads back as the same double, laid out as SQLite does: always with a point, an exponent
    /// from 1e+15 and below 1e-04, `Inf` and `-Inf`.
    explicit NumberText(double value) {
        if (std::isfinite(value)) {
            layOut(value);
        } else {
            append(std::isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
        }
    }
    [[nodiscard]] std::string_view view() const { return {m_text.data(), m_size}; }

private:
    void append(std::string_view text) {
        for (const char c : text) {
            m_text[m_size++] = c;
        }
    }
    void appendZeros(int count) {
        for (; count > 0; --count) {
            m_text[m_size++] = '0';
        }
    }
    void layOut(double value) {
        std::array<char, kCapacity> raw{};
        const auto end = std::to_chars(raw.data(), raw.data() + raw.size(), value, std::chars_format::scientific);
        std::string_view scientific(raw.data(), static_cast<std::size_t>(end.ptr - raw.data()));
        if (scientific.front() == '-') {
            append("-");
            scientific.remove_prefix(1);
        }
        const std::size_t mark = scientific.find('e');
        int exponent = 0;
        const std::size_t digitsAt = scientific[mark + 1] == '+' ? mark + 2 : mark + 1;
        std::from_chars(scientific.data() + digitsAt, scientific.data() + scientific.size(), exponent);
        const std::string_view tail = mark > 2 ? scientific.substr(2, mark - 2) : std::string_view();
        if (exponent < -4 || exponent > 14) {
            append(scientific.substr(0, 1));
            append(".");
            append(tail.empty() ? std::string_view("0") : tail);
            append(scientific.substr(mark));
            return;
        }
        layOutFixed(scientific[0], tail, exponent);
    }
    void layOutFixed(char first, std::string_view tail, int exponent) {
        if (exponent < 0) {
            append("0.");
            appendZeros(-exponent - 1);
            m_text[m_size++] = first;
            append(tail);
            return;
        }
        const auto whole = static_cast<std::size_t>(exponent);
        m_text[m_size++] = first;
        append(tail.substr(0, whole));
        appendZeros(exponent - static_cast<int>(tail.size()));
        append(".");
        append(tail.size() > whole ? tail.substr(whole) : std::string_view("0"));
    }

    std::array<char, kCapacity> m_text{};
    std::size_t m_size = 0;
};

/// Appends the exact text of a cell: nothing for NULL, the bytes themselves for text and binary (of a large value only
/// its first bytes; ask the spool for the rest).
inline void appendCellText(std::string& out, const Cell& cell) {
    if (cell.isInteger()) {
        out += NumberText(cell.integer).view();
    } else if (cell.kind == CellKind::Real) {
        out += NumberText(cell.real).view();
    } else {
        out += cell.bytes;
    }
}

} // namespace dbv
