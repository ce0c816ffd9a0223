// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <poll.h>

#include "ssh/door_board.h"
#include "ssh/keep_alive.h"
#include "ssh/relay.h"
#include "ssh/ssh_chain.h"

namespace dbv::ssh {

/// Serves the doors of an open tunnel until it is told to stop or a server is gone.
///
/// Thread: its own, all of it. Blocks: `run`.
class ChainService {
public:
    ChainService(const TunnelSpec& spec, SshChain chain, DoorBoard& board);

    /// Gives why the tunnel is dead.
    [[nodiscard]] Error run(const std::stop_token& stop);

private:
    struct Passage {
        std::shared_ptr<ServedDoor> door;
        Relay relay;
    };

    void openPump();
    /// Lets the library handle what has come.
    bool pump();
    void takeDoors();
    void admit(const std::shared_ptr<ServedDoor>& door);
    /// Why the last server did not open a way, with its name.
    [[nodiscard]] std::optional<Error> refusalOf(const Relay& relay) const;
    /// Moves what can be moved. True when anything was.
    bool stepAll();
    [[nodiscard]] std::optional<Error> deadHop();
    [[nodiscard]] bool readsRemote() const;
    void waitForWork(Deadline deadline);
    void notice();

    const TunnelSpec& m_spec;
    DoorBoard& m_board;
    SshChain m_chain;
    KeepAlive m_keepAlive;
    std::vector<std::shared_ptr<ServedDoor>> m_doors;
    std::vector<std::unique_ptr<Passage>> m_passages;
    std::vector<pollfd> m_polled;
    /// A channel that nothing goes through: reading from it lets the library handle what comes while nothing else does.
    LIBSSH2_CHANNEL* m_pump = nullptr;
    bool m_broken = false;
    enum class Pump { Opening, Open, Refused } m_pumpState = Pump::Opening;
};

} // namespace dbv::ssh
