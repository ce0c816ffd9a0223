// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <QObject>

#include "bus/engine_port.h"
#include "bus/request.h"
#include "concurrency/mailbox.h"
#include "protocol/envelope.h"

namespace dbv::bus {

/// The one door between a front end and the engine.
///
/// Events wait in a mailbox and are handled on the bus's thread, a frame's worth at a time, so that a storm of them never
/// holds up the event loop.
/// Thread: the one it lives in.
class CommandBus final : public QObject {
    Q_OBJECT

public:
    /// Called for each event of one request, in order; `last` tells that nothing follows.
    using Handler = std::function<void(const protocol::Event& event, bool last)>;

    /// The port must outlive the bus.
    explicit CommandBus(EnginePort& engine, QObject* parent = nullptr);
    ~CommandBus() override;

    /// Sends a command; `handler` hears all that is said about it. `heard` is the last loss of a session that is known to whoever
    /// says this, where that is less than this bus has delivered (`protocol::LossMark`).
    [[nodiscard]] Request send(protocol::Command command, Handler handler, std::uint64_t heard = protocol::kHeardAll);

    /// Sends a command and hears only how it ended: `done(const Answer&)` or `failed(const Error&)`.
    template <class C, class Done, class Failed>
    [[nodiscard]] Request ask(C command, Done done, Failed failed) {
        return send(std::move(command),
                    [done = std::move(done), failed = std::move(failed)](const protocol::Event& event, bool last) {
                        if (!last) {
                            return;
                        }
                        if (const auto* answer = std::get_if<typename C::Answer>(&event)) {
                            done(*answer);
                        } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                            failed(failure->error);
                        }
                    });
    }
    /// Sends a command whose end nobody waits for.
    template <class C>
    void tell(C command) {
        static_assert(C::kOnDrop == protocol::OnDrop::Finish, "a command that is cancelled on drop needs a listener");
        send(std::move(command), {}).detach();
    }

    /// Where this bus's users leave secrets for the engine.
    [[nodiscard]] const std::shared_ptr<SecretShelf>& secrets() const { return m_secrets; }

private:
    friend class Request;
    struct Conversation {
        std::shared_ptr<const Handler> handler;
        protocol::OnDrop onDrop = protocol::OnDrop::Finish;
    };

    [[nodiscard]] bool isActive(RequestId id) const { return m_conversations.contains(id); }
    void drop(RequestId id);
    void receive(protocol::EventEnvelope envelope);
    void deliver();

    EnginePort& m_engine;
    std::shared_ptr<SecretShelf> m_secrets = std::make_shared<SecretShelf>();
    std::uint64_t m_lastId = 0;
    /// The last loss that was delivered.
    std::uint64_t m_heard = 0;
    std::unordered_map<RequestId, Conversation> m_conversations;
    concurrency::Mailbox<protocol::EventEnvelope> m_mailbox;
    std::vector<protocol::EventEnvelope> m_undelivered;
    std::size_t m_nextUndelivered = 0;
    // Requests may outlive the bus; this tells them.
    std::shared_ptr<CommandBus*> m_self;
};

} // namespace dbv::bus
