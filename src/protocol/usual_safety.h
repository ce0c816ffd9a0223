// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "protocol/connection_config.h"

namespace dbv::protocol {

/// What a connection may do where nobody has chosen it: one for each `Environment`, as the settings say.
using UsualSafety = std::array<Safety, 5>;

/// That of the program, where the settings say nothing.
[[nodiscard]] constexpr UsualSafety programsSafety() {
    UsualSafety usual{};
    for (std::size_t i = 0; i < usual.size(); ++i) {
        usual[i] = usualSafety(static_cast<Environment>(i));
    }
    return usual;
}

[[nodiscard]] constexpr Safety usualSafety(const UsualSafety& usual, Environment environment) {
    return usual[static_cast<std::size_t>(environment)];
}

} // namespace dbv::protocol
