// SPDX-License-Identifier: Apache-2.0
#include "jobs/row_source.h"

#include <utility>

namespace dbv::jobs {

CursorRows::CursorRows(Cursor& cursor)
    : m_cursor(cursor), m_builder(cursor.columns().size(), BatchLimits{}, m_largeValues) {}

Result<RowBatchPtr> CursorRows::next() {
    if (!m_more) {
        return RowBatchPtr();
    }
    m_largeValues.clear();
    const Result<bool> more = m_cursor.fetch(m_builder);
    if (!more) {
        return std::unexpected(more.error());
    }
    m_more = *more;
    if (m_builder.rows() == 0 && !m_more) {
        return RowBatchPtr();
    }
    return m_builder.take();
}

Result<std::string> CursorRows::largeRange(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const {
    return m_largeValues.range(value, offset, count);
}

SpoolRows::SpoolRows(std::shared_ptr<const results::ResultSpool> spool)
    : m_spool(std::move(spool)), m_end(m_spool->rowCount()) {}

Result<RowBatchPtr> SpoolRows::next() {
    if (m_row >= m_end) {
        return RowBatchPtr();
    }
    const Result<results::ResultSpool::Located> located = m_spool->row(m_row);
    if (!located) {
        return std::unexpected(located.error());
    }
    // Blocks are gone through from their first row on.
    m_row += located->batch->rows() - located->row;
    return located->batch;
}

Result<std::string> SpoolRows::largeRange(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const {
    return m_spool->largeRange(value, offset, count);
}

} // namespace dbv::jobs
