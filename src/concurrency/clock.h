// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace dbv::concurrency {

using TimePoint = std::chrono::steady_clock::time_point;

/// Tells the time, so that tests can move it by hand.
/// Thread: any.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual TimePoint now() const = 0;
};

/// The machine's own monotonic clock.
class SteadyClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return std::chrono::steady_clock::now(); }
};

/// Milliseconds between two points, with fractions.
[[nodiscard]] inline double millisecondsBetween(TimePoint from, TimePoint to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

} // namespace dbv::concurrency
