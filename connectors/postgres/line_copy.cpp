// SPDX-License-Identifier: Apache-2.0
// COPY: rows that go to the server or come from it outside of a result.
#include "postgres/line.h"

#include <algorithm>

#include "postgres/errors.h"

namespace dbv::postgres {

Result<std::optional<std::string_view>> Line::nextCopyLine() {
    while (true) {
        char* text = nullptr;
        const int size = PQgetCopyData(m_connection.get(), &text, 1);
        m_copied.reset(text);
        if (size > 0) {
            return std::optional(std::string_view(text, static_cast<std::size_t>(size)));
        }
        if (size == -1) {
            return std::nullopt;
        }
        if (size < -1) {
            return std::unexpected(lost(true));
        }
        if (Result<void> waited = waitAndRead(false); !waited) {
            return std::unexpected(waited.error());
        }
    }
}

Result<void> Line::sendCopyLines(std::string_view lines) {
    constexpr std::size_t kPiece = std::size_t{256} << 10U;
    while (!lines.empty() && !m_canceller->requested()) {
        const std::string_view piece = lines.substr(0, kPiece);
        const int put = PQputCopyData(m_connection.get(), piece.data(), static_cast<int>(piece.size()));
        if (put < 0) {
            return std::unexpected(lost(true));
        }
        if (put > 0) {
            lines.remove_prefix(piece.size());
        }
        if (Result<void> flushed = flush(); !flushed) {
            return flushed;
        }
    }
    return {};
}

Result<void> Line::endCopy(const char* refusal) {
    while (true) {
        const int put = PQputCopyEnd(m_connection.get(), refusal);
        if (put < 0) {
            return std::unexpected(lost(true));
        }
        if (Result<void> flushed = flush(); !flushed || put > 0) {
            return flushed;
        }
    }
}

} // namespace dbv::postgres
