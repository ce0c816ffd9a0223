// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "archive/archive_digest.h"

namespace dbv::archive {

/// Reckons a digest on a thread of its own, while whoever has the bytes writes the same ones: each takes about as long as the other.
/// Thread: one at a time. Owns: the thread, from the first bytes on.
class DigestAside {
public:
    /// As long as it lives, the bytes are taken into the digest, and neither may be touched by others. Blocks: its end, until that is done.
    class Turn {
    public:
        explicit Turn(DigestAside& aside) : m_aside(aside) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() { m_aside.wait(); }

    private:
        DigestAside& m_aside;
    };

    DigestAside() = default;
    DigestAside(const DigestAside&) = delete;
    DigestAside& operator=(const DigestAside&) = delete;
    ~DigestAside();

    /// Begins with bytes, one turn at a time.
    [[nodiscard]] Turn take(ArchiveDigest& digest, std::string_view bytes);

private:
    void work();
    void wait();

    std::mutex m_guard;
    std::condition_variable m_changed;
    ArchiveDigest* m_digest = nullptr;
    /// What is to be done, and nothing when it is done.
    std::optional<std::string_view> m_bytes;
    bool m_isOver = false;
    std::jthread m_thread;
};

} // namespace dbv::archive
