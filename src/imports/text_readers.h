// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <dbv/core/result.h>

#include "imports/pasted_connection.h"
#include "imports/pasted_text.h"

namespace dbv::imports {

// The forms that a pasted text can have. Each reads one of them and leaves the choice to `readPastedConnection`.

/// True for `scheme:...` where the scheme is one of a URL (and no drive letter), `jdbc:` included.
[[nodiscard]] bool looksLikeUrl(std::string_view text);
/// Errors: InvalidInput with the place; Unsupported for schemes of other engines.
[[nodiscard]] Result<Pasted> readUrl(const TextPiece& piece);

/// `host=... port=... password='a b'`, as libpq reads it.
[[nodiscard]] bool looksLikeKeywords(std::string_view text);
[[nodiscard]] Result<Pasted> readKeywords(const TextPiece& piece);

/// `Server=...;Port=...;Uid=...;Pwd=...`, as ADO.NET and ODBC read it.
[[nodiscard]] bool looksLikeAdoNet(std::string_view text);
[[nodiscard]] Result<Pasted> readAdoNet(const TextPiece& piece);

/// `user:pass@tcp(host:3306)/db?tls=true`, as Go's driver for MySQL reads it.
[[nodiscard]] bool looksLikeGo(std::string_view text);
[[nodiscard]] Result<Pasted> readGo(const TextPiece& piece);

/// A line that begins with `psql`, `mysql` or a program of their families, with variables before it perhaps.
[[nodiscard]] bool looksLikeCommand(std::string_view text);
[[nodiscard]] Result<Pasted> readCommand(const TextPiece& piece);

/// Lines of `NAME=value`, as .env files and shells have them.
[[nodiscard]] bool looksLikeEnvironment(std::string_view text);
[[nodiscard]] Result<Pasted> readEnvironment(const TextPiece& piece);

} // namespace dbv::imports
