// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <dbv/data/column.h>

#include "mysql/client.h"

namespace dbv::mysql {

/// More decimals than this mean: as many as there are.
inline constexpr unsigned int kMostDecimals = 30;

/// How the bytes of a column's text are kept.
enum class Rendering : std::uint8_t { Text, Integer, Bytes };

/// A column of a result, and how its values are kept.
struct ResultColumn {
    Column column;
    Rendering rendering = Rendering::Text;
};

/// A column as the server describes it: `BIGINT UNSIGNED`, `DECIMAL(10,2)`, `VARCHAR(20)`, `LONGBLOB`.
[[nodiscard]] ResultColumn describeField(const MYSQL_FIELD& field);

} // namespace dbv::mysql
