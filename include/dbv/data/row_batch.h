// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <dbv/data/batch_pool.h>
#include <dbv/data/byte_arena.h>
#include <dbv/data/cell.h>

namespace dbv {

/// An immutable block of rows: one CellSlot a cell, row after row, into one arena of bytes.
///
/// Text stands exactly as the server rendered it; an engine that hands out native numbers keeps them native, and
/// `cell_text.h` renders them.
/// Thread: immutable, so any number of threads may read it.
/// Shape: `rows() * columns()` slots.
class RowBatch {
public:
    RowBatch() = default;
    /// With a pool, the memory goes back there in the end.
    RowBatch(std::size_t columns, std::size_t rows, std::vector<CellSlot> cells, ByteArena arena,
             std::shared_ptr<BatchPool> pool = {})
        : m_columns(columns),
          m_rows(rows),
          m_slots(std::move(cells)),
          m_arena(std::move(arena)),
          m_pool(std::move(pool)) {}
    RowBatch(const RowBatch&) = delete;
    RowBatch& operator=(const RowBatch&) = delete;
    RowBatch(RowBatch&&) = default;
    RowBatch& operator=(RowBatch&&) = default;
    ~RowBatch() {
        if (m_pool != nullptr) {
            m_pool->giveBack({std::move(m_slots), std::move(m_arena)});
        }
    }

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    /// Unit: bytes of memory that the block holds.
    [[nodiscard]] std::size_t byteSize() const { return m_slots.capacity() * sizeof(CellSlot) + m_arena.capacity(); }
    [[nodiscard]] std::span<const CellSlot> cellSlots() const { return m_slots; }
    [[nodiscard]] std::span<const std::byte> arena() const { return m_arena.bytes(); }

    /// The cell at a row and column of this block, both below the shape.
    [[nodiscard]] Cell cell(std::size_t row, std::size_t column) const {
        const CellSlot slot = m_slots[row * m_columns + column];
        Cell cell;
        cell.kind = slot.kind();
        // Of a number kept in its slot the offset is the number: it must not be added to an address.
        const bool inArena = slot.kind() != CellKind::Null && slot.kind() != CellKind::SmallInt;
        const char* at = reinterpret_cast<const char*>(m_arena.data()) + (inArena ? slot.offset() : 0);
        switch (slot.kind()) {
        case CellKind::Null: break;
        case CellKind::Text:
        case CellKind::Bytes: cell.bytes = {at, slot.length()}; break;
        case CellKind::SmallInt: cell.integer = static_cast<std::int32_t>(slot.offset()); break;
        case CellKind::Integer: std::memcpy(&cell.integer, at, sizeof cell.integer); break;
        case CellKind::Real: std::memcpy(&cell.real, at, sizeof cell.real); break;
        case CellKind::LargeText:
        case CellKind::LargeBytes:
            std::memcpy(&cell.large, at, sizeof cell.large);
            cell.bytes = {at + sizeof cell.large, slot.length() - sizeof cell.large};
            break;
        }
        return cell;
    }

private:
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    std::vector<CellSlot> m_slots;
    ByteArena m_arena;
    std::shared_ptr<BatchPool> m_pool;
};

using RowBatchPtr = std::shared_ptr<const RowBatch>;

} // namespace dbv
