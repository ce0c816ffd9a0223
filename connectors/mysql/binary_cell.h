// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "mysql/client.h"

namespace dbv::mysql {

/// One value of a row of a prepared statement's result, where the client library has received it.
/// Source: the MariaDB documentation, "Binary protocol: result set row".
struct BinaryCell {
    const unsigned char* bytes = nullptr;
    std::size_t size = 0;

    [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(bytes), size}; }
};

/// The value at the beginning of what is left of a row, which then begins behind it. Nothing when it would end behind `end`.
[[nodiscard]] std::optional<BinaryCell> takeCell(enum_field_types type, const unsigned char*& row,
                                                 const unsigned char* end);

/// The bits of an integer of any size, which is negative where it may be and its first bit is set.
[[nodiscard]] std::int64_t integerIn(const BinaryCell& cell, bool isUnsigned);
[[nodiscard]] double doubleIn(const BinaryCell& cell);
[[nodiscard]] float floatIn(const BinaryCell& cell);
[[nodiscard]] MYSQL_TIME timeIn(const BinaryCell& cell, enum_field_types type);

} // namespace dbv::mysql
