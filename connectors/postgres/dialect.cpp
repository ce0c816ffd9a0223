// SPDX-License-Identifier: Apache-2.0
#include "postgres/dialect.h"

namespace dbv::postgres {

const Dialect& postgresDialect() {
    static constexpr Dialect kDialect{
        .id = DialectId::PostgreSql,
        .name = "postgresql",
        .displayName = "PostgreSQL",
        .identifierQuote = '"',
        .defaultSchema = "public",
        .transactionalDdl = true,
        .begin = "BEGIN",
        .commit = "COMMIT",
        .rollback = "ROLLBACK",
    };
    return kDialect;
}

} // namespace dbv::postgres
