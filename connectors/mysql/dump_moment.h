// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Begins a transaction that shows one moment of all tables with transactions, under settings by which every value has one text.
/// Errors: Busy within a transaction; those of the server.
[[nodiscard]] Result<void> beginDumpMoment(Line& line);
/// Ends it, and gives the session back its settings. What is wrong with the line, its next use tells.
void endDumpMoment(Line& line);

} // namespace dbv::mysql
