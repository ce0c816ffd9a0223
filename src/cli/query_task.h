// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cli/database_task.h"
#include "jobs/row_formatter.h"
#include "rpc/fd_output.h"
#include "rpc/output_queue.h"
#include "rpc/query_rows.h"

namespace dbv::cli {

/// What a query task runs, and how it writes.
struct QueryPlan {
    /// The SQL, once it is known which dialect it is for.
    std::function<std::string(const protocol::ConnectionFacts&)> sql;
    std::function<Result<std::unique_ptr<jobs::RowFormatter>>()> makeFormatter;
    std::uint64_t maxRows = protocol::kUnlimitedRows;
    std::uint64_t timeoutMs = 0;
    bool stopOnError = true;
    /// Confirms what the connection would have somebody asked about.
    bool confirmed = false;
    /// Refuses everything but one statement, which has to return rows.
    bool oneStatement = false;
};

/// Runs a script and writes the rows of its results to the output as they come.
class QueryTask final : public DatabaseTask {
public:
    QueryTask(const Surroundings& around, Console& console, Login login, QueryPlan plan, Done done);
    ~QueryTask() override;

private:
    void run(const protocol::ConnectionFacts& facts) override;
    void send(ConnectionId connection, std::string confirm = {});
    void interrupted() override;
    [[nodiscard]] std::string unconfirmed() const override;
    void hear(const protocol::Event& event);
    /// The script was not run, or not any further.
    void failed(const Error& error);
    void beginResult(const protocol::ColumnsArrived& arrived);
    /// Lets the statement end without a result that has no place to go.
    void refuseResult(ResultId result);
    void finishStatement(const protocol::StatementReport& report);
    /// Everything is said; what waits for the output is written first.
    void finish();
    /// The line where the next statement begins that has not ended; 0 when there is none.
    [[nodiscard]] std::size_t nextLine() const;
    /// What of the script was not sent because nobody reads the output.
    void tellUnsent();
    /// Of which of its results not all rows were written.
    void tellTruncated(const protocol::StatementReport& report, std::size_t results);
    /// The connection ends with the script, and an open transaction with it.
    void tellOpenTransaction(TransactionState state);
    void outputFailed(const Error& error);

    QueryPlan m_plan;
    std::string m_sql;
    ConnectionId m_connection;
    QObject m_context;
    rpc::FdOutput m_sink;
    std::unique_ptr<rpc::OutputQueue> m_output;
    std::shared_ptr<rpc::QueryRows> m_rows;
    /// The statement that runs has a result with columns.
    bool m_hasColumns = false;
    /// How many of those it had so far.
    std::size_t m_results = 0;
    bool m_failed = false;
    /// A statement had more results than one where only one is taken.
    bool m_refused = false;
    /// Where the last statement that was sent ends.
    std::size_t m_sentUpTo = 0;
    /// How many statements have ended.
    std::size_t m_statements = 0;
    bool m_outputBroken = false;
};

} // namespace dbv::cli
