// SPDX-License-Identifier: Apache-2.0
#include "bus/request.h"

#include <utility>

#include "bus/command_bus.h"

namespace dbv::bus {

Request::Request(std::weak_ptr<CommandBus*> bus, RequestId id) : m_bus(std::move(bus)), m_id(id) {}

Request::Request(Request&& other) noexcept : m_bus(std::move(other.m_bus)), m_id(std::exchange(other.m_id, {})) {}

Request& Request::operator=(Request&& other) noexcept {
    if (this != &other) {
        drop();
        m_bus = std::move(other.m_bus);
        m_id = std::exchange(other.m_id, {});
    }
    return *this;
}

Request::~Request() {
    drop();
}

bool Request::active() const {
    const auto bus = m_bus.lock();
    return bus && m_id && (*bus)->isActive(m_id);
}

void Request::detach() {
    m_bus.reset();
    m_id = {};
}

void Request::drop() {
    if (const auto bus = m_bus.lock(); bus && m_id) {
        (*bus)->drop(m_id);
    }
    detach();
}

} // namespace dbv::bus
