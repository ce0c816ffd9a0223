// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include <dbv/core/locked_memory.h>

namespace dbv {

/// Memory that is wiped when it is given back, also when what lies in it grows and moves.
template <class T>
struct WipingAllocator {
    using value_type = T;

    WipingAllocator() = default;
    template <class Other>
    WipingAllocator(const WipingAllocator<Other>&) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* at, std::size_t count) noexcept {
        wipe({reinterpret_cast<char*>(at), count * sizeof(T)});
        std::allocator<T>().deallocate(at, count);
    }
    friend bool operator==(const WipingAllocator&, const WipingAllocator&) = default;
};

/// A text that may hold a secret among other things, too long or too much copied for locked memory. Some fifteen
/// characters may lie in the object itself, where they stay: it is for whole lines and messages.
using WipedText = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

} // namespace dbv
