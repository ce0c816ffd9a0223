// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatcher.h"

#include <optional>
#include <utility>

namespace dbv::engine {

Dispatcher::Dispatcher() : m_thread([this](const std::stop_token& stop) { loop(stop); }) {}

Dispatcher::~Dispatcher() {
    stop();
}

void Dispatcher::stop() {
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Dispatcher::loop(const std::stop_token& stop) {
    while (true) {
        std::optional<concurrency::TimePoint> until;
        if (!m_timed.empty()) {
            until = m_timed.begin()->first;
        }
        std::vector<Task> tasks = m_mailbox.waitAndTakeAll(stop, until);
        for (Task& task : tasks) {
            task();
            task = nullptr;
        }
        runDue();
        if (tasks.empty() && stop.stop_requested()) {
            return;
        }
    }
}

void Dispatcher::runDue() {
    while (!m_timed.empty() && m_timed.begin()->first <= std::chrono::steady_clock::now()) {
        auto due = m_timed.extract(m_timed.begin());
        due.mapped()();
    }
}

} // namespace dbv::engine
