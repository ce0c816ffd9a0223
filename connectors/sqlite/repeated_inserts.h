// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite/database.h"
#include "sqlite/insert_shape.h"

namespace dbv::sqlite {

/// Runs INSERTs that differ in nothing but their values by one compiled statement: compiling is two thirds of what a row of a dump
/// costs.
///
/// Thread: the one that uses the session.
class RepeatedInserts {
public:
    explicit RepeatedInserts(Database& database) : m_database(database) {}

    /// Runs a statement to its end, where one like it came before and nothing else in between.
    /// Shape: the number of rows that it has inserted; nothing where it was not run and has to be compiled.
    [[nodiscard]] std::optional<Result<std::int64_t>> run(std::string_view sql);
    /// Something else runs, after which a statement may mean something else.
    void forget() { m_kept.clear(); }

private:
    struct Kept {
        std::string text;
        /// None at first: most statements come once.
        Statement statement;
    };

    /// Null where it can not be compiled, or should not be yet.
    [[nodiscard]] sqlite3_stmt* compiled();
    [[nodiscard]] bool bind(sqlite3_stmt* statement) const;

    Database& m_database;
    InsertShape m_shape;
    /// The latest last.
    std::vector<Kept> m_kept;
};

} // namespace dbv::sqlite
