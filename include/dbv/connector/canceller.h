// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>

namespace dbv {

/// Asks the server to stop what a session is doing, from outside that session.
///
/// Thread: any, at any time, also after the session is gone (then it does nothing).
class Canceller {
public:
    Canceller() = default;
    Canceller(const Canceller&) = delete;
    Canceller& operator=(const Canceller&) = delete;
    virtual ~Canceller() = default;

    /// Delivers the request. That the statement ended is told by the cursor, not here.
    /// Blocks: at most for one round trip.
    [[nodiscard]] virtual Result<void> cancel() = 0;
};

} // namespace dbv
