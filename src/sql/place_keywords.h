// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>

#include "sql/cursor_scope.h"

namespace dbv::sql {

/// The keywords that can stand at a place, the most usual first; several that go together are one (`GROUP BY`).
[[nodiscard]] std::vector<std::string_view> keywordsAt(const CursorScope& scope, DialectId dialect);

/// The usual types of a dialect, in small letters as its manual writes them.
[[nodiscard]] std::vector<std::string_view> usualTypes(DialectId dialect);

} // namespace dbv::sql
