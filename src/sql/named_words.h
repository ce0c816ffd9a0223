// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/connector/named_objects.h>

namespace dbv::sql {

/// All that may be the name of a table or view in a statement, in any way in which a server may read it: plain words with their
/// letters a to z small, quoted ones as they are. Nothing where a name is hidden behind escapes, or there are too many.
[[nodiscard]] std::optional<std::set<ViewName>> namesIn(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
