// SPDX-License-Identifier: Apache-2.0
#include "ssh/built_in_tunnel.h"

#include <thread>

#include "ssh/chain_service.h"
#include "ssh/ctr_ahead.h"

namespace dbv::ssh {

namespace {

class BuiltInTunnel final : public Tunnel {
public:
    BuiltInTunnel(TunnelSpec spec, SshChain chain, std::function<void(const Error&)> broken)
        : m_spec(std::move(spec)),
          m_description("built-in SSH (libssh2 " + std::string(libssh2_version(0)) + ")"),
          m_board(std::make_shared<DoorBoard>()),
          m_thread([this, chain = std::move(chain), broken = std::move(broken)](const std::stop_token& stop) mutable {
              serve(std::move(chain), broken, stop);
          }) {}

    Result<std::unique_ptr<Forward>> forward(const std::string& host, std::uint16_t port, DoorKind kind) override {
        auto door = LocalDoor::open(kind, port);
        if (!door) {
            return std::unexpected(door.error());
        }
        auto served = std::make_shared<ServedDoor>(std::move(*door), RelayTarget{host, port});
        if (auto trouble = m_board->add(served)) {
            return std::unexpected(*trouble);
        }
        return std::make_unique<BoardForward>(std::move(served), m_board);
    }
    std::optional<Error> trouble() const override { return m_board->trouble(); }
    const std::string& description() const override { return m_description; }

private:
    void serve(SshChain chain, const std::function<void(const Error&)>& broken, const std::stop_token& stop) {
        Error trouble;
        {
            // Keys are exchanged anew from time to time.
            const CtrAhead faster;
            ChainService service(m_spec, std::move(chain), *m_board);
            trouble = service.run(stop);
            m_board->end(trouble);
        }
        if (broken && !stop.stop_requested()) {
            broken(trouble);
        }
    }

    TunnelSpec m_spec;
    std::string m_description;
    std::shared_ptr<DoorBoard> m_board;
    std::jthread m_thread;
};

} // namespace

Opened<std::shared_ptr<Tunnel>> openBuiltInTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                                  const std::stop_token& stop) {
    SshPrompts nobody;
    const Waiter waiter(stop);
    SshChain chain;
    HopOpening opening(spec, listener, listener.prompts != nullptr ? *listener.prompts : nobody, waiter, chain);
    for (std::size_t hop = 0; hop < spec.hops.size(); ++hop) {
        if (auto opened = opening.open(hop); !opened) {
            return std::unexpected(opened.error());
        }
    }
    return std::make_shared<BuiltInTunnel>(spec, std::move(chain), listener.broken);
}

} // namespace dbv::ssh
