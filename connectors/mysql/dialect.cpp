// SPDX-License-Identifier: Apache-2.0
#include "mysql/dialect.h"

namespace dbv::mysql {

namespace {

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
    };
}

} // namespace

const Dialect& dialectOf(DialectId id) {
    static constexpr Dialect kMySql = makeDialect(DialectId::MySql, "MySQL");
    static constexpr Dialect kMariaDb = makeDialect(DialectId::MariaDb, "MariaDB");
    return id == DialectId::MariaDb ? kMariaDb : kMySql;
}

} // namespace dbv::mysql
