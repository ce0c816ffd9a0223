// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dbv::mysql {

/// What stands by a name of its own in a statement that makes a table, as SHOW CREATE TABLE writes it: `column id`, `index by_name`,
/// `foreign key of_customer`, `constraint positive`, `primary key`. Pure.
[[nodiscard]] std::vector<std::string> partsOfTable(std::string_view ddl);

} // namespace dbv::mysql
