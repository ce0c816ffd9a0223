// SPDX-License-Identifier: Apache-2.0
#include "engine/request_table.h"

#include <chrono>
#include <utility>

namespace dbv::engine {

namespace {

bool endedByCancel(const protocol::Event& event) {
    if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
        return failed->error.kind == ErrorKind::Cancelled;
    }
    if (const auto* query = std::get_if<protocol::QueryFinished>(&event); query && query->last) {
        return query->last->error && query->last->error->kind == ErrorKind::Cancelled;
    }
    return false;
}

} // namespace

void RequestTable::setCancel(RequestId id, std::function<void()> cancel) {
    if (const auto found = m_requests.find(id); found != m_requests.end()) {
        found->second.cancel = std::move(cancel);
    }
}

void RequestTable::finish(RequestId id, protocol::Event event) {
    const auto found = m_requests.find(id);
    if (found == m_requests.end()) {
        return;
    }
    const Active ended = std::move(found->second);
    m_requests.erase(found);
    const bool cancelled = endedByCancel(event);
    m_send({id, std::move(event), true});
    for (const Asker& asker : ended.askers) {
        const double latencyMs = concurrency::millisecondsBetween(asker.asked, std::chrono::steady_clock::now());
        finish(asker.id, protocol::CancelConfirmed{cancelled, latencyMs});
    }
    if (m_requests.empty() && m_idle) {
        std::exchange(m_idle, nullptr)();
    }
}

void RequestTable::whenIdle(std::move_only_function<void()> idle) {
    if (m_requests.empty()) {
        idle();
    } else {
        m_idle = std::move(idle);
    }
}

void RequestTable::cancel(RequestId target, RequestId asker) {
    const auto found = m_requests.find(target);
    if (found == m_requests.end()) {
        finish(asker, protocol::CancelConfirmed{false, 0});
        return;
    }
    found->second.askers.push_back({asker, std::chrono::steady_clock::now()});
    stop(target);
}

void RequestTable::stop(RequestId id) {
    const auto found = m_requests.find(id);
    if (found == m_requests.end()) {
        return;
    }
    // The hook may finish the request and with it this entry.
    if (const std::function<void()> hook = found->second.cancel) {
        hook();
    }
}

void RequestTable::cancelAll() {
    std::vector<std::function<void()>> hooks;
    for (const auto& [id, active] : m_requests) {
        if (active.cancel) {
            hooks.push_back(active.cancel);
        }
    }
    for (const std::function<void()>& hook : hooks) {
        hook();
    }
}

Emit RequestTable::emitFor(RequestId id) const {
    return [this, id](protocol::Event event) { say(id, std::move(event)); };
}

Finish RequestTable::finishFor(RequestId id) {
    return [this, id](protocol::Event event) { finish(id, std::move(event)); };
}

} // namespace dbv::engine
