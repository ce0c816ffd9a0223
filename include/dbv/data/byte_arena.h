// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace dbv {

/// A growing run of bytes that is never zeroed and keeps its memory when it is cleared.
///
/// std::vector would write every byte twice; at half a gigabyte a result that is a tenth of the reading time.
/// Owns: its memory.
class ByteArena {
public:
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] const std::byte* data() const { return m_bytes.get(); }
    [[nodiscard]] std::byte* data() { return m_bytes.get(); }
    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_bytes.get(), m_size}; }

    /// Room for `count` more bytes; the caller writes them at the address returned.
    [[nodiscard]] std::byte* extend(std::size_t count) {
        if (m_capacity - m_size < count) {
            reserve(std::max(m_size + count, m_capacity * 2));
        }
        std::byte* place = m_bytes.get() + m_size;
        m_size += count;
        return place;
    }
    void append(const void* bytes, std::size_t count) {
        if (count != 0) {
            std::memcpy(extend(count), bytes, count);
        }
    }
    void reserve(std::size_t capacity) {
        if (capacity <= m_capacity) {
            return;
        }
        auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
        if (m_size != 0) {
            std::memcpy(larger.get(), m_bytes.get(), m_size);
        }
        m_bytes = std::move(larger);
        m_capacity = capacity;
    }
    /// Empties the arena; its memory stays.
    void clear() { m_size = 0; }

private:
    std::unique_ptr<std::byte[]> m_bytes;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace dbv
