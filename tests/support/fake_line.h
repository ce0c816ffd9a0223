// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <unistd.h>

#include <dbv/connector/session.h>

namespace dbv::testing {

/// What a session and those that must not outlive it know of each other, and a socket that a server can make readable.
/// Guarded by the server's mutex.
struct FakeLine {
    FakeLine() {
        if (::pipe(m_ends.data()) != 0) {
            m_ends = {-1, -1};
        }
    }
    FakeLine(const FakeLine&) = delete;
    FakeLine& operator=(const FakeLine&) = delete;
    ~FakeLine() {
        ::close(m_ends[0]);
        ::close(m_ends[1]);
    }

    [[nodiscard]] int socket() const { return m_ends[0]; }
    void signal() {
        const char byte = 0;
        m_signals += ::write(m_ends[1], &byte, 1) == 1 ? 1 : 0;
    }
    /// Takes what has come.
    std::vector<Notice> hear() {
        for (char byte = 0; m_signals > 0 && ::read(m_ends[0], &byte, 1) == 1;) {
            --m_signals;
        }
        return std::exchange(unheard, {});
    }

    bool alive = true;
    bool running = false;
    bool interrupted = false;
    TransactionState transaction = TransactionState::None;
    Grammar grammar;
    std::vector<Notice> unheard;
    std::optional<Error> lost;
    std::optional<Error> lostWhenAsked;

private:
    std::array<int, 2> m_ends{-1, -1};
    int m_signals = 0;
};

} // namespace dbv::testing
