// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/lexer.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace dbv::sql {

/// A bracket and its partner.
/// Unit: code units of the text, from 0.
struct BracketPair {
    /// The bracket beside the caret.
    std::size_t bracket = 0;
    /// Its partner; nothing when there is none within the distance that was searched.
    std::optional<std::size_t> partner;
    /// Whether the search was cut short by its distance, so that a missing partner means nothing.
    bool cutShort = false;

    friend constexpr bool operator==(const BracketPair&, const BracketPair&) = default;
};

/// How a search for a partner is bounded.
struct BracketSearch {
    /// The state of the lexer where the text begins, when it is a window onto a longer one.
    LexerState start = LexerState::Plain;
    /// How far from the bracket to look.
    /// Unit: code units.
    std::size_t maxDistance = 100'000;
};

/// The bracket behind the caret, or else the one before it, and its partner. Brackets in strings, comments and quoted
/// names are none. Nothing when no bracket is beside the caret.
/// Shape: reads from the start of `text` to `maxDistance` behind the bracket; callers with a long text pass a window.
[[nodiscard]] std::optional<BracketPair> matchBracket(std::string_view text, std::size_t caret, DialectId dialect,
                                                      BracketSearch search = {});
[[nodiscard]] std::optional<BracketPair> matchBracket(std::u16string_view text, std::size_t caret, DialectId dialect,
                                                      BracketSearch search = {});

} // namespace dbv::sql
