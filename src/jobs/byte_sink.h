// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

namespace dbv::jobs {

/// Where bytes go one after the other: a file, a pipe, a test's string.
/// Thread: one at a time.
class ByteSink {
public:
    ByteSink() = default;
    ByteSink(const ByteSink&) = delete;
    ByteSink& operator=(const ByteSink&) = delete;
    virtual ~ByteSink() = default;

    /// Takes all of the bytes.
    /// Blocks: until there is room for them.
    /// Errors: IoError, Cancelled.
    [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
};

} // namespace dbv::jobs
