// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/core/text_span.h>

namespace dbv::sql {

/// A name in a text, and what stands behind it.
/// Unit: bytes of the text.
struct NameAt {
    /// With its quotes.
    TextSpan span;
    /// Where the names begin that stand before it with dots between; its own beginning where none do.
    std::size_t chain = 0;
    /// It is called: an opening bracket follows.
    bool called = false;
    /// It qualifies: a dot follows.
    bool qualifies = false;
};

/// The name that a place is in, or right behind; of two that touch there, the one behind it. Words of the language are names
/// here, too: many can be.
/// Limits: what can not be lexed has no names.
[[nodiscard]] std::optional<NameAt> nameAt(std::string_view script, std::size_t cursor, Grammar grammar);

/// Every place where the statement around a cursor writes the alias of a table that the cursor is on, in order: where it is
/// given, where it qualifies, and where DELETE and FOR UPDATE OF name tables by it. Empty where the cursor is on none.
///
/// An alias of the same name in a query inside or beside is another one. A name that stands alone where a value can stand is left
/// out: it may be a column.
/// Unit: bytes of the script.
[[nodiscard]] std::vector<TextSpan> aliasUses(std::string_view script, std::size_t cursor, Grammar grammar);

} // namespace dbv::sql
