// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace dbv {

/// What a column holds by declaration, as far as a front end shows it differently.
enum class ColumnFamily : std::uint8_t { Unknown, Number, Text, Binary, Temporal, Boolean, Json };

/// One column of a result.
struct Column {
    std::string name;
    /// The server's own name of the declared type; empty for an expression without one.
    std::string type;
    ColumnFamily family = ColumnFamily::Unknown;
    /// True when every value is bytes by declaration. A cell may be bytes in any column.
    bool binary = false;

    friend bool operator==(const Column&, const Column&) = default;
};

} // namespace dbv
