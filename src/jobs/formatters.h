// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "jobs/row_formatter.h"

namespace dbv::jobs {

[[nodiscard]] std::unique_ptr<RowFormatter> makeCsvFormatter(const protocol::ExportOptions& options);
[[nodiscard]] std::unique_ptr<RowFormatter> makeTsvFormatter(const protocol::ExportOptions& options);
/// An array of objects, or with `lines` an object a line.
[[nodiscard]] std::unique_ptr<RowFormatter> makeJsonFormatter(bool lines);

} // namespace dbv::jobs
