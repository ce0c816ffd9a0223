// SPDX-License-Identifier: Apache-2.0
#include "rpc/row_feed.h"

#include <algorithm>
#include <utility>

namespace dbv::rpc {

RowFeed::RowFeed(std::shared_ptr<results::ResultSpool> spool, std::unique_ptr<RowShape> shape,
                 std::uint64_t maxMessageRows, std::function<void(const FeedReport&)> report)
    : m_spool(std::move(spool)),
      m_shape(std::move(shape)),
      m_maxMessageRows(maxMessageRows),
      m_report(std::move(report)) {}

void RowFeed::finish(bool complete) {
    const std::scoped_lock lock(m_mutex);
    m_ending = Ending{complete};
}

std::optional<RowFeed::Ending> RowFeed::ending() {
    const std::scoped_lock lock(m_mutex);
    return m_ending;
}

Result<bool> RowFeed::step(jobs::ByteSink& sink) {
    // Asked before the rows are counted: what comes in between is then written in the next step.
    const std::optional<Ending> known = ending();
    const std::uint64_t available = m_spool->rowCount();
    if (m_closed || (m_written.rows == available && !known)) {
        return false;
    }
    jobs::RowOutput out(sink, [this](const LargeValue& value, std::uint64_t offset, std::uint64_t count) {
        return m_spool->largeRange(value, offset, count);
    });
    const std::uint64_t limit = std::min(m_messageRows, m_maxMessageRows);
    if (Result<void> begun = m_shape->begin(out); !begun) {
        return std::unexpected(begun.error());
    }
    if (Result<void> rows = writeMessage(out, std::min(available, m_written.rows + limit)); !rows) {
        return std::unexpected(rows.error());
    }
    m_messageRows = std::min(m_messageRows * 4, m_maxMessageRows);
    const bool last = known && m_written.rows == available;
    m_closed = last;
    const bool isCut = last && !known->complete;
    Result<void> ended = isCut ? m_shape->cutOff(out) : m_shape->end(last, out);
    if (ended) {
        ended = out.flush();
    }
    if (!ended) {
        return std::unexpected(ended.error());
    }
    m_spool->releaseBefore(m_written.rows);
    m_written.bytes += out.bytesWritten();
    m_report(m_written);
    return !m_closed && (known || m_written.rows < m_spool->rowCount());
}

Result<void> RowFeed::writeMessage(jobs::RowOutput& out, std::uint64_t end) {
    while (m_written.rows < end && out.bytesWritten() < kMessageBytes) {
        const Result<results::ResultSpool::Located> located = m_spool->row(m_written.rows);
        if (!located) {
            return std::unexpected(located.error());
        }
        // Small blocks of rows, so that a message of wide rows ends in time.
        const std::uint64_t inBlock = located->batch->rows() - located->row;
        const std::uint64_t count = std::min({inBlock, end - m_written.rows, std::uint64_t{256}});
        Result<void> rows = m_shape->rows(*located->batch, located->row, located->row + count, out);
        if (!rows) {
            return rows;
        }
        m_written.rows += count;
    }
    return {};
}

} // namespace dbv::rpc
