// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace dbv::results {

/// An array that grows at its end and never moves an element.
///
/// Shape: segments, each twice as large as the one before.
/// Thread: one thread grows it; others read elements whose writing happened before by other means (a published count).
template <class T>
class GrowingArray {
public:
    GrowingArray() = default;
    GrowingArray(const GrowingArray&) = delete;
    GrowingArray& operator=(const GrowingArray&) = delete;
    ~GrowingArray() {
        for (const std::atomic<T*>& segment : m_segments) {
            std::unique_ptr<T[]>(segment.load(std::memory_order_relaxed)).reset();
        }
    }

    /// Makes the element exist, value-initialised.
    [[nodiscard]] T& grow(std::uint64_t index) {
        std::atomic<T*>& segment = m_segments[segmentOf(index)];
        if (segment.load(std::memory_order_relaxed) == nullptr) {
            segment.store(std::make_unique<T[]>(kFirst << segmentOf(index)).release(), std::memory_order_release);
        }
        return (*this)[index];
    }
    [[nodiscard]] T& operator[](std::uint64_t index) { return *address(index); }
    [[nodiscard]] const T& operator[](std::uint64_t index) const { return *address(index); }

private:
    static constexpr std::uint64_t kFirst = 64;
    static constexpr std::size_t kSegments = 40;

    [[nodiscard]] static std::size_t segmentOf(std::uint64_t index) {
        // The remainder changes nothing and tells a static analyser that no shift goes too far.
        return static_cast<std::size_t>(63 - std::countl_zero(index / kFirst + 1)) % 64;
    }
    [[nodiscard]] T* address(std::uint64_t index) const {
        const std::size_t segment = segmentOf(index);
        const std::uint64_t first = ((std::uint64_t{1} << segment) - 1) * kFirst;
        return m_segments[segment].load(std::memory_order_acquire) + (index - first);
    }

    std::array<std::atomic<T*>, kSegments> m_segments{};
};

} // namespace dbv::results
