// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace dbv::settings {

/// The place of a control character that stands in a string of a JSON text as it is, which the standard (RFC 8259) forbids and Qt
/// takes. Pure. Unit: bytes, from 0.
[[nodiscard]] constexpr std::optional<std::size_t> rawControlIn(std::string_view json) {
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '\\' && inString) {
            ++i;
        } else if (json[i] == '"') {
            inString = !inString;
        } else if (inString && static_cast<unsigned char>(json[i]) < 0x20) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace dbv::settings
