// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace dbv::viewmodel {

/// How fast a phase of a job goes, from what is told of it.
class JobPace {
public:
    /// `at` is a moment of a clock that only goes forward. Unit: milliseconds.
    void note(const std::string& phase, std::uint64_t done, std::int64_t at) {
        if (phase != m_phase || done < m_first) {
            m_phase = phase;
            m_first = done;
            m_begun = at;
        }
        m_last = done;
        m_now = at;
    }
    /// In the unit of what is done; 0 until that can be told.
    [[nodiscard]] double perSecond() const {
        constexpr std::int64_t kSoonestMs = 500;
        constexpr double kMillisecondsInSecond = 1000;
        const std::int64_t took = m_now - m_begun;
        return took < kSoonestMs
                   ? 0
                   : static_cast<double>(m_last - m_first) * kMillisecondsInSecond / static_cast<double>(took);
    }

private:
    std::string m_phase;
    std::uint64_t m_first = 0;
    std::uint64_t m_last = 0;
    std::int64_t m_begun = 0;
    std::int64_t m_now = 0;
};

} // namespace dbv::viewmodel
