// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// Puts the pages of one main database in the place of another's, in one transaction of that one: all, or none.
/// Unit of progress: pages. `phase` is what it is called. Errors: of SQLite, Busy where somebody holds a lock; Cancelled.
[[nodiscard]] Result<void> copyPages(sqlite3* from, sqlite3* into, std::string_view phase,
                                     const DumpProgress& progress);

/// A read transaction on a database, unless one is open already: it shows the same moment until it is destroyed.
class HeldMoment {
public:
    explicit HeldMoment(Database& database) : m_database(database), m_mine(!database.inTransaction()) {}
    HeldMoment(const HeldMoment&) = delete;
    HeldMoment& operator=(const HeldMoment&) = delete;
    ~HeldMoment();

    [[nodiscard]] Result<void> begin();

private:
    Database& m_database;
    bool m_mine;
};

} // namespace dbv::sqlite
