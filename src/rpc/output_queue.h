// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>

#include "jobs/byte_sink.h"

namespace dbv::rpc {

/// Something that writes itself step by step on the writer's thread, as long as it has something to write.
class OutputFeed {
public:
    OutputFeed() = default;
    OutputFeed(const OutputFeed&) = delete;
    OutputFeed& operator=(const OutputFeed&) = delete;
    virtual ~OutputFeed() = default;

    /// Writes a bounded amount. True while there is more at hand.
    /// Errors: only those of the sink.
    [[nodiscard]] virtual Result<bool> step(jobs::ByteSink& sink) = 0;
};

/// Everything on its way to stdout, written by a thread of its own. What belongs to one stream keeps its order; streams
/// take turns, so that a long result does not hold up a short answer.
///
/// Thread: any. Destroying it drops what waits and joins; interrupt the sink before when its reader may be asleep.
class OutputQueue {
public:
    using StreamId = std::uint64_t;
    /// Lines that wait, in bytes, from which on there is no room for more.
    static constexpr std::size_t kMaxWaitingBytes = std::size_t{16} << 20U;

    /// `failed` is called once, on the writer's thread, when the sink fails; nothing is written from then on.
    OutputQueue(jobs::ByteSink& sink, std::function<void(const Error&)> failed);
    OutputQueue(const OutputQueue&) = delete;
    OutputQueue& operator=(const OutputQueue&) = delete;
    ~OutputQueue();

    void line(StreamId stream, std::string text) { add(stream, Line{std::move(text), {}}); }
    /// `before` is called on the writer's thread when all of the line but its end is written, so that nobody can have read it.
    void line(StreamId stream, std::string text, std::function<void()> before) {
        add(stream, Line{std::move(text), std::move(before)});
    }
    void feed(StreamId stream, std::shared_ptr<OutputFeed> feed);
    /// Calls `written` on the writer's thread after everything that was put before.
    void whenWritten(std::function<void()> written);
    /// Whether fewer than `kMaxWaitingBytes` of lines wait. If not, `room` is called on the writer's thread as soon as
    /// there are.
    [[nodiscard]] bool hasRoom(std::function<void()> room);

private:
    struct Line {
        std::string text;
        std::function<void()> beforeEnd;
    };
    using Item = std::variant<Line, std::shared_ptr<OutputFeed>>;

    void add(StreamId stream, Item item);
    void loop(const std::stop_token& stop);
    [[nodiscard]] Result<bool> write(Item& item);
    [[nodiscard]] Result<void> write(const Line& line);
    void finishItem(StreamId stream, const Result<bool>& result, std::size_t bytes);
    void fail(const Error& error);
    void tellRoom(std::unique_lock<std::mutex>& lock);

    jobs::ByteSink& m_sink;
    std::function<void(const Error&)> m_failed;
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::map<StreamId, std::deque<Item>> m_streams;
    StreamId m_turn = 0;
    std::size_t m_waitingBytes = 0;
    bool m_broken = false;
    std::function<void()> m_whenWritten;
    std::function<void()> m_whenRoom;
    std::jthread m_thread;
};

} // namespace dbv::rpc
