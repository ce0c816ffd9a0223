// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/ids.h>
#include <dbv/core/text_span.h>

#include "protocol/completion.h"
#include "protocol/on_drop.h"

/// What is said about a name in a statement.
namespace dbv::protocol {

/// A column that a name may mean, or one of a table that it means.
struct ExplainedColumn {
    /// The table that it is of, or what the statement calls it.
    std::string table;
    std::string name;
    /// Empty where only the statement tells of it.
    std::string type;
    /// `table.column` that a foreign key refers to; empty where there is none.
    std::string refersTo;

    friend bool operator==(const ExplainedColumn&, const ExplainedColumn&) = default;
};

/// What a name means.
struct NameExplained {
    /// Nothing where there is no name, or none that is known.
    std::optional<CompletionKind> kind;
    /// Unit: bytes of the text that was sent.
    TextSpan span;
    /// As the database has it.
    std::string name;
    /// The table, view or function behind it; of a column or an alias, its table. Empty where only the statement tells of it.
    std::string schema;
    std::string object;
    /// Of a column all that it may mean; of what has columns the first of them.
    std::vector<ExplainedColumn> columns;
    /// How many there are.
    std::size_t columnCount = 0;
    /// What a function takes, each with the brackets.
    std::vector<std::string> takes;
    /// The names of the database are all known; where not, they are being read.
    bool whole = false;
};

/// Asks what a name in a text means. It is answered from what is known of the database, and never waits for the server.
struct ExplainName {
    using Answer = NameExplained;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    std::string sql;
    /// Unit: bytes of `sql`, from 0.
    std::size_t cursor = 0;
};

/// So many columns of a table are told.
inline constexpr std::size_t kMostExplainedColumns = 40;

} // namespace dbv::protocol
