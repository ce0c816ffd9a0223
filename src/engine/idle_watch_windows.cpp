// SPDX-License-Identifier: Apache-2.0
#include "engine/idle_watch.h"

// Sessions are asked for signs of life instead.
namespace dbv::engine {

IdleWatch::IdleWatch() = default;

IdleWatch::~IdleWatch() = default;

IdleWatch::Id IdleWatch::wait(std::intptr_t /*socket*/, Heard /*heard*/) {
    const std::scoped_lock lock(m_mutex);
    return ++m_lastId;
}

void IdleWatch::forget(Id /*id*/) {}

} // namespace dbv::engine
