// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <dbv/core/result.h>

#include "scripts/script_bytes.h"

namespace dbv::scripts {

/// A file as it lies on the disk, or what comes from a pipe.
struct RawFile {
    std::unique_ptr<ScriptBytes> bytes;
    /// Unit: bytes. Nothing for a pipe.
    std::optional<std::uint64_t> size;
    /// Says which file it is and since when it is as it is; another text for another or a changed one. Empty for a pipe.
    std::string identity;
    /// The same as it is now, as long as `bytes` is there; null for a pipe.
    std::function<std::string()> identityNow;
};

/// Where a script is read from.
struct ScriptOrigin {
    /// Absolute, or relative to the process's working directory.
    std::string path;
    /// An open file or pipe that is read instead, and not closed; `path` is then what it is called.
    std::optional<int> descriptor = std::nullopt;
};

/// Opens it. `stop` ends a read that waits for a pipe.
/// Errors: IoError, also for a folder.
[[nodiscard]] Result<RawFile> openRawFile(const ScriptOrigin& origin, std::stop_token stop);

} // namespace dbv::scripts
