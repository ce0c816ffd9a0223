// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>

#include "mysql/binary_cell.h"
#include "mysql/client.h"
#include "mysql/columns.h"
#include "mysql/result_reader.h"

namespace dbv::mysql {

/// A prepared statement with its parameters, and its results, which are shown as the text protocol shows them.
class PreparedReader : public ResultReader {
public:
    explicit PreparedReader(MYSQL* connection) : m_connection(connection), m_statement(mysql_stmt_init(connection)) {}

    /// Lets the server compile a statement, without running it. False when it failed.
    [[nodiscard]] bool prepare(std::string_view sql);
    [[nodiscard]] std::size_t parameterCount() const { return mysql_stmt_param_count(m_statement.get()); }
    [[nodiscard]] bool returnsRows() const { return mysql_stmt_field_count(m_statement.get()) > 0; }
    /// Runs it with one value for each parameter, which are copied. False when it failed.
    [[nodiscard]] bool start(const std::vector<ParameterValue>& values);
    /// Prepares and runs a statement without parameters, on MariaDB in a single round trip. False when it failed.
    [[nodiscard]] bool startAtOnce(std::string_view sql);
    /// It has failed, since the server could not prepare it: nothing was run.
    [[nodiscard]] bool wasNotPrepared() const;

    [[nodiscard]] Step step() override;
    [[nodiscard]] Result<void> addRow(RowBatchBuilder& rows) override;
    [[nodiscard]] bool hasNext() const override { return mysql_stmt_more_results(m_statement.get()) != 0; }
    [[nodiscard]] Step next() override;
    [[nodiscard]] Failure failure() const override;
    [[nodiscard]] std::int64_t affectedRows() const override;

private:
    /// A column, and its value in the present row; nothing is NULL.
    struct Target {
        MYSQL_FIELD field{};
        Rendering rendering = Rendering::Text;
        std::optional<BinaryCell> cell;
    };

    [[nodiscard]] bool takeResult();
    /// Takes what the end of the rows says of the session.
    void noteEnd();
    [[nodiscard]] static Result<void> addValue(RowBatchBuilder& rows, const Target& target);
    /// Told by the library of each value of a row, in turn; null is NULL. Goes on behind the value.
    static void receive(void* self, unsigned int column, unsigned char** row);

    MYSQL* m_connection;
    PreparedHandle m_statement;
    std::vector<ParameterValue> m_values;
    std::vector<Target> m_targets;
    bool m_rowIsBroken = false;
};

} // namespace dbv::mysql
