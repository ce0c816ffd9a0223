// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <utility>

#include <dbv/core/error.h>

namespace dbv {

/// A value, or why there is none.
template <class T>
using Result = std::expected<T, Error>;

/// The failing half of a Result, built in place.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {},
                                                 Damage damage = Damage::None) {
    return std::unexpected(makeError(kind, std::move(message), std::move(hint), damage));
}

} // namespace dbv
