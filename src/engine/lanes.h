// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "concurrency/lane.h"

namespace dbv::engine {

/// Where blocking work runs, by what it may hold up.
struct Lanes {
    static constexpr std::size_t kStatementThreads = 256;
    static constexpr std::size_t kMetadataThreads = 16;
    static constexpr std::size_t kConnectingThreads = 16;
    static constexpr std::size_t kEndingThreads = 16;
    static constexpr std::size_t kReadingThreads = 8;
    static constexpr std::size_t kJobThreads = 4;
    static constexpr std::size_t kControlThreads = 16;
    static constexpr std::size_t kAskingThreads = 4;

    /// The statements of users; each may take for ever.
    concurrency::Lane statements{kStatementThreads};
    /// What a server says of its schemas and tables.
    concurrency::Lane metadata{kMetadataThreads};
    /// Opening connections, each until it is there or a server has not answered for too long.
    concurrency::Lane connecting{kConnectingThreads};
    /// What brings a session to rest or closes it, and work that was cancelled before it had a thread: never behind the
    /// work that is to end.
    concurrency::Lane ending{kEndingThreads};
    /// Short reading on this machine: rows of a result, the parts of a script, what the program is.
    concurrency::Lane reading{kReadingThreads};
    /// Exports and other long work.
    concurrency::Lane jobs{kJobThreads};
    /// The application's own database.
    concurrency::Lane store{1};
    /// The history of statements, whose one thread may be behind a script; so it is not that of what is typed.
    concurrency::Lane history{1};
    /// Cancels; nothing else, so that a cancel never waits for work, and one to a server that is gone holds up few others.
    concurrency::Lane control{kControlThreads};
    /// Signs of life from idle sessions, and what their servers said.
    concurrency::Lane asking{kAskingThreads};
};

} // namespace dbv::engine
