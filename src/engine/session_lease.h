// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace dbv::engine {

class SessionSlot;

/// The right to use a slot's session, one holder at a time. Letting go hands it to the next in line.
///
/// Thread: moved and destroyed on the dispatcher only; `session` is called by the holder's step.
class SessionLease {
public:
    SessionLease() = default;
    explicit SessionLease(std::shared_ptr<SessionSlot> slot) : m_slot(std::move(slot)) {}
    SessionLease(const SessionLease&) = delete;
    SessionLease& operator=(const SessionLease&) = delete;
    SessionLease(SessionLease&&) noexcept = default;
    SessionLease& operator=(SessionLease&& other) noexcept;
    ~SessionLease() { release(); }

    void release();
    [[nodiscard]] explicit operator bool() const { return m_slot != nullptr; }
    [[nodiscard]] SessionSlot& slot() const { return *m_slot; }

private:
    std::shared_ptr<SessionSlot> m_slot;
};

/// Who holds a lease for longer than one step (a run that waits for its reader).
class LeaseHolder {
public:
    LeaseHolder() = default;
    LeaseHolder(const LeaseHolder&) = delete;
    LeaseHolder& operator=(const LeaseHolder&) = delete;
    virtual ~LeaseHolder() = default;

    /// Nothing is done for the holder now: it waits for its own reader.
    [[nodiscard]] virtual bool waitsForReader() const = 0;
    /// Somebody waits for the session: a holder that only waits for its own reader lets go soon, if it may.
    /// True when it does.
    virtual bool yieldSession() = 0;
};

} // namespace dbv::engine
