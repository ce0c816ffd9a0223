// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/events.h"

namespace dbv::bus {

/// How fast a job goes, and when it may be over, from what is told of it. Where the share of the whole is known, that counts; else the phase does.
class JobPace {
public:
    /// `at` is a moment of a clock that only goes forward. Unit: milliseconds.
    void note(const protocol::JobProgressed& progress, std::int64_t at) {
        if (progress.phase != m_last.phase || progress.done < m_first) {
            m_first = progress.done;
            m_begun = at;
        }
        if (progress.share && (!m_firstShare || *progress.share < *m_firstShare)) {
            m_firstShare = progress.share;
            m_shareBegun = at;
        }
        if (progress.share && progress.share != m_last.share) {
            m_shareMoved = at;
        }
        m_last = progress;
        m_now = at;
    }
    /// Of what the phase counts, in its unit; 0 until that can be told.
    [[nodiscard]] double perSecond() const {
        constexpr std::int64_t kSoonestMs = 500;
        const std::int64_t took = m_now - m_begun;
        return took < kSoonestMs
                   ? 0
                   : static_cast<double>(m_last.done - m_first) * kMillisecondsInSecond / static_cast<double>(took);
    }
    /// Until the job is over; nothing where nobody can tell, as while something goes on that is not measured.
    [[nodiscard]] std::optional<double> secondsLeft() const {
        if (m_last.share) {
            return secondsLeftOfShare();
        }
        const double pace = perSecond();
        return pace < 1 || m_last.total <= m_last.done
                   ? std::nullopt
                   : std::optional(static_cast<double>(m_last.total - m_last.done) / pace);
    }

private:
    static constexpr double kMillisecondsInSecond = 1000;

    [[nodiscard]] std::optional<double> secondsLeftOfShare() const {
        constexpr std::int64_t kSoonestShareMs = 1'000;
        constexpr std::int64_t kMostStillMs = 3'000;
        constexpr double kLeastShare = 0.01;
        const double gone = *m_last.share - *m_firstShare;
        const std::int64_t took = m_now - m_shareBegun;
        if (took < kSoonestShareMs || gone < kLeastShare || m_now - m_shareMoved > kMostStillMs) {
            return std::nullopt;
        }
        return (1 - *m_last.share) / gone * static_cast<double>(took) / kMillisecondsInSecond;
    }

    protocol::JobProgressed m_last;
    std::uint64_t m_first = 0;
    std::int64_t m_begun = 0;
    std::int64_t m_now = 0;
    std::optional<double> m_firstShare;
    std::int64_t m_shareBegun = 0;
    std::int64_t m_shareMoved = 0;
};

} // namespace dbv::bus
