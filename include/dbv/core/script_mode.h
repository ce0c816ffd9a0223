// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace dbv {

/// What a place in a script stands under, beside what is written there.
struct ScriptMode {
    /// For how many COPY … FROM STDIN the rows come next, one block behind the other.
    std::uint8_t copies = 0;
    /// What ends a statement, where a DELIMITER line has said so; with none, a semicolon.
    std::uint8_t delimiterSize = 0;
    std::array<char, 14> delimiter{};

    friend constexpr bool operator==(const ScriptMode&, const ScriptMode&) = default;
};

} // namespace dbv
