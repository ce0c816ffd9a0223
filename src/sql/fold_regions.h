// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/core/script_mode.h>
#include <dbv/core/text_span.h>

#include "sql/lexer.h"

namespace dbv::sql {

/// What a part of a script over several lines is.
enum class FoldKind : std::uint8_t {
    /// A whole statement, or the rows of a COPY.
    Statement,
    /// From an opening bracket to its partner.
    Brackets,
    /// BEGIN … END.
    Block,
    /// CASE … END.
    Case,
    /// What stands between dollar signs.
    Body,
    /// A block comment.
    Comment,
};

/// A part of a script of which all lines but the first can be hidden, and nothing else with them: where something follows in
/// its last line, or the line says what closes it (a bracket, END, dollar signs), that line stays.
struct FoldRegion {
    FoldKind kind = FoldKind::Statement;
    /// Unit: code units of the text.
    TextSpan span;
    /// The line that stays, and the last one that can be hidden, which is a later one.
    /// Unit: lines of the text, from 0.
    std::size_t line = 0;
    std::size_t lastHidden = 0;
    /// The text ends before this does: it may reach further, or never be closed.
    bool open = false;

    friend constexpr bool operator==(const FoldRegion&, const FoldRegion&) = default;
};

/// Where a text begins that is cut out of a longer script, at the start of a line.
struct FoldStart {
    /// What is open there.
    LexerState lexer = LexerState::Plain;
    /// How much of the text belongs to a statement that begins before it.
    /// Unit: code units.
    std::size_t rest = 0;
    /// What holds behind that.
    ScriptMode mode;
};

/// The parts of a script that can be folded, by where they begin, the outer one first.
///
/// BEGIN counts within a statement and in what stands between dollar signs, not where it begins a transaction. What is opened and
/// not closed within its statement is none.
/// Shape: UTF-16. Linear in the length of the text, but for dollar signs within dollar signs, which are read once for each level.
/// Limits: of those, up to 4 levels.
[[nodiscard]] std::vector<FoldRegion> foldRegions(std::u16string_view text, Grammar grammar, FoldStart start = {});

} // namespace dbv::sql
