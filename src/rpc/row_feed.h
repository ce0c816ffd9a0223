// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "jobs/row_output.h"
#include "results/result_spool.h"
#include "rpc/output_queue.h"

namespace dbv::rpc {

/// How rows of one result become text, message by message.
class RowShape {
public:
    RowShape() = default;
    RowShape(const RowShape&) = delete;
    RowShape& operator=(const RowShape&) = delete;
    virtual ~RowShape() = default;

    /// What stands before the rows of a message.
    [[nodiscard]] virtual Result<void> begin(jobs::RowOutput& out) = 0;
    [[nodiscard]] virtual Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to,
                                            jobs::RowOutput& out) = 0;
    /// What stands behind them; `complete` on the last message of a result that came to its end.
    [[nodiscard]] virtual Result<void> end(bool complete, jobs::RowOutput& out) = 0;
    /// What stands behind the last message of a result that did not come to its end.
    [[nodiscard]] virtual Result<void> cutOff(jobs::RowOutput& out) { return end(false, out); }
};

/// What a feed has written so far.
struct FeedReport {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};

/// The rows of one result on their way out: read from the spool as they come, and given back when they are written.
/// Rows that the spool has and can not read back end the whole output: nobody may take what was written for all there is.
/// Thread: `finish` from any; `step` is the writer's.
class RowFeed final : public OutputFeed {
public:
    /// A message ends when it has this much text, whatever number of rows that is. Unit: bytes.
    static constexpr std::uint64_t kMessageBytes = std::uint64_t{1} << 20U;
    static constexpr std::uint64_t kFirstMessageRows = 64;

    /// `report` is called on the writer's thread after each message.
    RowFeed(std::shared_ptr<results::ResultSpool> spool, std::unique_ptr<RowShape> shape, std::uint64_t maxMessageRows,
            std::function<void(const FeedReport&)> report);

    /// No more rows come. `complete` when the result came to its end, or to the end of what was asked for.
    void finish(bool complete);
    [[nodiscard]] Result<bool> step(jobs::ByteSink& sink) override;

private:
    struct Ending {
        bool complete = false;
    };
    [[nodiscard]] std::optional<Ending> ending();
    [[nodiscard]] Result<void> writeMessage(jobs::RowOutput& out, std::uint64_t end);

    std::shared_ptr<results::ResultSpool> m_spool;
    std::unique_ptr<RowShape> m_shape;
    std::uint64_t m_maxMessageRows;
    std::function<void(const FeedReport&)> m_report;
    std::uint64_t m_messageRows = kFirstMessageRows;
    FeedReport m_written;
    bool m_closed = false;
    std::mutex m_mutex;
    std::optional<Ending> m_ending;
};

} // namespace dbv::rpc
