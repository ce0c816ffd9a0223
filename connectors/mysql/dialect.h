// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

namespace dbv::mysql {

/// How MySQL, or MariaDB, writes SQL. Lives as long as the module.
[[nodiscard]] const Dialect& dialectOf(DialectId id);

} // namespace dbv::mysql
