// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/lexer.h"

namespace dbv::sql {

/// A token as the scanner finds it: keywords are identifiers still.
template <class Unit>
struct SqliteToken {
    TokenKind kind = TokenKind::End;
    const Unit* end = nullptr;
    /// What the end of the text left open.
    LexerState open = LexerState::Plain;
};

/// The token at `p` by the rules of SQLite's tokenize.c.
/// Shape: `p` is before `end`, and nothing outside of the two is read.
template <class Unit>
[[nodiscard]] SqliteToken<Unit> scanSqlite(const Unit* p, const Unit* end);

/// The rest of a token that an earlier piece of the text left open, or else the token at `p`.
template <class Unit>
[[nodiscard]] SqliteToken<Unit> resumeSqlite(const Unit* p, const Unit* end, LexerState open);

extern template SqliteToken<char> scanSqlite(const char*, const char*);
extern template SqliteToken<char16_t> scanSqlite(const char16_t*, const char16_t*);
extern template SqliteToken<char> resumeSqlite(const char*, const char*, LexerState);
extern template SqliteToken<char16_t> resumeSqlite(const char16_t*, const char16_t*, LexerState);

} // namespace dbv::sql
