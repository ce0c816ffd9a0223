// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

/// What the benchmarks share: how they measure and how they tell it.
namespace dbv::bench {

/// Runs from its making.
class Stopwatch {
public:
    [[nodiscard]] double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_began).count();
    }

private:
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
};

/// The middle one of these, of an even number the upper of the two. There must be one.
[[nodiscard]] double median(std::vector<double> values);
/// The largest of these. There must be one.
[[nodiscard]] double largest(const std::vector<double>& values);
/// The middle one of what each pair of a round came to: ours through the limit's.
[[nodiscard]] double medianRatio(const std::vector<double>& ours, const std::vector<double>& bare);

/// A line of /proc/self/status, such as `VmRSS`. Unit: MiB; 0 where there is no such file.
[[nodiscard]] double processMebibytes(std::string_view name);
/// A number as people read it: `12.3`.
[[nodiscard]] std::string shortNumber(double value, int decimals = 1);

/// Tells `tests/bench/run` what one line of its table came to.
void tell(std::string_view line, double value, const std::string& detail);
/// Ends the program, which can not measure what it was asked to.
[[noreturn]] void giveUp(const std::string& why);

} // namespace dbv::bench
