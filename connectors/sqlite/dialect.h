// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

namespace dbv::sqlite {

/// SQLite's way to write SQL. Lives as long as the module.
[[nodiscard]] const Dialect& sqliteDialect();

} // namespace dbv::sqlite
