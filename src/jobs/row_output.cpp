// SPDX-License-Identifier: Apache-2.0
#include "jobs/row_output.h"

#include <algorithm>

#include "jobs/utf8_check.h"

namespace dbv::jobs {

Result<void> RowOutput::flush() {
    if (m_text.size() == 0) {
        return {};
    }
    Result<void> written = m_sink.write(m_text.view());
    if (written) {
        m_written += m_text.size();
    }
    m_text.clear();
    return written;
}

Result<std::string> RowOutput::readRange(const LargeValue& value, std::uint64_t offset) {
    const std::uint64_t count = std::min<std::uint64_t>(kRange, value.length - offset);
    Result<std::string> range = m_largeValues(value, offset, count);
    if (range && range->size() != count) {
        return fail(ErrorKind::Internal, "A large value ended before its length.", "Run the statement again.");
    }
    return range;
}

Result<void> RowOutput::eachRange(const Cell& cell, const std::function<void(std::string_view)>& take) {
    for (std::uint64_t offset = 0; offset < cell.large.length; offset += kRange) {
        const Result<std::string> range = readRange(cell.large, offset);
        if (!range) {
            return std::unexpected(range.error());
        }
        take(*range);
        if (Result<void> flushed = flushIfFull(); !flushed) {
            return flushed;
        }
    }
    return {};
}

Result<bool> RowOutput::isUtf8(const Cell& cell) {
    Utf8Check check;
    for (std::uint64_t offset = 0; offset < cell.large.length; offset += kRange) {
        const Result<std::string> range = readRange(cell.large, offset);
        if (!range) {
            return std::unexpected(range.error());
        }
        if (!check.feed(*range)) {
            return false;
        }
    }
    return check.complete();
}

} // namespace dbv::jobs
