// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/event_sink.h"

namespace dbv::engine {

/// Who hears what happens to the sessions of a connection.
///
/// Thread: the dispatcher.
class SessionAudience {
public:
    struct Listener {
        RequestId request;
        /// Only this tab's session; all without it.
        std::optional<SessionKey> session;
        Emit hear;
        Finish end;
    };

    void add(Listener listener) { m_listeners.push_back(std::move(listener)); }
    /// Takes one out; its end is the caller's to say.
    std::optional<Finish> remove(RequestId request) {
        for (auto at = m_listeners.begin(); at != m_listeners.end(); ++at) {
            if (at->request == request) {
                Finish end = std::move(at->end);
                m_listeners.erase(at);
                return end;
            }
        }
        return std::nullopt;
    }
    void tell(SessionKey session, const protocol::Event& event) const {
        for (const Listener& listener : m_listeners) {
            if (!listener.session || *listener.session == session) {
                listener.hear(event);
            }
        }
    }
    /// The last word to everybody.
    void end() {
        for (Listener& listener : std::exchange(m_listeners, {})) {
            listener.end(protocol::SessionWatchEnded{});
        }
    }

private:
    std::vector<Listener> m_listeners;
};

} // namespace dbv::engine
