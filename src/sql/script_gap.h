// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>

#include <string>
#include <string_view>

namespace dbv::sql {

/// Appends what stands between two statements of a script: each comment on a line of its own, or behind what it stands
/// behind, and at most one empty line at a place. What holds more than comments and white space is kept as it is.
/// `isLast`: nothing follows.
void appendGap(std::string& out, std::string_view gap, Grammar grammar, std::string_view eol, bool isLast);

} // namespace dbv::sql
