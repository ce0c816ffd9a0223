// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include <dbv/core/result.h>

#include "jobs/byte_sink.h"
#include "jobs/row_formatter.h"
#include "jobs/row_source.h"

namespace dbv::jobs {

/// What an export has written so far.
struct ExportTotals {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const ExportTotals&, const ExportTotals&) = default;
};

/// Called now and then, at most ten times a second.
using ExportProgress = std::function<void(const ExportTotals&)>;

/// Writes all rows of a source in one format.
/// Blocks: until done, or soon after `stop` is requested.
/// Errors: those of source and sink; Cancelled.
[[nodiscard]] Result<ExportTotals> exportRows(RowSource& source, RowFormatter& formatter, ByteSink& sink,
                                              const ExportProgress& progress, const std::stop_token& stop);

} // namespace dbv::jobs
