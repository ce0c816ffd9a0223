// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <sys/types.h>

#include "ssh/descriptor.h"

namespace dbv::ssh {

/// What an SSH session speaks over: a socket, or a channel of the session before it. Never waits.
class ByteLink {
public:
    virtual ~ByteLink() = default;

    /// Bytes that came; 0 at the end; `-EAGAIN` when there are none now; another `-errno` when it broke.
    [[nodiscard]] virtual ssize_t receive(void* buffer, std::size_t size) = 0;
    /// How many were taken; `-EAGAIN` for none now; another `-errno` when it broke.
    [[nodiscard]] virtual ssize_t send(const void* buffer, std::size_t size) = 0;
};

/// Owns: the socket, which does not block.
class SocketLink final : public ByteLink {
public:
    explicit SocketLink(Descriptor socket) : m_socket(std::move(socket)) {}
    ssize_t receive(void* buffer, std::size_t size) override;
    ssize_t send(const void* buffer, std::size_t size) override;

private:
    Descriptor m_socket;
};

} // namespace dbv::ssh
