// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include <dbv/data/row_batch_builder.h>

#include "concurrency/clock.h"

namespace dbv::engine {

/// How many rows the next block takes: one at once, then more and more as long as blocks fill quickly, so that slow rows
/// are shown one by one and fast ones cost little.
class BatchPace {
public:
    /// A block that took longer than this is followed by a smaller one.
    static constexpr std::chrono::milliseconds kQuick{8};
    /// A block is handed out after this time even if it is not full.
    static constexpr std::chrono::milliseconds kLongest{40};
    static constexpr std::size_t kMostRows = 16384;

    [[nodiscard]] BatchLimits next(concurrency::TimePoint now, std::uint64_t wanted) const {
        BatchLimits limits;
        limits.rows = static_cast<std::size_t>(std::min<std::uint64_t>(m_rows, wanted));
        limits.until = now + kLongest;
        return limits;
    }
    void tookFor(concurrency::TimePoint::duration duration) {
        m_rows = duration <= kQuick ? std::min(m_rows * 4, kMostRows) : std::max<std::size_t>(m_rows / 2, 1);
    }

private:
    std::size_t m_rows = 1;
};

} // namespace dbv::engine
