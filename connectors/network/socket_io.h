// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::network {

/// How long something may take, and who may end it before.
struct Patience {
    std::chrono::steady_clock::time_point until;
    std::stop_token stop;

    [[nodiscard]] std::chrono::milliseconds left() const;
};

/// Where a line is laid to: an address as a number and a port, or the path of a socket.
struct Address {
    std::string host;
    std::uint16_t port = 0;
    std::string socketPath;

    [[nodiscard]] bool isSocket() const { return !socketPath.empty(); }
};

/// Waits until a socket can be read or written, or the time is up.
/// True when it can, also when it is broken: the next call on it tells how.
[[nodiscard]] bool waitForSocket(int socket, bool forReading, bool forWriting, std::chrono::milliseconds timeout);
/// Lets a reader be woken only when this many bytes are there. Does nothing where the system has no such mark.
void setReadMark(int socket, int bytes);
/// Whether the other side has closed a line on which nothing is expected. Blocks: not.
[[nodiscard]] bool isClosed(int socket);
/// How many bytes have come that were not read yet, as far as the system tells.
[[nodiscard]] std::size_t bytesWaiting(int socket);
/// What has come and was not read yet, as far as there is room for it; it stays to be read. Nothing at the line's end, or when it is
/// broken. Blocks: not.
[[nodiscard]] std::string_view peekWaiting(int socket, std::span<char> room);
/// Ends both directions of a line, so that whoever waits on it finds its end.
void cutLine(int socket);
/// Lets the system find out that nobody answers any more, within a minute or so.
void watchLine(int socket);

/// A line of our own, without blocking calls. Owns: the socket.
class OwnLine {
public:
    /// Errors: ConnectionFailed, TimedOut, Cancelled.
    [[nodiscard]] static Result<OwnLine> open(const Address& address, const Patience& patience);

    OwnLine(OwnLine&& other) noexcept;
    OwnLine& operator=(OwnLine&& other) = delete;
    OwnLine(const OwnLine&) = delete;
    OwnLine& operator=(const OwnLine&) = delete;
    ~OwnLine();

    [[nodiscard]] int socket() const { return m_socket; }
    /// What one read or write without waiting came to; nothing of all that at the line's end.
    struct Moved {
        std::size_t bytes = 0;
        bool wouldBlock = false;
        bool broken = false;
    };
    [[nodiscard]] Moved readSome(std::span<std::byte> into) const;
    [[nodiscard]] Moved writeSome(std::span<const std::byte> from) const;
    /// Fills the whole range. Errors: ConnectionFailed, TimedOut, Cancelled.
    [[nodiscard]] Result<void> read(std::span<std::byte> into, const Patience& patience) const;
    /// Writes the whole range. Errors: as `read`.
    [[nodiscard]] Result<void> write(std::span<const std::byte> from, const Patience& patience) const;
    /// Errors: TimedOut, Cancelled.
    [[nodiscard]] Result<void> wait(bool forReading, bool forWriting, const Patience& patience) const;

private:
    explicit OwnLine(int socket) : m_socket(socket) {}

    int m_socket = -1;
};

} // namespace dbv::network
