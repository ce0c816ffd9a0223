// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mysql/client.h"

namespace dbv::mysql {

/// The texts that the server's own text protocol has for values that a prepared statement gives as numbers.
/// Source: `my_gcvt`, `my_fcvt` and the `Protocol_text` of the servers. `decimals` are those of the column.

[[nodiscard]] std::string doubleText(double value, unsigned int decimals);
[[nodiscard]] std::string floatText(float value, unsigned int decimals);
/// `2026-11-26`, `2026-11-26 23:59:59.000001`, `-838:59:59`.
[[nodiscard]] std::string temporalText(const MYSQL_TIME& value, enum_field_types type, unsigned int decimals);
/// A number filled with zeros up to a column's width.
[[nodiscard]] std::string zeroFilled(std::string digits, unsigned long width);

} // namespace dbv::mysql
