// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>

#include "mysql/line.h"
#include "mysql/result_reader.h"

namespace dbv::mysql {

/// One statement while it runs. The server sends its rows as fast as they are taken, so nothing else can run in its session
/// until it has ended.
class MysqlCursor final : public Cursor, private RunningStatement {
public:
    /// A statement that was sent. Without a reader, one of nothing but comments.
    /// `mayBeStopped` as in `StatementText`.
    MysqlCursor(Line& line, std::unique_ptr<ResultReader> reader, std::string command, bool mayBeStopped);
    ~MysqlCursor() override;

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> fetch(RowBatchBuilder& rows) override;
    [[nodiscard]] Result<bool> nextResult() override;
    /// What has changed something, or may have, is read to its end; the rows of a query that take longer are broken off.
    [[nodiscard]] Result<void> end() override;
    [[nodiscard]] StatementOutcome outcome() const override { return m_outcome; }
    [[nodiscard]] std::vector<Notice> takeNotices() override { return std::exchange(m_notices, {}); }
    /// To be told with what the server says.
    void addNotice(Notice notice) { m_notices.push_back(std::move(notice)); }

private:
    /// Looks whether the statement has ended where it stands now.
    void settle();
    /// The server has said all that it has to say of this statement.
    void finish();
    [[nodiscard]] Error fail();
    void breakOff() override;
    /// Reads on until the statement has ended, without keeping anything. False when it failed.
    [[nodiscard]] bool drain(std::chrono::steady_clock::time_point until);
    [[nodiscard]] bool isRunning() const { return m_reader != nullptr; }

    Line& m_line;
    std::unique_ptr<ResultReader> m_reader;
    std::vector<Column> m_columns;
    StatementOutcome m_outcome;
    std::vector<Notice> m_notices;
    std::int64_t m_rowsRead = 0;
    /// The result that stands now has been read to its end.
    bool m_atEnd = false;
    /// Somebody else has ended the statement.
    bool m_brokenOff = false;
    bool m_mayBeStopped;
};

} // namespace dbv::mysql
