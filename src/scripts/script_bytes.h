// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dbv/core/result.h>

namespace dbv::scripts {

/// The bytes of a script, one behind the other, as they are before anybody asks for their encoding.
///
/// Thread: one at a time. Blocks: on the disk, or on whoever writes into a pipe.
class ScriptBytes {
public:
    ScriptBytes() = default;
    ScriptBytes(const ScriptBytes&) = delete;
    ScriptBytes& operator=(const ScriptBytes&) = delete;
    virtual ~ScriptBytes() = default;

    /// Fills `into` from its start, and says how much of it; 0 at the end only.
    /// Errors: IoError, also for a damaged archive, with the place in the file; Cancelled.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
    /// Whether `read` gives something, or says that there is no more, without waiting for whoever writes it.
    [[nodiscard]] virtual bool isReady() { return true; }
    /// Whether it may ever not be ready: somebody still writes what is read.
    [[nodiscard]] virtual bool mayWait() const { return false; }
    /// How much of the file was read for that: of an archive, what is packed. Unit: bytes.
    [[nodiscard]] virtual std::uint64_t taken() const = 0;
};

} // namespace dbv::scripts
