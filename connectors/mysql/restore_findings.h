// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/cursor.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Rows that refer to none, by the foreign keys of these tables or to them, which the server does not look at while tables are replaced.
/// Reads the tables that have such keys. Blocks: on the server. What can't be asked is told, too.
[[nodiscard]] std::vector<Notice> danglingRows(Line& line, const std::string& database,
                                               const std::vector<std::string>& tables);

} // namespace dbv::mysql
