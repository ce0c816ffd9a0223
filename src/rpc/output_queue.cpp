// SPDX-License-Identifier: Apache-2.0
#include "rpc/output_queue.h"

#include <string_view>
#include <utility>

namespace dbv::rpc {

OutputQueue::OutputQueue(jobs::ByteSink& sink, std::function<void(const Error&)> failed)
    : m_sink(sink), m_failed(std::move(failed)), m_thread([this](const std::stop_token& stop) { loop(stop); }) {}

OutputQueue::~OutputQueue() {
    m_thread.request_stop();
    m_thread.join();
}

void OutputQueue::feed(StreamId stream, std::shared_ptr<OutputFeed> feed) {
    add(stream, std::move(feed));
}

void OutputQueue::add(StreamId stream, Item item) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_broken) {
            return;
        }
        if (const auto* line = std::get_if<Line>(&item)) {
            m_waitingBytes += line->text.size();
        }
        m_streams[stream].push_back(std::move(item));
    }
    m_arrived.notify_one();
}

void OutputQueue::whenWritten(std::function<void()> written) {
    {
        const std::scoped_lock lock(m_mutex);
        m_whenWritten = std::move(written);
    }
    m_arrived.notify_one();
}

bool OutputQueue::hasRoom(std::function<void()> room) {
    const std::scoped_lock lock(m_mutex);
    if (m_waitingBytes < kMaxWaitingBytes) {
        return true;
    }
    m_whenRoom = std::move(room);
    return false;
}

void OutputQueue::tellRoom(std::unique_lock<std::mutex>& lock) {
    if (!m_whenRoom || m_waitingBytes >= kMaxWaitingBytes) {
        return;
    }
    const std::function<void()> room = std::exchange(m_whenRoom, {});
    lock.unlock();
    room();
    lock.lock();
}

void OutputQueue::loop(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_arrived.wait(lock, stop, [this] { return !m_streams.empty() || m_whenWritten; });
        if (stop.stop_requested()) {
            return;
        }
        if (m_streams.empty()) {
            const std::function<void()> written = std::exchange(m_whenWritten, {});
            lock.unlock();
            written();
            lock.lock();
            continue;
        }
        auto next = m_streams.upper_bound(m_turn);
        if (next == m_streams.end()) {
            next = m_streams.begin();
        }
        m_turn = next->first;
        Item item = std::move(next->second.front());
        const std::size_t bytes = std::holds_alternative<Line>(item) ? std::get<Line>(item).text.size() : 0;
        lock.unlock();
        const Result<bool> more = write(item);
        lock.lock();
        if (more && *more) {
            m_streams[m_turn].front() = std::move(item);
        } else {
            finishItem(m_turn, more, bytes);
            tellRoom(lock);
        }
    }
}

Result<bool> OutputQueue::write(Item& item) {
    if (auto* feed = std::get_if<std::shared_ptr<OutputFeed>>(&item)) {
        return (*feed)->step(m_sink);
    }
    const Result<void> written = write(std::get<Line>(item));
    return written ? Result<bool>(false) : std::unexpected(written.error());
}

Result<void> OutputQueue::write(const Line& line) {
    const std::string_view text = line.text;
    if (!line.beforeEnd) {
        return m_sink.write(text);
    }
    if (Result<void> written = m_sink.write(text.substr(0, text.size() - 1)); !written) {
        return written;
    }
    line.beforeEnd();
    return m_sink.write(text.substr(text.size() - 1));
}

void OutputQueue::finishItem(StreamId stream, const Result<bool>& result, std::size_t bytes) {
    if (!result) {
        fail(result.error());
        return;
    }
    const auto found = m_streams.find(stream);
    found->second.pop_front();
    if (found->second.empty()) {
        m_streams.erase(found);
    }
    m_waitingBytes -= bytes;
}

void OutputQueue::fail(const Error& error) {
    m_broken = true;
    m_streams.clear();
    m_waitingBytes = 0;
    m_failed(error);
}

} // namespace dbv::rpc
