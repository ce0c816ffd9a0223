// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/core/text_span.h>

namespace dbv::sql {

/// The statements that psql's `\;` joins in one statement of a script, which go to the server in one sending; none where it
/// joins nothing.
/// Unit: bytes of `statement`.
[[nodiscard]] std::vector<TextSpan> joinedParts(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
