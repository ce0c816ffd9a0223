// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

#include <string_view>

namespace dbv::sql {

/// Whether a statement only looks by its words: nothing is lost when it does not come to its end. What a function in it
/// does, no word tells.
[[nodiscard]] bool isPlainRead(std::string_view statement, DialectId dialect);

} // namespace dbv::sql
