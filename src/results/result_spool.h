// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/column.h>
#include <dbv/data/large_value_store.h>
#include <dbv/data/row_batch.h>

#include "results/row_directory.h"
#include "results/spool_budget.h"
#include "results/spool_writer.h"

namespace dbv::results {

class SpoolPages;

/// What one result holds.
struct SpoolStats {
    std::uint64_t rows = 0;
    std::uint64_t memoryBytes = 0;
    std::uint64_t diskBytes = 0;
};

/// Every row of one result: in memory as far as the budget goes, in an unlinked temporary file beyond it.
///
/// Thread: `append`, `store` and `finish` by one thread at a time; everything else by any thread. Finding a row takes no
/// lock. Taking the block's pointer takes one of sixteen mutexes for the time of the copy: std::atomic<std::shared_ptr>
/// would be the same spin lock in libstdc++ 12, and one that ThreadSanitizer does not understand. No lock is held while
/// a disk is used or memory is freed.
class ResultSpool final : public LargeValueStore {
public:
    /// A row and the block that keeps it alive.
    struct Located {
        RowBatchPtr batch;
        /// The row within the block.
        std::size_t row = 0;
    };

    ResultSpool(std::shared_ptr<SpoolBudget> budget, std::shared_ptr<SpoolWriter> writer, std::vector<Column> columns);
    /// Pending writes are dropped; memory and disk come back. Does not wait for the disk.
    ~ResultSpool() override;

    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }
    /// Where the builder of this result's blocks takes memory: that of blocks that were written to the disk.
    [[nodiscard]] const std::shared_ptr<BatchPool>& batchPool() const { return m_batchPool; }

    /// Adds the rows of a block.
    /// Errors: IoError when the disk is full or gone or a budget used up. The result is then stopped: this block is not
    /// part of it, what was accepted before stays readable, and every later call fails alike.
    /// Blocks: while more blocks wait for the disk than the budget allows.
    [[nodiscard]] Result<void> append(RowBatchPtr batch);
    [[nodiscard]] Result<std::uint64_t> store(std::string_view bytes) override;
    /// No more rows.
    /// Errors: the one that stopped the result, also of a write that failed since the last `append`.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] std::uint64_t rowCount() const { return m_rows.rowCount(); }
    [[nodiscard]] bool finished() const { return m_finished.load(std::memory_order_acquire); }
    /// Why no more rows are accepted; nothing while all is well.
    [[nodiscard]] std::optional<Error> stopped() const;

    /// A row that is in memory. Never waits for the disk: nothing when the row is only there.
    [[nodiscard]] std::optional<Located> tryRow(std::uint64_t row) const;
    /// Any row.
    /// Errors: InvalidInput for a row that does not exist or was released; IoError when the file can not be read.
    /// Blocks: on the disk.
    [[nodiscard]] Result<Located> row(std::uint64_t row) const;
    /// Bytes of a large value from an offset within it; fewer than `count` only at its end.
    /// Errors: InvalidInput for a value that is not of this spool; IoError.
    /// Blocks: on the disk.
    [[nodiscard]] Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                 std::uint64_t count) const;
    /// Nobody will ask for the rows before this one again: their memory and disk space come back, by whole blocks.
    /// Blocks: on the disk, shortly.
    void releaseBefore(std::uint64_t row);
    [[nodiscard]] SpoolStats stats() const;

private:
    std::vector<Column> m_columns;
    std::shared_ptr<SpoolWriter> m_writer;
    std::shared_ptr<SpoolPages> m_pages;
    std::shared_ptr<BatchPool> m_batchPool;
    RowDirectory m_rows;
    std::atomic<bool> m_finished = false;
};

} // namespace dbv::results
