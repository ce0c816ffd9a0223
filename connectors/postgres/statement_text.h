// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/text_span.h>

namespace dbv::postgres {

/// The byte behind the token that begins at `from`, by the rules of PostgreSQL's scanner: a word, a number, a quoted text
/// of any kind, a comment, a run of white space, or a single character. `from` is before the end. `backslashes` is whether they
/// escape in a plain text (standard_conforming_strings off).
[[nodiscard]] std::size_t endOfToken(std::string_view sql, std::size_t from, bool backslashes = false);
/// The first byte at or after `from` that is neither white space, comment nor semicolon.
[[nodiscard]] std::size_t skipBlank(std::string_view sql, std::size_t from);
/// The second statement of a text that has several.
[[nodiscard]] std::optional<TextSpan> secondStatement(std::string_view sql);
/// The byte at which a character begins. `position` counts characters from 1, as the server does.
[[nodiscard]] std::size_t byteOfCharacter(std::string_view utf8, std::size_t position);
/// The next words of a statement behind `from` in capitals, comments between them left out: `SELECT`, `CREATE TABLE`.
[[nodiscard]] std::string leadingWords(std::string_view sql, std::size_t count);
/// Whether a statement inside of a transaction leaves it uncommitted for certain. Servers that only imitate PostgreSQL may
/// commit by others than COMMIT (`TRUNCATE`, as one of them does).
[[nodiscard]] bool commitsNothing(std::string_view sql, bool genuine);
/// A name as an identifier, in quotes only where it needs them.
[[nodiscard]] std::string quotedName(std::string_view name);
/// A text as a literal in single quotes, whatever standard_conforming_strings says.
[[nodiscard]] std::string quotedText(std::string_view text);
/// The words with a comma and a space between each two.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

} // namespace dbv::postgres
