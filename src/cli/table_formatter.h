// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "jobs/row_formatter.h"

namespace dbv::cli {

/// Rows as a table for people: aligned columns, NULL apart from the text, control characters as escapes, bytes as their
/// number. The widths come from the first rows; a later value that is wider moves the rest of its line.
[[nodiscard]] std::unique_ptr<jobs::RowFormatter> makeTableFormatter();

} // namespace dbv::cli
