// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dbv::archive {

/// What a table holds, in so few bytes that two of them can be compared: the same rows in any order, as often as they stand there,
/// have the same digest.
///
/// It is the sum modulo 2^128 of the SipHash-2-4 (128 bits) of each row, under a key that everybody knows. It finds what has changed by
/// accident; it is no seal against somebody who makes rows to deceive it.
class RowsDigest {
public:
    /// Adds a row, in whatever bytes its kind of backup has rows.
    void add(std::string_view row);
    /// Adds the rows of another part of the same table.
    void add(const RowsDigest& other);

    [[nodiscard]] std::uint64_t rows() const { return m_rows; }
    /// Shape: 32 hexadecimal digits, the lowest byte first.
    [[nodiscard]] std::string hexadecimal() const;

    friend bool operator==(const RowsDigest&, const RowsDigest&) = default;

private:
    void add(std::uint64_t low, std::uint64_t high);

    std::uint64_t m_rows = 0;
    std::uint64_t m_low = 0;
    std::uint64_t m_high = 0;
};

} // namespace dbv::archive
