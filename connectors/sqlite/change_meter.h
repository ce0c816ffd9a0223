// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/change_meter.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// Sees each row that is changed, by whatever, while it is there. Null where the library was built without that.
[[nodiscard]] std::unique_ptr<ChangeMeter> makeChangeMeter(Database& database);

/// The columns of a table's primary key; `table` is a name as a statement writes it.
/// Errors: as `Database::step`.
[[nodiscard]] Result<std::vector<std::string>> readRowKey(Database& database, std::string_view table);

} // namespace dbv::sqlite
