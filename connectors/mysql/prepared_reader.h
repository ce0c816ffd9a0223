// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <dbv/connector/session.h>

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

    [[nodiscard]] Step step() override;
    [[nodiscard]] Result<void> addRow(RowBatchBuilder& rows) override;
    [[nodiscard]] bool hasNext() const override { return mysql_stmt_more_results(m_statement.get()) != 0; }
    [[nodiscard]] Step next() override;
    [[nodiscard]] Failure failure() const override;
    [[nodiscard]] std::int64_t affectedRows() const override;

private:
    /// Where the library puts one column's value, and how that is read.
    struct Target {
        MYSQL_FIELD field{};
        Rendering rendering = Rendering::Text;
        std::variant<std::int64_t, double, float, MYSQL_TIME, std::string> value;
        unsigned long length = 0;
        my_bool isNull = 0;
    };

    [[nodiscard]] bool takeResult();
    void bindTarget(const MYSQL_FIELD& field, MYSQL_BIND& bind, Target& target);
    [[nodiscard]] Result<void> addValue(RowBatchBuilder& rows, unsigned int column, Target& target);
    [[nodiscard]] static std::string textOf(const Target& target);

    MYSQL* m_connection;
    PreparedHandle m_statement;
    std::vector<ParameterValue> m_values;
    std::vector<MYSQL_BIND> m_binds;
    std::vector<Target> m_targets;
};

} // namespace dbv::mysql
