// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>

namespace dbv::sql {

/// The parameters of one statement in the order of their numbers, each as it is written where it stands first: `?`, `?3`,
/// `:name`, `@name`, `$name`. A number that no parameter has is an empty text.
/// Limits: none for a statement with a number that the server refuses.
[[nodiscard]] std::vector<std::string> parametersOf(std::string_view statement, DialectId dialect);

} // namespace dbv::sql
