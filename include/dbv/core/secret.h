// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/locked_memory.h>

namespace dbv {

/// Bytes that nobody else may read: in locked memory, wiped when they go, never printed, never copied by accident. A move
/// hands the memory on, so that the bytes stay in one place.
///
/// Owns: its bytes.
class Secret {
public:
    Secret() = default;
    /// Takes the bytes out of a string, which is wiped and empty afterwards.
    explicit Secret(std::string&& bytes) : Secret(std::string_view(bytes)) {
        bytes.resize(bytes.capacity());
        wipe(bytes);
        bytes.clear();
    }
    /// Copies; the bytes that were given are left as they are.
    explicit Secret(std::string_view bytes) : m_memory(bytes.size()) {
        std::ranges::copy(bytes, m_memory.bytes().begin());
    }
    explicit Secret(const char* text) : Secret(std::string_view(text)) {}
    explicit Secret(LockedMemory&& memory) : m_memory(std::move(memory)) {}

    /// A secret of `size` bytes that `fill` writes where they stay: `fill(std::span<char>)`.
    template <class Fill>
    [[nodiscard]] static Secret filled(std::size_t size, Fill&& fill) {
        LockedMemory memory(size);
        std::forward<Fill>(fill)(memory.bytes());
        return Secret(std::move(memory));
    }

    /// A second copy, asked for by name.
    [[nodiscard]] Secret clone() const { return Secret(reveal()); }
    [[nodiscard]] bool empty() const { return m_memory.bytes().empty(); }
    /// The bytes, with a NUL behind them, for the one call that needs them. Valid until the secret is assigned to or
    /// destroyed; a move leaves them where they are.
    [[nodiscard]] std::string_view reveal() const {
        return empty() ? std::string_view("") : std::string_view(m_memory.bytes().data(), m_memory.bytes().size());
    }
    /// The same for a function that reads to the NUL; a secret that holds one is cut there.
    [[nodiscard]] const char* revealToC() const { return empty() ? "" : m_memory.bytes().data(); }
    /// False when the system refused to lock the memory: the bytes may then be swapped to a disk.
    [[nodiscard]] bool isLocked() const { return m_memory.isLocked(); }

private:
    LockedMemory m_memory;
};

} // namespace dbv
