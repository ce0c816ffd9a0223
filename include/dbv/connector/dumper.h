// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include <dbv/core/result.h>

namespace dbv {

/// How far a dump has come; false asks it to stop.
using DumpProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// Copies a whole database in one snapshot into a file of the engine's own kind.
///
/// Thread: one at a time, the one that uses the session. Must not outlive its session.
class Dumper {
public:
    Dumper() = default;
    Dumper(const Dumper&) = delete;
    Dumper& operator=(const Dumper&) = delete;
    virtual ~Dumper() = default;

    /// Writes the dump to a file that must not exist yet, and removes it when it fails. Unit of progress: pages.
    /// Blocks: until done.
    /// Errors: Cancelled, IoError, Busy.
    [[nodiscard]] virtual Result<void> dump(const std::string& path, const DumpProgress& progress) = 0;
};

} // namespace dbv
