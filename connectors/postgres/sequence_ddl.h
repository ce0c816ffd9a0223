// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "network/refused_parts.h"
#include "postgres/ddl_statements.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// How a sequence counts, each as the server writes it.
struct SequenceSteps {
    std::string type;
    std::string start;
    std::string increment;
    std::string least;
    std::string greatest;
    std::string cache;
    bool cycles = false;
};

/// The sequence of a column, which is made and dropped with it.
struct ColumnSequence {
    std::string column;
    /// Of an identity column, which makes it by itself; otherwise it is only owned by the column.
    bool ofIdentity = false;
    std::string name;
    /// It has the name that the server would choose.
    bool hasUsualName = false;
    /// Between CREATE and SEQUENCE: `UNLOGGED `.
    std::string persistence;
    SequenceSteps steps;
};

/// The sequences of a table's columns. What the server refuses is empty, and noted.
/// Blocks: on the server. Errors: those that are no refusal.
[[nodiscard]] Result<std::vector<ColumnSequence>> readColumnSequences(Line& line, const DdlSubject& table,
                                                                      network::RefusedParts& missing);

/// Makes the sequence, without its owner.
[[nodiscard]] std::string createSequence(const ColumnSequence& sequence);
/// What stands behind a column: `GENERATED ALWAYS AS IDENTITY`, with what is unusual about its sequence. `kind` is the
/// server's letter for when a value is generated.
[[nodiscard]] std::string identityClause(std::string_view kind, const ColumnSequence* sequence);

/// The statements that make one sequence by itself: one of an identity column is made by making the column that again, and
/// has the owner of its table.
/// Blocks: on the server. Errors: the server's own.
[[nodiscard]] Result<std::string> sequenceDdl(Line& line, const DdlSubject& sequence, std::string_view owner);

} // namespace dbv::postgres
