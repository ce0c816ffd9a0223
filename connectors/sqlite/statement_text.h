// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <dbv/core/text_span.h>

namespace dbv::sqlite {

/// The byte after the spaces, comments and semicolons that begin at `from`.
[[nodiscard]] std::size_t skipBlank(std::string_view sql, std::size_t from);
/// The token that begins at `from`: a word, a number, a quoted text or a single character. Empty at the end.
[[nodiscard]] TextSpan tokenAt(std::string_view sql, std::size_t from);
/// What a statement calls itself: `SELECT`, `CREATE TABLE`, and what a WITH leads to.
[[nodiscard]] std::string commandOf(std::string_view sql);
/// True for the commands that count the rows they change.
[[nodiscard]] bool countsChanges(std::string_view command);
/// True when SQLite takes both for the same name: ASCII letters match in either case.
[[nodiscard]] bool sameName(std::string_view left, std::string_view right);
/// A name as an identifier in double quotes.
[[nodiscard]] std::string quotedName(std::string_view name);
/// A text as a literal in single quotes.
[[nodiscard]] std::string quotedText(std::string_view text);

} // namespace dbv::sqlite
