// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace dbv {

/// A half-open range of a text.
/// Unit: bytes of UTF-8, from 0.
struct TextSpan {
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] constexpr std::size_t size() const { return end - begin; }
    [[nodiscard]] constexpr bool empty() const { return begin == end; }
    friend constexpr bool operator==(const TextSpan&, const TextSpan&) = default;
};

} // namespace dbv
