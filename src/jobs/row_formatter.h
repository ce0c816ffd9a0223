// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/column.h>
#include <dbv/data/row_batch.h>

#include "jobs/row_output.h"
#include "protocol/values.h"

namespace dbv::jobs {

/// Writes one result in one format: `header`, any number of `rows`, `footer`.
/// Thread: one.
class RowFormatter {
public:
    RowFormatter() = default;
    RowFormatter(const RowFormatter&) = delete;
    RowFormatter& operator=(const RowFormatter&) = delete;
    virtual ~RowFormatter() = default;

    [[nodiscard]] virtual Result<void> header(const std::vector<Column>& columns, RowOutput& out) = 0;
    /// The rows `[from, to)` of a block.
    [[nodiscard]] virtual Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to,
                                            RowOutput& out) = 0;
    [[nodiscard]] virtual Result<void> footer(RowOutput& out) = 0;
    /// In the place of the footer of a result that did not come to its end: what follows must not be taken for a part of it.
    [[nodiscard]] virtual Result<void> cutOff(RowOutput& /*out*/) { return {}; }
};

/// The formatter of a format.
///
/// Csv: RFC 4180. A field is quoted where it has to be, and also where it reads like the text for NULL, so that NULL and
/// the empty string stay apart. Binary values are base64. Text is written byte for byte.
/// Tsv: no quoting; `\t`, `\n`, `\r` and `\\` stand for a tab, a line feed, a carriage return and a backslash. The
/// delimiter is always a tab. Binary values are base64.
/// Json: an array of objects. NdJson: an object a line. Numbers keep all of their digits. Bytes, and text that is not
/// valid UTF-8, are `{"b64": "..."}`. A column name that was there before gets `_2`, `_3`, ... .
/// Errors: InvalidInput for options that would make the file unreadable.
[[nodiscard]] Result<std::unique_ptr<RowFormatter>> makeRowFormatter(protocol::ExportFormat format,
                                                                     const protocol::ExportOptions& options);

/// Results one behind the other as JSON: each is an array of objects, in a line of its own.
[[nodiscard]] std::unique_ptr<RowFormatter> makeJsonResultsFormatter();

/// The format with a name on the wire: csv, tsv, json, ndjson.
[[nodiscard]] std::optional<protocol::ExportFormat> exportFormatNamed(std::string_view name);

/// The options that are usual for a format: as they are declared, but for TSV, where NULL is `\N`.
[[nodiscard]] protocol::ExportOptions usualOptions(protocol::ExportFormat format);

} // namespace dbv::jobs
