// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/scanned_token.h"

namespace dbv::sql {

/// The token at `p` by the rules of SQLite's tokenize.c.
/// Shape: `p` is before `end`, and nothing outside of the two is read.
template <class Unit>
[[nodiscard]] ScannedToken<Unit> scanSqlite(const Unit* p, const Unit* end);

/// The rest of a token that an earlier piece of the text left open, or else the token at `p`.
template <class Unit>
[[nodiscard]] ScannedToken<Unit> resumeSqlite(const Unit* p, const Unit* end, LexerState open);

extern template ScannedToken<char> scanSqlite(const char*, const char*);
extern template ScannedToken<char16_t> scanSqlite(const char16_t*, const char16_t*);
extern template ScannedToken<char> resumeSqlite(const char*, const char*, LexerState);
extern template ScannedToken<char16_t> resumeSqlite(const char16_t*, const char16_t*, LexerState);

} // namespace dbv::sql
