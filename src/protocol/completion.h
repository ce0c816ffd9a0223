// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <dbv/core/ids.h>
#include <dbv/core/text_span.h>

#include "protocol/on_drop.h"

/// What is said about completing a statement that is being typed.
namespace dbv::protocol {

/// What a proposal is.
enum class CompletionKind : std::uint8_t {
    Keyword,
    Schema,
    Table,
    View,
    /// A common table expression of the statement.
    Cte,
    Column,
    /// A table by the name that the statement gives it.
    Alias,
    Function,
    /// A condition between the tables of a join.
    Join,
    Type,
    /// A text with places to fill in.
    Snippet,
};

/// One proposal.
struct CompletionItem {
    /// What is written, quoted where it must be.
    std::string text;
    CompletionKind kind = CompletionKind::Keyword;
    /// For people: a column's type and table, a table's schema, what a function takes.
    std::string detail;
    /// Of a snippet what is inserted for it, with its places (`Snippet::body`).
    std::string insert = {};

    friend bool operator==(const CompletionItem&, const CompletionItem&) = default;
};

/// What can be written at a place.
struct CompletionFound {
    /// The best first.
    std::vector<CompletionItem> items;
    /// What an accepted one takes the place of. Unit: bytes of the text that was sent.
    TextSpan replaces;
    /// The names of the database are all known; where not, they are being read.
    bool whole = false;
};

/// An accepted proposal is remembered.
struct CompletionNoted {};

/// Asks what can be written at a place of a text. It is answered from what is known of the database, and never waits for the server;
/// what is not known is read behind it.
struct Complete {
    using Answer = CompletionFound;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    std::string sql;
    /// Unit: bytes of `sql`, from 0.
    std::size_t cursor = 0;
    /// Nobody has asked for it by a key: nothing is proposed where that would be in the way of typing.
    bool automatic = false;
    /// Answers when the names of the database are there for the first time.
    bool waits = false;
};

/// A proposal was accepted, so that it is among the first the next time.
struct NoteCompletion {
    using Answer = CompletionNoted;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    ConnectionId connection;
    CompletionKind kind = CompletionKind::Keyword;
    std::string text;
};

/// The name of a kind on the wire.
[[nodiscard]] constexpr const char* completionKindName(CompletionKind kind) {
    switch (kind) {
    case CompletionKind::Keyword: return "keyword";
    case CompletionKind::Schema: return "schema";
    case CompletionKind::Table: return "table";
    case CompletionKind::View: return "view";
    case CompletionKind::Cte: return "cte";
    case CompletionKind::Column: return "column";
    case CompletionKind::Alias: return "alias";
    case CompletionKind::Function: return "function";
    case CompletionKind::Join: return "join";
    case CompletionKind::Type: return "type";
    case CompletionKind::Snippet: return "snippet";
    }
    return "keyword";
}

} // namespace dbv::protocol
