// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "concurrency/clock.h"
#include "engine/event_sink.h"

namespace dbv::engine {

/// The requests that have not had their last word, how each is cancelled, and who waits for that.
///
/// Thread: the dispatcher, except `say`.
class RequestTable {
public:
    using Send = std::function<void(protocol::EventEnvelope)>;

    explicit RequestTable(Send send) : m_send(std::move(send)) {}

    /// Enters a request. `heard` is the last loss that whoever asks knew of (`protocol::LossMark`).
    void begin(RequestId id, std::uint64_t heard = protocol::kHeardAll) { m_requests[id].heard = heard; }
    [[nodiscard]] std::uint64_t heard(RequestId id) const { return m_requests.at(id).heard; }
    /// How the request is stopped; without it a cancel only waits for its end.
    void setCancel(RequestId id, std::function<void()> cancel);
    /// One event that is not the last. Thread: any.
    void say(RequestId id, protocol::Event event) const { m_send({id, std::move(event), false}); }
    /// The last event. Does nothing for a request that had it already.
    void finish(RequestId id, protocol::Event event);
    /// Stops `target` and answers `asker` when it has ended.
    void cancel(RequestId target, RequestId asker);
    /// Stops a request, if it has not ended.
    void stop(RequestId id);
    void cancelAll();
    /// Calls back once no request is left.
    void whenIdle(std::move_only_function<void()> idle);
    [[nodiscard]] Emit emitFor(RequestId id) const;
    [[nodiscard]] Finish finishFor(RequestId id);

private:
    struct Asker {
        RequestId id;
        concurrency::TimePoint asked;
    };
    struct Active {
        std::function<void()> cancel;
        std::vector<Asker> askers;
        std::uint64_t heard = protocol::kHeardAll;
    };

    Send m_send;
    std::unordered_map<RequestId, Active> m_requests;
    std::move_only_function<void()> m_idle;
};

} // namespace dbv::engine
