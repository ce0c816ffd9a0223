// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <dbv/connector/cursor.h>

#include "concurrency/lane.h"
#include "protocol/history_values.h"
#include "store/history_store.h"

namespace dbv::engine {

/// Keeps the statements that were sent, behind the back of whoever sends them: nobody waits for the disk, and a history that
/// can not be written stops nothing.
///
/// Thread: any.
class HistoryRecorder final : public std::enable_shared_from_this<HistoryRecorder> {
public:
    /// What may wait to be written; what comes then is counted and not kept. Unit: bytes.
    static constexpr std::size_t kMostWaiting = std::size_t{32} * 1024 * 1024;

    /// The store is used on the lane alone, which has one thread; both outlive this. Without `records` nothing is kept.
    HistoryRecorder(concurrency::Lane& lane, store::HistoryStore& store, bool records)
        : m_lane(lane), m_store(store), m_records(records) {}

    [[nodiscard]] bool records() const { return m_records; }
    void setRecords(bool records) { m_records = records; }
    /// Keeps a statement, soon. Its text is blanked and cut by the store.
    void note(protocol::HistoryEntry entry);
    /// Writes all that waits, so that whoever looks finds it. Thread: the lane's. Blocks: on the disk.
    void writeWaiting();
    /// Something is wrong with the history, said once: until it works again, or the program ends.
    [[nodiscard]] std::optional<Notice> takeTrouble();
    /// Makes this the trouble that is said next, unless one was said already.
    void tellTrouble(const Error& why);
    /// How many statements were not kept; nothing when all were.
    [[nodiscard]] std::optional<Notice> whatIsMissing() const;

private:
    void drain();
    /// Writes a part of what waits. False when nothing does any more.
    bool writeSome();
    void say(const Error& why);

    concurrency::Lane& m_lane;
    store::HistoryStore& m_store;
    std::atomic<bool> m_records;
    mutable std::mutex m_mutex;
    std::vector<protocol::HistoryEntry> m_waiting;
    std::size_t m_waitingBytes = 0;
    bool m_draining = false;
    std::optional<Notice> m_trouble;
    bool m_told = false;
    std::uint64_t m_lost = 0;
};

} // namespace dbv::engine
