// SPDX-License-Identifier: Apache-2.0
#include "sqlite/dialect.h"

namespace dbv::sqlite {

const Dialect& sqliteDialect() {
    static constexpr Dialect kDialect{
        .id = DialectId::Sqlite,
        .name = "sqlite",
        .displayName = "SQLite",
        .identifierQuote = '"',
        .defaultSchema = "main",
        .transactionalDdl = true,
        .begin = "BEGIN",
        .commit = "COMMIT",
        .rollback = "ROLLBACK",
        // All its transactions are serializable.
        .isolationLevels = {},
        .useSchema = {},
    };
    return kDialect;
}

} // namespace dbv::sqlite
