// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "network/socket_io.h"

namespace dbv::mysql {

/// Cuts a line when patience ends, as long as this exists: for the few calls of the client library that wait by themselves.
class LineDeadline {
public:
    LineDeadline(int socket, network::Patience patience)
        : m_thread([this, socket, patience = std::move(patience)](const std::stop_token& over) {
              const std::stop_callback onStop(patience.stop, [this] {
                  const std::scoped_lock lock(m_mutex);
                  m_changed.notify_all();
              });
              std::unique_lock lock(m_mutex);
              m_changed.wait_until(lock, over, patience.until, [&] { return patience.stop.stop_requested(); });
              if (!over.stop_requested()) {
                  network::cutLine(socket);
              }
          }) {}

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::jthread m_thread;
};

} // namespace dbv::mysql
