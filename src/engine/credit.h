// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>

namespace dbv::engine {

/// How much a reader still wants, of rows or statements; the largest number is without end.
///
/// Thread: any.
class Credit {
public:
    static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

    explicit Credit(std::uint64_t left = 0) : m_left(left) {}

    [[nodiscard]] std::uint64_t left() const { return m_left.load(); }
    void reset(std::uint64_t left) { m_left = left; }
    void grant(std::uint64_t more) {
        change([more](std::uint64_t now) { return more > kUnlimited - now ? kUnlimited : now + more; });
    }
    void use(std::uint64_t used) {
        change([used](std::uint64_t now) { return now == kUnlimited ? now : now - std::min(now, used); });
    }

private:
    // Reader and run change it at the same time.
    template <class Next>
    void change(Next next) {
        std::uint64_t now = m_left.load();
        while (!m_left.compare_exchange_weak(now, next(now))) {
        }
    }

    std::atomic<std::uint64_t> m_left;
};

} // namespace dbv::engine
