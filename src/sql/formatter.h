// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>
#include <dbv/core/result.h>

#include <stop_token>
#include <string>
#include <string_view>

#include "sql/format_style.h"

namespace dbv::sql {

/// Lays a script out. Its words, marks and comments stay as they are and in their order; only the white space between them
/// and, where the style says so, the case of keywords changes, which is looked at once more before it is given away.
/// Left as they are: lines of the client, the rows of a COPY, the bodies of functions, procedures, triggers and events, code in
/// comments, and statements that hold what no server takes or have more than four million words.
/// Shape: linear in the length of the script; formatting what it returns changes nothing.
/// Errors: InvalidInput for a comment or quoted text that is never closed, and for a byte order mark within a text for SQLite (`where`
/// is its place); Cancelled soon after
/// `stop`, Internal when the words would not be the same.
/// Limits: SQLite and MySQL call a column without an alias by the text of its expression, white space and all.
[[nodiscard]] Result<std::string> format(std::string_view script, Grammar grammar, const FormatStyle& style,
                                         const std::stop_token& stop);

} // namespace dbv::sql
