// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "mysql/client.h"
#include "mysql/columns.h"
#include "mysql/result_reader.h"

namespace dbv::mysql {

/// Results as text, just as the server renders them.
class TextReader : public ResultReader {
public:
    explicit TextReader(MYSQL* connection) : m_connection(connection) {}

    /// Sends a statement. False when it failed.
    [[nodiscard]] bool start(std::string_view sql);

    [[nodiscard]] Step step() override;
    [[nodiscard]] Result<void> addRow(RowBatchBuilder& rows) override;
    [[nodiscard]] bool hasNext() const override { return mysql_more_results(m_connection) != 0; }
    [[nodiscard]] Step next() override;
    [[nodiscard]] Failure failure() const override { return failureOf(m_connection); }
    [[nodiscard]] std::int64_t affectedRows() const override;

private:
    /// Opens the result that the server has begun, if it has one.
    [[nodiscard]] bool takeResult();

    MYSQL* m_connection;
    ResultHandle m_result;
    MYSQL_ROW m_row = nullptr;
    std::vector<Rendering> m_renderings;
};

} // namespace dbv::mysql
