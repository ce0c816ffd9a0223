// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <dbv/core/result.h>

#include "sqlite/moment_file.h"
#include "sqlite/stored_pages.h"

namespace dbv::sqlite {

/// Reads the rows of one table after the other, as they are stored.
/// Thread: one at a time.
class StoredRows {
public:
    explicit StoredRows(const MomentFile& file) : m_pages(file) {}

    /// Gives the rows of the table that begins with a page.
    /// Errors: those of reading; of SQLite for what is damaged; Cancelled where `take` stops.
    [[nodiscard]] Result<void> tell(std::uint32_t root, StoredPages::Number number, const StoredPages::TakeRow& take);

private:
    [[nodiscard]] Result<void> walk(std::uint32_t number, int depth);

    StoredPages m_pages;
    StoredPages::Number m_number = StoredPages::Number::NoValue;
    const StoredPages::TakeRow* m_take = nullptr;
};

} // namespace dbv::sqlite
