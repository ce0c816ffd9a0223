// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scripts/text_encoding.h"

namespace dbv::scripts {

/// A place in a script.
struct TextPlace {
    /// Unit: bytes of the unpacked script, from 0.
    std::uint64_t offset = 0;
    /// Unit: from 1; the column counts Unicode code points.
    std::uint64_t line = 1;
    std::uint64_t column = 1;

    friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

/// Goes over a text in UTF-8, which stands in the script in an encoding of its own. Shape: linear, whatever the lines are.
void advance(TextPlace& place, std::string_view passed, TextEncoding encoding);

} // namespace dbv::scripts
