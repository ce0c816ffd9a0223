// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/tunnel.h"

namespace dbv::ssh {

/// What a server says of a file.
struct SftpFacts {
    bool isFile = false;
    bool isFolder = false;
    /// Unit: bytes.
    std::uint64_t size = 0;
    /// Seconds since 1970, UTC.
    std::int64_t modified = 0;
};

/// An entry of a folder, as the server calls it: any bytes but `/` and zero, and never `.` or `..`.
struct SftpName {
    std::string name;
    SftpFacts facts;
};

/// A file of a server that is read or written. Closed when this is destroyed, which takes a few seconds at most.
///
/// Thread: one at a time. Errors of all calls: those of `Sftp`.
class SftpFile {
public:
    virtual ~SftpFile() = default;

    /// What comes next; 0 at the end alone.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
    /// Where the next byte is read.
    virtual void seek(std::uint64_t at) = 0;
    /// How long it was when it was opened. Unit: bytes.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Many writes are under way at once, so an error may be that of an earlier one.
    [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
    /// All that was written has arrived, and is on the server's disk where that can tell; the file is closed.
    [[nodiscard]] virtual Result<void> finish() = 0;
};

/// The files of a server, by SFTP. Paths are as the server has them: absolute, or beginning in the user's folder.
///
/// The line is kept alive while nothing is done. Destroyed after its files.
/// Thread: any; one call at a time. Blocks: every call, until the server has answered or is silent for too long; a stop ends that at once.
/// Errors of all calls: NotFound for what is not there; IoError for what the server refuses, with its reason; TimedOut for a server that is
/// silent; ConnectionLost; Cancelled.
class Sftp {
public:
    virtual ~Sftp() = default;

    /// Nothing where nothing has that name. A link is itself.
    [[nodiscard]] virtual Result<std::optional<SftpFacts>> look(const std::string& path) = 0;
    /// Limits: 200,000 names; more is an error.
    [[nodiscard]] virtual Result<std::vector<SftpName>> list(const std::string& folder) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<SftpFile>> open(const std::string& path) = 0;
    /// A new file, which its owner alone may read. Errors: IoError also where something has that name.
    [[nodiscard]] virtual Result<std::unique_ptr<SftpFile>> create(const std::string& path) = 0;
    /// Never in the place of another file, as far as the server holds to the protocol.
    [[nodiscard]] virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    [[nodiscard]] virtual Result<void> remove(const std::string& path) = 0;
    /// What this user may write on the disk of a folder; nothing where the server does not tell. Unit: bytes.
    [[nodiscard]] virtual Result<std::optional<std::uint64_t>> freeSpace(const std::string& folder) = 0;
    /// From now on a stop is not heard, and each call ends in so much time: for what has to be put away. Nothing ends that.
    virtual void tidyUp(std::optional<std::chrono::milliseconds> most) = 0;
    /// Whether the line is of no use any more: the server is silent or gone.
    [[nodiscard]] virtual bool isDead() = 0;
};

/// How long a server may be silent.
struct SftpPatience {
    std::chrono::milliseconds silence{60'000};
};

/// Opens the way to the last hop of `spec`, as a tunnel is opened, and speaks SFTP there. The listener's `broken` is never called.
/// Errors: those of `openTunnel`; Unsupported where only the system's ssh could open the way, with the reason, and where the server has no SFTP.
/// Blocks: until it is open; a stop ends that at once.
[[nodiscard]] Result<std::shared_ptr<Sftp>> openSftp(const TunnelSpec& spec, const TunnelListener& listener,
                                                     const SftpPatience& patience, std::stop_token stop);

} // namespace dbv::ssh
