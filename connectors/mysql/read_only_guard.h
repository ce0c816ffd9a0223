// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

#include "mysql/statement_text.h"

namespace dbv::mysql {

/// Judges a statement for a read-only connection by its words: the server's own read-only transactions do not stop INTO
/// OUTFILE, KILL, SET GLOBAL and others. What is not known to be harmless is refused, however the server's sql_mode reads
/// its quotes. Pure.
/// Errors: RefusedReadOnly.
[[nodiscard]] Result<void> judgeReadOnly(std::string_view sql, EscapeRules rules);

} // namespace dbv::mysql
