// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/error.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// The error of a user's statement: what the server said, and where in the text.
[[nodiscard]] Error statementError(const Line& line, const PGresult* result, std::string_view sql);

} // namespace dbv::postgres
