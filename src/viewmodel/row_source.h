// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/cell.h>
#include <dbv/data/column.h>
#include <dbv/data/row_batch.h>

namespace dbv::viewmodel {

/// A row and the block that keeps it alive.
struct LocatedRow {
    RowBatchPtr batch;
    /// The row within the block.
    std::size_t row = 0;

    [[nodiscard]] Cell cell(int column) const { return batch->cell(row, static_cast<std::size_t>(column)); }
};

/// A read that is under way. Dropping it forgets the read: its callback is not called any more.
class PendingRead {
public:
    PendingRead() = default;
    PendingRead(const PendingRead&) = delete;
    PendingRead& operator=(const PendingRead&) = delete;
    virtual ~PendingRead() = default;
};

/// The rows of one result as a view-model sees them: some are in memory, the others come when asked for.
///
/// Callbacks come later on the same thread, never from within the call that asked.
/// Thread: the UI thread.
class RowSource {
public:
    using Loaded = std::function<void(const Result<void>&)>;
    using RangeRead = std::function<void(const Result<std::string>&)>;

    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;

    [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
    /// Rows that are there now; it only grows.
    [[nodiscard]] virtual std::uint64_t rowCount() const = 0;
    /// A row that is in memory. Never waits.
    [[nodiscard]] virtual std::optional<LocatedRow> tryRow(std::uint64_t row) const = 0;
    /// Brings a row below `rowCount()` into memory, where `tryRow` finds it at least during the callback's turn.
    [[nodiscard]] virtual std::unique_ptr<PendingRead> load(std::uint64_t row, Loaded loaded) = 0;
    /// Reads bytes of a large value from an offset within it. Unit: bytes.
    [[nodiscard]] virtual std::unique_ptr<PendingRead> readLarge(const LargeValue& value, std::uint64_t offset,
                                                                 std::uint64_t count, RangeRead read) = 0;
};

} // namespace dbv::viewmodel
