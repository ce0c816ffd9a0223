// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Whether a rollback takes back what a statement that writes does, as far as the engines of its tables go: of the current
/// database, or of one that is named in the text as well. Where it names a view, or a table with triggers, any table counts that
/// those may reach. Of what the user may not see, the server tells nothing.
/// Blocks: on the server. Errors: RefusedBySandbox.
[[nodiscard]] Result<void> judgeUndoable(Line& line, std::string_view statement);

} // namespace dbv::mysql
