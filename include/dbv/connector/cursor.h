// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/column.h>
#include <dbv/data/row_batch_builder.h>

namespace dbv {

/// What the server says when a statement is over.
struct StatementOutcome {
    /// The server's command tag, or the statement's own verb (`SELECT`, `CREATE TABLE`).
    std::string command;
    /// Rows changed, where the statement changes rows.
    std::optional<std::int64_t> affectedRows;
    /// Rows of a result that has no columns (PostgreSQL: `SELECT FROM t`), which no cursor can give.
    std::int64_t rowsWithoutColumns = 0;
    /// It has ended without an error after a request to stop had reached the server, where that makes functions return early:
    /// a value of it may come from the interruption.
    bool stopReached = false;

    friend bool operator==(const StatementOutcome&, const StatementOutcome&) = default;
};

/// Something that the server said beside the result.
struct Notice {
    std::string severity;
    std::string message;

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// One statement while it runs. Destroying a cursor ends the statement.
///
/// Thread: one at a time, the one that uses the session. Must not outlive its session.
/// Blocks: every call, on the server.
class Cursor {
public:
    Cursor() = default;
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    virtual ~Cursor() = default;

    /// The result's columns; empty for a statement without a result.
    [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
    /// Adds rows until the builder is full or the result ends. On an error, whole rows read before it stay in the builder.
    /// True while there may be more.
    [[nodiscard]] virtual Result<bool> fetch(RowBatchBuilder& rows) = 0;
    /// After the last row of a result: goes on to the statement's next result, if it has one (a procedure may have
    /// several); `columns` are then those of that one. False when the statement has ended.
    [[nodiscard]] virtual Result<bool> nextResult() { return false; }
    /// Ends the statement in order, although there may be more rows: what it has changed is kept.
    /// Errors: those of `fetch`; then it is not kept.
    [[nodiscard]] virtual Result<void> end() = 0;
    /// What the statement did. Only after it has ended, by `end` or by its last row.
    [[nodiscard]] virtual StatementOutcome outcome() const = 0;
    /// What the server has said since the last call.
    [[nodiscard]] virtual std::vector<Notice> takeNotices() { return {}; }
};

} // namespace dbv
