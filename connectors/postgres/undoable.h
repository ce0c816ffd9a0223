// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// Whether a rollback takes back what a statement that writes does, as far as foreign tables go: those of postgres_fdw take
/// part in a transaction, of others nobody knows. A table is taken for named where its name stands anywhere in the text.
/// Blocks: on the server. Errors: RefusedBySandbox.
[[nodiscard]] Result<void> judgeUndoable(Line& line, std::string_view statement);

} // namespace dbv::postgres
