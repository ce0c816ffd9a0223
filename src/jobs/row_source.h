// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>
#include <dbv/data/column.h>
#include <dbv/data/row_batch.h>

#include "jobs/scratch_values.h"
#include "results/result_spool.h"

namespace dbv::jobs {

/// Rows that are gone through once, block after block.
/// Thread: one at a time.
/// Blocks: every call, on the server or the disk.
class RowSource {
public:
    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;

    [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
    /// The next rows; null at the end. A block's large values can be read until the next call.
    [[nodiscard]] virtual Result<RowBatchPtr> next() = 0;
    [[nodiscard]] virtual Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                         std::uint64_t count) const = 0;
};

/// The rows of a statement while it runs. Its large values lie in a file without a name until the next block.
class CursorRows final : public RowSource {
public:
    /// The cursor must outlive this.
    explicit CursorRows(Cursor& cursor);

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_cursor.columns(); }
    [[nodiscard]] Result<RowBatchPtr> next() override;
    [[nodiscard]] Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                 std::uint64_t count) const override;

private:
    Cursor& m_cursor;
    ScratchValues m_largeValues;
    RowBatchBuilder m_builder;
    bool m_more = true;
};

/// The rows that a result holds when the source is made.
class SpoolRows final : public RowSource {
public:
    explicit SpoolRows(std::shared_ptr<const results::ResultSpool> spool);

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_spool->columns(); }
    [[nodiscard]] Result<RowBatchPtr> next() override;
    [[nodiscard]] Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                 std::uint64_t count) const override;

private:
    std::shared_ptr<const results::ResultSpool> m_spool;
    std::uint64_t m_row = 0;
    std::uint64_t m_end;
};

} // namespace dbv::jobs
