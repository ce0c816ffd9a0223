// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/events.h"
#include "results/result_shelf.h"
#include "rpc/output_queue.h"
#include "rpc/row_feed.h"

namespace dbv::rpc {

/// The rows of a script's results on their way from spool to writer, with the credit, of rows and of statements, that keeps
/// the server from running ahead of whoever reads.
/// Thread: the bus's.
class QueryRows final : public std::enable_shared_from_this<QueryRows> {
public:
    /// Rows of each result before the first one was written.
    static constexpr std::uint64_t kFirstCredit = 4096;
    /// Statements of the script before the first ones were written.
    static constexpr std::uint64_t kFirstStatements = 512;
    /// Results of the script before the first ones were written: each may take a block's megabyte.
    static constexpr std::uint64_t kFirstResults = 64;
    static constexpr std::uint64_t kMinCredit = 256;
    static constexpr std::uint64_t kMaxCredit = std::uint64_t{1} << 18U;
    /// How much of one result may wait for its reader, as text. Unit: bytes.
    static constexpr std::uint64_t kWindowBytes = std::uint64_t{32} << 20U;

    struct Surroundings {
        bus::CommandBus& bus;
        results::ResultShelf& shelf;
        OutputQueue& output;
        QObject& context;
    };

    QueryRows(Surroundings around, OutputQueue::StreamId stream, std::uint64_t batchRows)
        : m_around(around), m_stream(stream), m_batchRows(batchRows) {}

    void setRun(RequestId run) { m_run = run; }
    /// A result begins. False when it is gone already.
    [[nodiscard]] bool begin(ResultId result, std::unique_ptr<RowShape> shape);
    /// There are new rows.
    void wake();
    /// The result is over; `complete` when it came to its end.
    void end(bool complete);
    /// A statement is over, and what there is to say about it was put into the output.
    /// As many results as it had may come when they are written, where that is asked for (`RunQuery::resultCredit`).
    void statementEnded(std::uint64_t results);

private:
    /// As many statements at a time are written before more are allowed.
    static constexpr std::uint64_t kStatementsAtOnce = kFirstStatements / 2;

    void written(ResultId result, const FeedReport& report);

    Surroundings m_around;
    OutputQueue::StreamId m_stream;
    std::uint64_t m_batchRows;
    RequestId m_run;
    ResultId m_result;
    std::shared_ptr<RowFeed> m_feed;
    std::uint64_t m_granted = 0;
    std::uint64_t m_statements = 0;
};

} // namespace dbv::rpc
