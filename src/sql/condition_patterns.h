// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::sql {

/// Whether every text fits a pattern that consists of `any`, the mark for any number of letters: `%`, `%%`.
[[nodiscard]] bool fitsAll(std::string_view pattern, char any);

/// Whether every text fits a regular expression, as far as is plain to see: one that fits the empty text and is not held to both ends
/// (``, `^`, `a*`), or that takes any letters between them (`^.*$`).
[[nodiscard]] bool fitsAllByExpression(std::string_view expression);

} // namespace dbv::sql
