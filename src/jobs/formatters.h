// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "jobs/row_formatter.h"

namespace dbv::jobs {

[[nodiscard]] std::unique_ptr<RowFormatter> makeCsvFormatter(const protocol::ExportOptions& options);
[[nodiscard]] std::unique_ptr<RowFormatter> makeTsvFormatter(const protocol::ExportOptions& options);
/// How rows stand in JSON.
enum class JsonLayout : std::uint8_t {
    Array,        ///< an array of objects, each in a line of its own
    ArrayOnALine, ///< the same in one line, so that results may follow one another
    ObjectsALine, ///< an object a line
};
[[nodiscard]] std::unique_ptr<RowFormatter> makeJsonFormatter(JsonLayout layout);

} // namespace dbv::jobs
