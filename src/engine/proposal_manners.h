// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/cursor_scope.h"

namespace dbv::engine {

/// Whether proposals that nobody asked for would be in the way of typing.
[[nodiscard]] bool isInTheWay(const sql::CursorScope& scope);

} // namespace dbv::engine
