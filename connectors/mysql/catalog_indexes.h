// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/data/object_info.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// The columns that an index's lines are read from.
inline constexpr std::string_view kIndexColumns =
    "TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE";

/// Puts the lines of one index where they belong: a unique index over whole columns is a key, any other an index. The
/// last cell of a line is the expression of a functional index, where the server has such.
void addIndex(ObjectDescription& table, const TextTable& rows, std::size_t begin, std::size_t end);

} // namespace dbv::mysql
