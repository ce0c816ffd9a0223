// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <dbv/core/error.h>
#include <dbv/core/result.h>

namespace dbv::postgres {

// The words of libpq among the options of a connection: which are handed on, and what they may be.

/// A whole number as C reads it, which is how the library does.
template <class Number>
[[nodiscard]] std::optional<Number> numberOf(std::string_view text) {
    Number number = 0;
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Whether a word goes through to the library as it is.
[[nodiscard]] bool isPassedOn(std::string_view name);

/// Looks at the value of such a word where the library itself would only refuse it when it connects.
/// Errors: InvalidInput, naming what is known.
[[nodiscard]] Result<void> checkPassedOn(const std::string& name, const std::string& value);

/// A word that is not handed on, and not understood here: one that changes nothing is taken.
/// Errors: InvalidInput, which says why, and what to do instead.
[[nodiscard]] Result<void> checkNotTaken(const std::string& name, const std::string& value);

/// Errors: InvalidInput, always.
[[nodiscard]] std::unexpected<Error> refuseValue(const std::string& name, const std::string& value,
                                                 const std::string& known);

} // namespace dbv::postgres
