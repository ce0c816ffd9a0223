// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/core/result.h>

#include "ssh/descriptor.h"
#include "ssh/private_folder.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

/// A listening socket for programs of this user.
/// Owns: the socket, and its folder.
class LocalDoor {
public:
    /// `port` names a socket in a folder; a loopback port is chosen by the system.
    /// Errors: IoError.
    [[nodiscard]] static Result<LocalDoor> open(DoorKind kind, std::uint16_t port);

    /// Lets nobody in any more; who waits is turned away.
    void shut() {
        m_socket.reset();
        m_folder.reset();
    }
    [[nodiscard]] int fd() const { return m_socket.get(); }
    [[nodiscard]] const std::string& address() const { return m_address; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// Who waits at the door. No descriptor: nobody does. An error: somebody was turned away.
    [[nodiscard]] Result<Descriptor> accept() const;

private:
    LocalDoor() = default;

    std::optional<PrivateFolder> m_folder;
    Descriptor m_socket;
    std::string m_address;
    std::uint16_t m_port = 0;
};

} // namespace dbv::ssh
