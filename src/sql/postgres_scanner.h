// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>

#include "sql/scanned_token.h"

namespace dbv::sql {

/// The token at `p`, or the rest of one that an earlier piece of the text left open, by the rules of PostgreSQL's scan.l.
/// Shape: `p` is before `end`, and nothing outside of the two is read.
template <class Unit>
[[nodiscard]] ScannedToken<Unit> resumePostgres(const Unit* p, const Unit* end, LexerState open,
                                                const Grammar& grammar);

extern template ScannedToken<char> resumePostgres(const char*, const char*, LexerState, const Grammar&);
extern template ScannedToken<char16_t> resumePostgres(const char16_t*, const char16_t*, LexerState, const Grammar&);

} // namespace dbv::sql
