// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include <dbv/connector/dialect.h>
#include <dbv/core/result.h>

#include "sql/splitter.h"

namespace dbv::engine {

// What of a script is not sent to a server, and why. Places are those of the statement's text.

/// Whether a line of a dump keeps the shell from obeying others that are smuggled into it, as pg_dump's `\restrict`. Here none
/// is obeyed.
[[nodiscard]] bool guardsDump(std::string_view text, DialectId dialect);

/// For a line that a command-line shell would obey; `fromDisk` where it stands in a script on the disk, in which some are.
[[nodiscard]] Error metaCommandError(std::string_view text, DialectId dialect, bool fromDisk);

/// Whether a statement may be sent, as far as its end is concerned: not when it ends in a comment or a dollar-quoted text that
/// is never closed. Whether a quote is closed is the server's to say, whose settings decide what a backslash means. SQLite takes
/// a comment that is never closed; here, not one with a semicolon in it. `firstLine` is that of `script`.
/// Errors: InvalidInput, with the line where it is opened.
[[nodiscard]] Result<void> checkClosed(std::string_view script, const sql::Statement& statement, DialectId dialect,
                                       std::size_t firstLine = 1);

/// Whether a statement may be sent, as far as rows of a COPY follow it: they are not given to one that psql's `\;` joins with
/// others. Errors: Unsupported.
[[nodiscard]] Result<void> checkCopyIsAlone(bool rowsFollow, std::string_view text, const Grammar& grammar);

/// Whether a server may have failed to find the end of a statement where the script was cut: it has not told which meaning its
/// settings give to backslashes in quotes.
[[nodiscard]] bool mayBeMisread(const Error& error, std::string_view statement, const Grammar& grammar);

/// Adds to what a server says of a statement where it left something open.
void nameUnclosed(Error& error, std::string_view script, const sql::Statement& statement, std::size_t firstLine);

} // namespace dbv::engine
