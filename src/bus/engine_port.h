// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "bus/secret_shelf.h"
#include "protocol/envelope.h"

namespace dbv::bus {

/// The engine as the bus sees it: commands go in, events come out.
class EnginePort {
public:
    /// Called from any engine thread.
    using EventSink = std::function<void(protocol::EventEnvelope)>;

    EnginePort() = default;
    EnginePort(const EnginePort&) = delete;
    EnginePort& operator=(const EnginePort&) = delete;
    virtual ~EnginePort() = default;

    /// Says where events go. Once, before the first command.
    virtual void connectSink(EventSink sink) = 0;
    /// Says where the secrets lie whose numbers commands carry. Once, before the first command.
    virtual void connectSecrets(std::shared_ptr<SecretShelf> /*shelf*/) {}
    /// Thread: any. Never blocks.
    virtual void post(protocol::CommandEnvelope command) = 0;
};

} // namespace dbv::bus
