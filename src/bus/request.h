// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <dbv/core/ids.h>

namespace dbv::bus {

class CommandBus;

/// One conversation over the bus. Dropping it ends the conversation: its handler is not called any more, and the work is
/// cancelled or goes on unheard, as the command declares.
///
/// Thread: the bus's.
class Request {
public:
    Request() = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    Request(Request&& other) noexcept;
    Request& operator=(Request&& other) noexcept;
    ~Request();

    [[nodiscard]] RequestId id() const { return m_id; }
    /// True until the last event has been handled.
    [[nodiscard]] bool active() const;
    /// Lets the conversation go on to its end, with its handler, without this handle.
    void detach();

private:
    friend class CommandBus;
    Request(std::weak_ptr<CommandBus*> bus, RequestId id);
    void drop();

    std::weak_ptr<CommandBus*> m_bus;
    RequestId m_id;
};

} // namespace dbv::bus
