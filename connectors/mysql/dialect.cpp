// SPDX-License-Identifier: Apache-2.0
#include "mysql/dialect.h"

#include <array>
#include <string_view>

namespace dbv::mysql {

namespace {

constexpr std::array<std::string_view, 4> kLevels{"READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ",
                                                  "SERIALIZABLE"};

constexpr Dialect makeDialect(DialectId id, std::string_view displayName) {
    return {
        .id = id,
        .name = dialectName(id),
        .displayName = displayName,
        .identifierQuote = '`',
        .defaultSchema = "",
        // DDL commits what is open.
        .transactionalDdl = false,
        .begin = "START TRANSACTION",
        .commit = "COMMIT",
        .rollback = "ROLLBACK",
        .isolationLevels = kLevels,
        .useSchema = "USE {}",
    };
}

} // namespace

const Dialect& dialectOf(DialectId id) {
    static constexpr Dialect kMySql = makeDialect(DialectId::MySql, "MySQL");
    static constexpr Dialect kMariaDb = makeDialect(DialectId::MariaDb, "MariaDB");
    return id == DialectId::MariaDb ? kMariaDb : kMySql;
}

} // namespace dbv::mysql
