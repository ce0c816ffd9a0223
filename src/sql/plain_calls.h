// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::sql {

/// Whether a statement certainly calls no function and assigns nothing, by a look that costs less than reading its tokens: each of its
/// brackets stands behind VALUES, a comma, or another bracket. False when that is not plain to see.
[[nodiscard]] bool plainlyCallsNothing(std::string_view text);

} // namespace dbv::sql
