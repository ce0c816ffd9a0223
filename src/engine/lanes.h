// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "concurrency/lane.h"

namespace dbv::engine {

/// Where blocking work runs, by what it may hold up.
struct Lanes {
    static constexpr std::size_t kInteractiveThreads = 32;
    static constexpr std::size_t kJobThreads = 4;

    /// What a user waits for: statements, metadata.
    concurrency::Lane interactive{kInteractiveThreads};
    /// Exports and other long work.
    concurrency::Lane jobs{kJobThreads};
    /// The application's own database.
    concurrency::Lane store{1};
    /// Cancels; nothing else, so that a cancel never waits for work.
    concurrency::Lane control{1};
};

} // namespace dbv::engine
