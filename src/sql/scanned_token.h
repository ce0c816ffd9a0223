// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/lexer.h"

namespace dbv::sql {

/// A token as a dialect's scanner finds it: keywords are identifiers still.
template <class Unit>
struct ScannedToken {
    TokenKind kind = TokenKind::End;
    const Unit* end = nullptr;
    /// What the end of the text left open.
    LexerState open = LexerState::Plain;
};

} // namespace dbv::sql
