// SPDX-License-Identifier: Apache-2.0
#include "bus/command_bus.h"

#include <algorithm>
#include <chrono>
#include <variant>

#include <QMetaObject>

namespace dbv::bus {

namespace {

// Half a frame: what is left over waits for the next turn of the event loop.
constexpr std::chrono::milliseconds kTurnBudget{8};

protocol::OnDrop onDropOf(const protocol::Command& command) {
    return std::visit([](const auto& c) { return std::decay_t<decltype(c)>::kOnDrop; }, command);
}

/// The loss that is told with the last word about a request; 0 for none.
std::uint64_t lossToldBy(const protocol::Event& event) {
    return std::visit(
        [](const auto& each) -> std::uint64_t {
            if constexpr (requires { each.loss.number; }) {
                return each.loss.number;
            }
            return 0;
        },
        event);
}

} // namespace

CommandBus::CommandBus(EnginePort& engine, QObject* parent)
    : QObject(parent), m_engine(engine), m_self(std::make_shared<CommandBus*>(this)) {
    m_engine.connectSecrets(m_secrets);
    m_engine.connectSink([this](protocol::EventEnvelope envelope) { receive(std::move(envelope)); });
}

CommandBus::~CommandBus() {
    m_engine.connectSink({});
}

Request CommandBus::send(protocol::Command command, Handler handler, std::uint64_t heard) {
    const RequestId id{++m_lastId};
    m_conversations.emplace(id, Conversation{std::make_shared<const Handler>(std::move(handler)), onDropOf(command)});
    m_engine.post({id, std::move(command), std::min(heard, m_heard)});
    return {m_self, id};
}

void CommandBus::drop(RequestId id) {
    const auto found = m_conversations.find(id);
    if (found == m_conversations.end()) {
        return;
    }
    const bool cancel = found->second.onDrop == protocol::OnDrop::Cancel;
    m_conversations.erase(found);
    if (cancel) {
        tell(protocol::CancelRequest{id});
    }
}

void CommandBus::receive(protocol::EventEnvelope envelope) {
    if (m_mailbox.put(std::move(envelope))) {
        QMetaObject::invokeMethod(this, &CommandBus::deliver, Qt::QueuedConnection);
    }
}

void CommandBus::deliver() {
    for (protocol::EventEnvelope& envelope : m_mailbox.takeAll()) {
        m_undelivered.push_back(std::move(envelope));
    }
    const auto deadline = std::chrono::steady_clock::now() + kTurnBudget;
    while (m_nextUndelivered < m_undelivered.size()) {
        // A handler may send, drop or destroy requests; the envelope is taken out first.
        const protocol::EventEnvelope envelope = std::move(m_undelivered[m_nextUndelivered++]);
        m_heard = std::max(m_heard, lossToldBy(envelope.event));
        const auto found = m_conversations.find(envelope.request);
        if (found != m_conversations.end()) {
            const std::shared_ptr<const Handler> handler = found->second.handler;
            if (envelope.last) {
                m_conversations.erase(found);
            }
            if (*handler) {
                (*handler)(envelope.event, envelope.last);
            }
        }
        if (std::chrono::steady_clock::now() > deadline && m_nextUndelivered < m_undelivered.size()) {
            QMetaObject::invokeMethod(this, &CommandBus::deliver, Qt::QueuedConnection);
            return;
        }
    }
    m_undelivered.clear();
    m_nextUndelivered = 0;
}

} // namespace dbv::bus
