// SPDX-License-Identifier: Apache-2.0
#include "backup/silence_watch.h"

#include <algorithm>

namespace dbv::backup {

namespace {

constexpr std::chrono::milliseconds kLongestBetweenLooks{60'000};
constexpr std::chrono::milliseconds kShortestBetweenLooks{100};
/// A server that is started anew, or a line that is busy, is there again at one of these.
constexpr int kUnansweredLooks = 3;
constexpr int kSoonerInDoubt = 4;

std::string timeOf(std::chrono::milliseconds time) {
    constexpr std::int64_t kSecond = 1000;
    constexpr std::int64_t kMinute = 60 * kSecond;
    constexpr std::int64_t kFewMinutes = 2 * kMinute;
    const std::int64_t count = time.count();
    return count < kFewMinutes ? std::to_string(std::max<std::int64_t>(count / kSecond, 1)) + " s"
                               : std::to_string(count / kMinute) + " minutes";
}

} // namespace

SilenceWatch::SilenceWatch(std::chrono::milliseconds limit, Look look, std::shared_ptr<Canceller> session,
                           std::stop_token stop)
    : m_limit(limit),
      m_betweenLooks(std::clamp(limit / 8, kShortestBetweenLooks, kLongestBetweenLooks)),
      m_look(std::move(look)),
      m_session(std::move(session)),
      m_stop(std::move(stop)),
      m_thread([this](const std::stop_token& ended) { watch(ended); }) {}

SilenceWatch::~SilenceWatch() = default;

bool SilenceWatch::hasMoved(const DumpAdvance& advance) {
    if (advance.done == m_done && advance.phase == m_phase) {
        return false;
    }
    m_phase = advance.phase;
    m_done = advance.done;
    return true;
}

bool SilenceWatch::hears(const DumpAdvance& advance) {
    const std::lock_guard lock(m_mutex);
    if (hasMoved(advance)) {
        m_movedAt = Clock::now();
        m_unanswered = 0;
    }
    return !m_givenUp;
}

DumpProgress SilenceWatch::heard(DumpProgress told) {
    return [this, told = std::move(told)](const DumpAdvance& advance) { return hears(advance) && told(advance); };
}

void SilenceWatch::add(std::shared_ptr<Canceller> session) {
    const std::lock_guard lock(m_mutex);
    m_others.push_back(std::move(session));
}

void SilenceWatch::giveUp(std::unique_lock<std::mutex>& lock, Error why) {
    m_givenUp = std::move(why);
    const std::vector<std::shared_ptr<Canceller>> others = m_others;
    lock.unlock();
    // What can't be delivered is no loss: the session gives a silent server up by itself once it was asked to stop.
    static_cast<void>(m_session->cancel().has_value());
    for (const std::shared_ptr<Canceller>& other : others) {
        static_cast<void>(other->cancel().has_value());
    }
    lock.lock();
}

bool SilenceWatch::askServer(std::unique_lock<std::mutex>& lock, const std::stop_token& ended) {
    lock.unlock();
    const Result<void> there = m_look(ended);
    lock.lock();
    m_lookedAt = Clock::now();
    if (ended.stop_requested() || m_lookedAt - m_movedAt < m_betweenLooks / kSoonerInDoubt) {
        return false;
    }
    const auto still = std::chrono::duration_cast<std::chrono::milliseconds>(m_lookedAt - m_movedAt);
    m_unanswered = there ? 0 : m_unanswered + 1;
    if (m_unanswered >= kUnansweredLooks) {
        giveUp(lock, makeError(ErrorKind::TimedOut,
                               "The server has said nothing for " + timeOf(still) +
                                   ", and can't be reached any more: " + there.error().message,
                               "Look whether it runs and at the way to it, and try again."));
    } else if (there && still >= m_limit) {
        giveUp(lock,
               makeError(ErrorKind::TimedOut,
                         "Nothing has moved for " + timeOf(still) + (m_phase.empty() ? "" : ", while ") + m_phase +
                             ", though the server can be reached.",
                         "Look at what the server and its programs do. How long that is waited for is said by the "
                         "setting backups.silentLimitMs."));
    }
    return m_givenUp.has_value();
}

SilenceWatch::Clock::time_point SilenceWatch::nextLook() const {
    return std::max(m_movedAt, m_lookedAt) + (m_unanswered > 0 ? m_betweenLooks / kSoonerInDoubt : m_betweenLooks);
}

void SilenceWatch::watch(const std::stop_token& ended) {
    const std::stop_callback woken(m_stop, [this] {
        // Not between the look at the token and the wait for a change.
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    });
    std::unique_lock lock(m_mutex);
    const bool isPatient = m_limit.count() <= 0 || !m_look;
    while (!ended.stop_requested() && !m_stop.stop_requested()) {
        if (isPatient) {
            m_changed.wait(lock, ended, [this] { return m_stop.stop_requested(); });
            continue;
        }
        const bool isStopped =
            m_changed.wait_until(lock, ended, nextLook(), [this] { return m_stop.stop_requested(); });
        // It may have moved meanwhile.
        if (!isStopped && !ended.stop_requested() && Clock::now() >= nextLook() && askServer(lock, ended)) {
            return;
        }
    }
    if (ended.stop_requested()) {
        return;
    }
    // Whoever stops the work stops its own session; of the others only this knows.
    const std::vector<std::shared_ptr<Canceller>> others = m_others;
    lock.unlock();
    for (const std::shared_ptr<Canceller>& other : others) {
        static_cast<void>(other->cancel().has_value());
    }
}

} // namespace dbv::backup
