// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

/// The databases that the benchmarks measure on, and the least that reading them can cost.
namespace dbv::bench {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

inline constexpr int kMixedColumns = 20;
inline constexpr int kManyTables = 20'000;

/// Without the library's own locks, which cost a sixth of the loop: a connection is used by one thread at a time.
[[nodiscard]] Database openSqlite(const std::string& path);
[[nodiscard]] Statement prepareSqlite(const Database& database, std::string_view sql);

/// The table `t` of integers small and large, reals, short and long texts, dates, a blob, and NULLs; the same at every
/// run. A million rows are about 530 MB. Nothing is done when the file is there.
void makeMixedRows(const std::string& path, std::uint64_t rows);
/// `kManyTables` tables of ten columns, each with an index and a foreign key. Nothing is done when the file is there.
void makeManyTables(const std::string& path);

/// Steps to the end and reads each value natively, keeping nothing; some sum of it all.
std::uint64_t readNatively(const Database& database, std::string_view sql);

} // namespace dbv::bench
