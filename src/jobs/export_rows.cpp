// SPDX-License-Identifier: Apache-2.0
#include "jobs/export_rows.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

namespace dbv::jobs {

namespace {

constexpr std::chrono::milliseconds kProgressInterval{100};

/// Notices a request to stop between any two blocks of bytes, also within one large value.
class StoppableSink final : public ByteSink {
public:
    StoppableSink(ByteSink& sink, const std::stop_token& stop) : m_sink(sink), m_stop(stop) {}

    Result<void> write(std::string_view bytes) override {
        return m_stop.stop_requested() ? std::unexpected(cancelledError(Damage::None)) : m_sink.write(bytes);
    }

private:
    ByteSink& m_sink;
    const std::stop_token& m_stop;
};

/// Holds reports back so that they do not come too often.
class ProgressReporter {
public:
    explicit ProgressReporter(const ExportProgress& progress) : m_progress(progress) {}

    void report(const ExportTotals& totals) {
        const auto now = std::chrono::steady_clock::now();
        if (m_progress && now >= m_next) {
            m_progress(totals);
            m_next = now + kProgressInterval;
        }
    }

private:
    const ExportProgress& m_progress;
    std::chrono::steady_clock::time_point m_next = std::chrono::steady_clock::now() + kProgressInterval;
};

} // namespace

Result<ExportTotals> exportRows(RowSource& source, RowFormatter& formatter, ByteSink& sink,
                                const ExportProgress& progress, const std::stop_token& stop) {
    StoppableSink stoppable(sink, stop);
    RowOutput out(stoppable, [&source](const LargeValue& value, std::uint64_t offset, std::uint64_t count) {
        return source.largeRange(value, offset, count);
    });
    ProgressReporter reporter(progress);
    ExportTotals totals;
    Result<void> written = formatter.header(source.columns(), out);
    while (written) {
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        const Result<RowBatchPtr> batch = source.next();
        if (!batch) {
            return std::unexpected(batch.error());
        }
        if (*batch == nullptr) {
            written = formatter.footer(out);
            break;
        }
        written = formatter.rows(**batch, 0, (*batch)->rows(), out);
        totals.rows += (*batch)->rows();
        totals.bytes = out.bytesWritten();
        reporter.report(totals);
    }
    if (!written) {
        return std::unexpected(written.error());
    }
    totals.bytes = out.bytesWritten();
    return totals;
}

} // namespace dbv::jobs
