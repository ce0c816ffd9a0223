// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/copy_lines.h>
#include <dbv/connector/cursor.h>

#include "postgres/joined_text.h"
#include "postgres/line.h"
#include "postgres/types.h"

namespace dbv::postgres {

/// One statement while it runs, its rows read one by one as the server sends them.
///
/// Limits: libpq holds the current row in memory, one copy; a large value goes from there to the store. A server sends
/// at most 1 GB in one value.
class PostgresCursor : public Cursor {
public:
    /// `mayBeStopped` as in `StatementText`. With `joined`, `sql` is what that sends: each of its statements has a result.
    PostgresCursor(Line& line, TypeNames& types, std::string sql, bool mayBeStopped, std::optional<JoinedText> joined);
    PostgresCursor(const PostgresCursor&) = delete;
    PostgresCursor& operator=(const PostgresCursor&) = delete;
    /// Stops what still runs.
    ~PostgresCursor() override;

    /// Waits for the first result. `copyLines` go to a COPY … FROM STDIN.
    [[nodiscard]] Result<void> start(CopyLines* copyLines);

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> fetch(RowBatchBuilder& rows) override;
    [[nodiscard]] Result<bool> nextResult() override;
    /// Reads the rest of a statement that may have changed something, since stopping it would undo that. One that reads
    /// is stopped at the server after a moment, unless that would spoil an open transaction.
    [[nodiscard]] Result<void> end() override;
    [[nodiscard]] StatementOutcome outcome() const override { return m_outcome; }
    [[nodiscard]] std::vector<Notice> takeNotices() override { return m_line.notices().take(); }

private:
    /// A result begins.
    [[nodiscard]] Result<void> begin(PgResult first, CopyLines* copyLines);
    /// A statement of several that were sent together has ended, and what the next one says was not looked at yet.
    [[nodiscard]] bool isBetween() const { return m_joined && m_told && !m_ended; }
    /// The error of a failed result; nothing more is expected.
    [[nodiscard]] std::unexpected<Error> failed(const PGresult* result);
    /// Takes the next result; a row waits to be added.
    [[nodiscard]] Result<void> advance();
    [[nodiscard]] Result<void> addRow(RowBatchBuilder& rows);
    [[nodiscard]] Result<void> addCell(RowBatchBuilder& rows, int column);
    [[nodiscard]] Result<void> addBytes(RowBatchBuilder& rows, std::string_view text);
    [[nodiscard]] Result<bool> fetchCopy(RowBatchBuilder& rows);
    [[nodiscard]] Result<void> feedCopy(CopyLines* lines);
    /// Reads on without keeping anything. True when the statement has ended.
    [[nodiscard]] Result<bool> readRest(std::chrono::milliseconds longest);
    void noteOutcome(PGresult* result);
    /// Whether a row is of another result than those before it, which rules of a table can give.
    [[nodiscard]] bool passesOver(const PGresult* row);
    [[nodiscard]] bool readsOnly() const;

    // After so many rows a result is taken for a large one.
    static constexpr std::uint64_t kManyRows = 512;

    Line& m_line;
    TypeNames& m_types;
    std::string m_sql;
    bool m_mayBeStopped;
    std::optional<JoinedText> m_joined;
    unsigned m_epoch;
    std::vector<Column> m_columns;
    std::vector<Rendering> m_renderings;
    StatementOutcome m_outcome;
    PgResult m_row;
    std::string m_bytes;
    std::uint64_t m_rowsSeen = 0;
    bool m_copies = false;
    bool m_copyIsBinary = false;
    bool m_ended = false;
    /// All rows of the first result have come.
    bool m_rowsEnded = false;
    /// The server has said that the statement is done.
    bool m_told = false;
    bool m_toldOfFurther = false;
};

} // namespace dbv::postgres
