// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace dbv::jobs {

/// Text that is built by writing to a bare place of a known size: no byte is zeroed first and no bound is checked twice.
///
/// Owns: its memory, which stays when the text is cleared.
class TextBuffer {
public:
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::string_view view() const { return {m_text.get(), m_size}; }
    void clear() { m_size = 0; }

    /// Where the next bytes go, with room for at least `count` of them. Tell by `finishAt` how far they went.
    [[nodiscard]] char* room(std::size_t count) {
        if (m_capacity - m_size < count) {
            grow(m_size + count);
        }
        return m_text.get() + m_size;
    }
    void finishAt(const char* end) { m_size = static_cast<std::size_t>(end - m_text.get()); }

    void append(std::string_view text) {
        if (!text.empty()) {
            std::memcpy(room(text.size()), text.data(), text.size());
            m_size += text.size();
        }
    }
    void append(char c) {
        *room(1) = c;
        ++m_size;
    }

private:
    void grow(std::size_t needed) {
        const std::size_t capacity = std::max(needed, m_capacity * 2);
        auto larger = std::make_unique_for_overwrite<char[]>(capacity);
        if (m_size != 0) {
            std::memcpy(larger.get(), m_text.get(), m_size);
        }
        m_text = std::move(larger);
        m_capacity = capacity;
    }

    std::unique_ptr<char[]> m_text;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace dbv::jobs
