// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dbv::mysql {

/// The number that a table gives its next row (AUTO_INCREMENT): the one that the statement has which makes it, or the one behind the highest of its
/// rows where that is higher, as the server has it when these were put into the table that was made so. So what is read of one text and of the same
/// rows is the same in a dump and in what is restored of it, whatever was written to the table meanwhile.
class NextNumber {
public:
    /// One that is not known: what was not made here, and numbers that servers forget.
    NextNumber() = default;
    /// Of a table by the statement that makes it, as the server writes it.
    explicit NextNumber(std::string_view ddl) : m_ddl(ddl) {}

    /// The column of the table that has such numbers, and its type as the server writes it (`int(11) unsigned`). Without it nothing is known.
    void begin(std::string_view column, std::string_view type);
    /// The number that a row has there, as the server writes it.
    void take(std::string_view number);
    /// Nothing where it is not known, or the column has no such number, or none of 64 bits with a sign has: servers forget these.
    [[nodiscard]] std::optional<std::int64_t> value() const;

private:
    std::string m_ddl;
    bool m_isKnown = false;
    std::int64_t m_next = 1;
    /// Of the column.
    std::int64_t m_highest = 0;
};

} // namespace dbv::mysql
