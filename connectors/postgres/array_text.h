// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Reads arrays of a single dimension as the server writes them. Source: PostgreSQL's manual, "Array Input and Output Syntax".
namespace dbv::postgres {

/// The whole numbers in a text, whatever stands between them: those of an array or of a vector.
[[nodiscard]] std::vector<int> numbersIn(std::string_view text);
/// The items of an array, without their quotes.
[[nodiscard]] std::vector<std::string> itemsIn(std::string_view array);

} // namespace dbv::postgres
