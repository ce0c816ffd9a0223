// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_moment.h"

#include "mysql/dump_rows.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

Result<void> beginDumpMoment(Line& line) {
    if (line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    const Result<TextTable> had =
        line.query("SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@SESSION.sql_quote_show_create, "
                   "COALESCE(@@SESSION.character_set_results, 'binary')");
    if (!had) {
        return std::unexpected(had.error());
    }
    line.owe("SET sql_mode = " + textLiteral(cellOf(*had, 0).value_or("")) +
             ", time_zone = " + textLiteral(cellOf(*had, 1).value_or("SYSTEM")) + ", sql_quote_show_create = " +
             cellOf(*had, 2).value_or("1") + ", character_set_results = " + cellOf(*had, 3).value_or("utf8mb4"));
    Result<void> done = line.run("SET sql_mode = '', time_zone = '+00:00', sql_quote_show_create = 1, "
                                 "character_set_results = utf8mb4");
    done = done ? line.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ") : done;
    done = done ? line.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY") : done;
    if (!done) {
        endDumpMoment(line);
    }
    return done;
}

void endDumpMoment(Line& line) {
    // A request to stop may be late, and hit one of these.
    constexpr int kTries = 3;
    for (int i = 0; i < kTries && line.transactionState() != TransactionState::None; ++i) {
        static_cast<void>(line.run("ROLLBACK").has_value());
    }
    static_cast<void>(line.settle().has_value());
}

} // namespace dbv::mysql
