// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/column.h>
#include <dbv/data/row_batch_builder.h>

#include "mysql/errors.h"

namespace dbv::mysql {

/// The results of one statement as they come from the server, one row after the other.
///
/// Thread: the one that uses the session. Blocks: on the server.
class ResultReader {
public:
    /// A row was read; the result is over; the statement failed.
    enum class Step : std::uint8_t { Row, End, Failed };

    ResultReader() = default;
    ResultReader(const ResultReader&) = delete;
    ResultReader& operator=(const ResultReader&) = delete;
    virtual ~ResultReader() = default;

    /// The columns of the present result; empty where a statement has none.
    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }
    /// Goes to the next row of the present result.
    [[nodiscard]] virtual Step step() = 0;
    /// Adds the present row. Errors: IoError when a large value finds no room; those of the line.
    [[nodiscard]] virtual Result<void> addRow(RowBatchBuilder& rows) = 0;
    /// Whether another result follows, after the end of this one.
    [[nodiscard]] virtual bool hasNext() const = 0;
    /// Goes on to the next result. End when it failed.
    [[nodiscard]] virtual Step next() = 0;
    [[nodiscard]] virtual Failure failure() const = 0;
    /// Rows changed, as far as the statement has come.
    [[nodiscard]] virtual std::int64_t affectedRows() const = 0;

protected:
    std::vector<Column> m_columns;
};

} // namespace dbv::mysql
