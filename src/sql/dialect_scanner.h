// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

#include "sql/mysql_scanner.h"
#include "sql/postgres_scanner.h"
#include "sql/sqlite_scanner.h"

namespace dbv::sql {

/// The token at `p`, or the rest of one that an earlier piece of the text left open, in a grammar.
/// Shape: `p` is before `end`, and nothing outside of the two is read.
template <class Unit>
[[nodiscard]] ScannedToken<Unit> resumeToken(const Grammar& grammar, const Unit* p, const Unit* end, LexerState open) {
    switch (grammar.dialect) {
    case DialectId::Sqlite: return resumeSqlite(p, end, open);
    case DialectId::PostgreSql: return resumePostgres(p, end, open, grammar);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return resumeMySql(p, end, open, grammar);
}

template <class Unit>
[[nodiscard]] ScannedToken<Unit> scanToken(const Grammar& grammar, const Unit* p, const Unit* end) {
    return resumeToken(grammar, p, end, LexerState::Plain);
}

} // namespace dbv::sql
