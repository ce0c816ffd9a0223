// SPDX-License-Identifier: Apache-2.0
#include "engine/history_recorder.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "engine/guarded_step.h"

namespace dbv::engine {

namespace {

/// So that a search does not wait long behind a script. Unit: statements.
constexpr std::size_t kWrittenAtOnce = 300;

} // namespace

void HistoryRecorder::note(protocol::HistoryEntry entry) {
    if (!m_records) {
        return;
    }
    // More of a text is not kept; so a long script does not wait here as a whole.
    if (entry.sql.size() > store::HistoryStore::kMostTextBytes + 4) {
        entry.sql.resize(store::HistoryStore::kMostTextBytes + 4);
    }
    const std::size_t bytes = entry.sql.size() + entry.error.size() + sizeof entry;
    const std::scoped_lock lock(m_mutex);
    if (m_waitingBytes + bytes > kMostWaiting) {
        ++m_lost;
        return;
    }
    m_waitingBytes += bytes;
    m_waiting.push_back(std::move(entry));
    if (!std::exchange(m_draining, true)) {
        m_lane.run([self = shared_from_this()] { self->drain(); });
    }
}

void HistoryRecorder::writeWaiting() {
    while (writeSome()) {
    }
}

void HistoryRecorder::drain() {
    const bool more = writeSome();
    const std::scoped_lock lock(m_mutex);
    // What was noted since then waits for this.
    m_draining = more || !m_waiting.empty();
    if (m_draining) {
        m_lane.run([self = shared_from_this()] { self->drain(); });
    }
}

bool HistoryRecorder::writeSome() {
    std::vector<protocol::HistoryEntry> batch;
    {
        const std::scoped_lock lock(m_mutex);
        const auto count = static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), kWrittenAtOnce));
        batch.assign(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(m_waiting.begin() + count));
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + count);
        for (const protocol::HistoryEntry& entry : batch) {
            m_waitingBytes -= std::min(m_waitingBytes, entry.sql.size() + entry.error.size() + sizeof entry);
        }
    }
    if (batch.empty()) {
        return false;
    }
    const Result<void> written = guardedStep([&] { return m_store.record(batch); });
    const std::scoped_lock lock(m_mutex);
    if (written) {
        m_told = false;
    } else {
        m_lost += batch.size();
        say(written.error());
    }
    return !m_waiting.empty();
}

void HistoryRecorder::tellTrouble(const Error& why) {
    const std::scoped_lock lock(m_mutex);
    say(why);
}

void HistoryRecorder::say(const Error& why) {
    if (!std::exchange(m_told, true)) {
        m_trouble = Notice{.severity = "warning",
                           .message = "The history is not kept at the moment: " + why.message + " " + why.hint};
    }
}

std::optional<Notice> HistoryRecorder::takeTrouble() {
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_trouble, std::nullopt);
}

std::optional<Notice> HistoryRecorder::whatIsMissing() const {
    const std::scoped_lock lock(m_mutex);
    if (m_lost == 0) {
        return std::nullopt;
    }
    return Notice{.severity = "warning",
                  .message = std::to_string(m_lost) + (m_lost == 1 ? " statement" : " statements") +
                             " of this program could not be kept in the history."};
}

} // namespace dbv::engine
