// SPDX-License-Identifier: Apache-2.0
#include "postgres/dialect.h"

#include <array>
#include <string_view>

namespace dbv::postgres {

const Dialect& postgresDialect() {
    // READ UNCOMMITTED means READ COMMITTED here, so it is not offered.
    static constexpr std::array<std::string_view, 3> kLevels{"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};
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
        .isolationLevels = kLevels,
        .useSchema = "SET search_path TO {}",
        .errorFailsTransaction = true,
    };
    return kDialect;
}

} // namespace dbv::postgres
