// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>
#include <dbv/core/statement_class.h>

#include "protocol/change_values.h"
#include "sql/row_selection.h"

namespace dbv::engine {

/// Some of the rows that a statement changes, as they are before and after it.
///
/// Thread: the one that uses the session.
class ChangeSample {
public:
    /// `found` is what is known of the statement, `most` how many rows are looked at.
    ChangeSample(std::string_view statement, const Classification& found, Grammar grammar, std::uint64_t most);

    /// Before the statement runs.
    /// Blocks: on the server. Errors: of the server; the sample then stays empty, and says why.
    [[nodiscard]] Result<void> readBefore(Session& session);
    /// After it has run, the same.
    [[nodiscard]] Result<void> readAfter(Session& session);
    /// There is none, for this reason.
    void giveUp(std::string why);
    /// Puts it where it is told.
    void moveInto(protocol::MeasuredChange& measured) &&;

private:
    /// A condition that holds for the rows of the sample alone; empty where they can not be told apart.
    [[nodiscard]] std::string conditionOfRows(DialectId dialect) const;

    std::optional<sql::RowSelection> m_selection;
    std::uint64_t m_most;
    std::string m_why;
    std::vector<Column> m_columns;
    std::vector<protocol::SampledChange> m_rows;
    /// Places of the key's columns.
    std::vector<std::size_t> m_key;
};

} // namespace dbv::engine
