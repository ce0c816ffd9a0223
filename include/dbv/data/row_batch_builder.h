// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/batch_pool.h>
#include <dbv/data/byte_arena.h>
#include <dbv/data/cell.h>
#include <dbv/data/large_value_store.h>
#include <dbv/data/row_batch.h>

namespace dbv {

/// When a block is full: whichever limit comes first. A row is never cut, so a block may exceed `bytes` by one row, and
/// the clock is looked at after every eighth row.
struct BatchLimits {
    std::size_t rows = 4096;
    /// Unit: bytes.
    std::size_t bytes = std::size_t{1} << 20U;
    std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

/// Collects rows for one RowBatch. A cursor fills it, the engine takes the block out.
///
/// Call `beginRow`, then one `add...` for each column in order.
/// Thread: one.
class RowBatchBuilder {
public:
    /// Values longer than this leave the block and go to the store. Unit: bytes.
    static constexpr std::size_t kLargeThreshold = std::size_t{256} << 10U;
    /// How much of a large value stays in the block, for showing it. Unit: bytes.
    static constexpr std::size_t kLargeHead = std::size_t{4} << 10U;
    /// A block whose arena has grown this far sends every value longer than `kLargeHead` to the store, so that a row of
    /// many columns stays within the 32 bits of a slot's offset. Unit: bytes.
    static constexpr std::size_t kArenaLimit = std::size_t{64} << 20U;

    /// With a pool, blocks take their memory from it and give it back there.
    RowBatchBuilder(std::size_t columns, BatchLimits limits, LargeValueStore& largeValues,
                    std::shared_ptr<BatchPool> pool = {})
        : m_columns(columns), m_limits(limits), m_largeValues(&largeValues), m_pool(std::move(pool)) {
        startBlock();
    }

    [[nodiscard]] bool full() const {
        return m_rows >= m_limits.rows || usedBytes() >= m_limits.bytes || (m_rows % 8 == 7 && late());
    }
    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }

    void beginRow() {
        m_slots.resize(m_slots.size() + m_columns);
        m_next = m_slots.data() + (m_slots.size() - m_columns);
        ++m_rows;
    }
    void addNull() { ++m_next; }
    void addInteger(std::int64_t value) {
        if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()) {
            *m_next++ = CellSlot(CellKind::SmallInt, static_cast<std::uint32_t>(static_cast<std::int32_t>(value)), 0);
            return;
        }
        addFixed(CellKind::Integer, &value, sizeof value);
    }
    void addReal(double value) { addFixed(CellKind::Real, &value, sizeof value); }
    /// Errors: IoError when a large value finds no room.
    [[nodiscard]] Result<void> addText(std::string_view text) { return addBytesAs(CellKind::Text, text); }
    /// Errors: IoError when a large value finds no room.
    [[nodiscard]] Result<void> addBytes(std::string_view bytes) { return addBytesAs(CellKind::Bytes, bytes); }

    /// The rows collected so far as a block; the builder starts the next one.
    [[nodiscard]] RowBatchPtr take() {
        auto batch =
            std::make_shared<const RowBatch>(m_columns, m_rows, std::move(m_slots), std::move(m_arena), m_pool);
        startBlock();
        return batch;
    }
    /// Forgets the row that was begun last, because its source failed in the middle of it.
    void dropRow() {
        m_slots.resize(m_slots.size() - m_columns);
        --m_rows;
    }
    void setLimits(BatchLimits limits) { m_limits = limits; }

private:
    void startBlock() {
        BatchPool::Buffers buffers = m_pool != nullptr ? m_pool->take() : BatchPool::Buffers();
        m_slots = std::move(buffers.cells);
        m_arena = std::move(buffers.arena);
        m_slots.reserve(std::min<std::size_t>(m_limits.rows * m_columns, 1U << 17U));
        m_arena.reserve(std::min<std::size_t>(m_limits.bytes + m_limits.bytes / 8, std::size_t{1} << 21U));
        m_rows = 0;
        m_next = nullptr;
    }
    [[nodiscard]] bool late() const { return std::chrono::steady_clock::now() >= m_limits.until; }
    [[nodiscard]] std::size_t usedBytes() const { return m_arena.size() + m_slots.size() * sizeof(CellSlot); }
    void addFixed(CellKind kind, const void* bytes, std::size_t count) {
        *m_next++ = CellSlot(kind, static_cast<std::uint32_t>(m_arena.size()), static_cast<std::uint32_t>(count));
        std::memcpy(m_arena.extend(count), bytes, count);
    }
    [[nodiscard]] Result<void> addBytesAs(CellKind kind, std::string_view bytes) {
        if (bytes.size() > kLargeThreshold || (bytes.size() > kLargeHead && m_arena.size() > kArenaLimit)) {
            return addLarge(kind == CellKind::Text ? CellKind::LargeText : CellKind::LargeBytes, bytes);
        }
        *m_next++ =
            CellSlot(kind, static_cast<std::uint32_t>(m_arena.size()), static_cast<std::uint32_t>(bytes.size()));
        m_arena.append(bytes.data(), bytes.size());
        return {};
    }
    [[nodiscard]] Result<void> addLarge(CellKind kind, std::string_view bytes) {
        const Result<std::uint64_t> offset = m_largeValues->store(bytes);
        if (!offset) {
            return std::unexpected(offset.error());
        }
        const LargeValue record{*offset, bytes.size()};
        *m_next++ = CellSlot(kind, static_cast<std::uint32_t>(m_arena.size()),
                             static_cast<std::uint32_t>(sizeof record + kLargeHead));
        m_arena.append(&record, sizeof record);
        m_arena.append(bytes.data(), kLargeHead);
        return {};
    }

    std::size_t m_columns;
    BatchLimits m_limits;
    LargeValueStore* m_largeValues;
    std::shared_ptr<BatchPool> m_pool;
    std::size_t m_rows = 0;
    CellSlot* m_next = nullptr;
    std::vector<CellSlot> m_slots;
    ByteArena m_arena;
};

} // namespace dbv
