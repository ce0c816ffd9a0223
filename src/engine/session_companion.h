// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/session.h>

#include "engine/last_numbers.h"
#include "engine/session_memory.h"
#include "engine/session_settings.h"
#include "protocol/session_values.h"

namespace dbv::engine {

/// Who begins the transactions of a session, and at which level.
struct TransactionChoice {
    protocol::TransactionMode mode = protocol::TransactionMode::Automatic;
    std::string isolation;

    friend bool operator==(const TransactionChoice&, const TransactionChoice&) = default;
};

/// Goes with the statements of a slot: begins the transactions that the user wants by hand, sets their isolation level,
/// notes what each statement leaves behind, and makes the settings again in a session that stands in for a lost one.
///
/// Thread: the holder's step, except `choose`, `choice` and `autocommit`: any.
class SessionCompanion {
public:
    /// The transaction's state has changed, and since when it is open.
    using Changed = std::function<void(TransactionState state, std::optional<protocol::Moment> since)>;

    /// The server commits statements by themselves now, or does not any more.
    using AutocommitChanged = std::function<void(bool on)>;

    SessionCompanion(Changed changed, AutocommitChanged autocommitChanged)
        : m_changed(std::move(changed)), m_autocommitChanged(std::move(autocommitChanged)) {}

    void choose(TransactionChoice choice);
    [[nodiscard]] TransactionChoice choice() const;

    /// Before the next statement is looked at: makes the settings of the lost session again, which may decide how it is read.
    /// Blocks: on the server. Errors: why the statement is not sent; once for each setting that could not be made.
    [[nodiscard]] Result<void> makeSettingsAgain(Session& session);
    /// Before it is sent; `callsNothing` as `SessionMemory::note` has it. Blocks: on the server, where there is something to set or
    /// to begin.
    /// Errors: why the statement is not sent.
    [[nodiscard]] Result<void> before(Session& session, std::string_view statement, bool callsNothing = false);
    /// When it has ended; `command` is the server's word for what it did.
    void after(Session& session, std::string_view command, bool succeeded);
    /// Begins a transaction, and rolls one back, without a statement of the user's. Blocks: on the server.
    [[nodiscard]] Result<void> begin(Session& session);
    [[nodiscard]] Result<void> rollBack(Session& session);
    /// The transaction ends with the session, and nothing of it is missed.
    void transactionGone();
    /// A new session takes the place of the one that these notes are about; `options` are those that it was opened with.
    void sessionOpened(const std::map<std::string, std::string, std::less<>>& options);
    [[nodiscard]] const SessionMemory& memory() const { return m_memory; }
    /// The session is as any other of the connection would be.
    [[nodiscard]] bool untouched() const {
        return m_memory.level() == SessionMemory::Level::Nothing && m_isolation.empty();
    }
    [[nodiscard]] TransactionState transaction() const { return m_transaction; }
    /// As the server said after the last statement.
    [[nodiscard]] bool autocommit() const { return m_autocommit; }
    /// What is gone when the session is lost, besides the transaction, for people.
    [[nodiscard]] std::vector<std::string> gone() const;
    /// Of that and of the transaction, what the next statement must not run without.
    [[nodiscard]] std::vector<std::string> missed() const;
    /// The settings that the user has made last and the session lacks, since they could not be made again; without their values.
    [[nodiscard]] std::vector<std::string> without() const;
    /// Why the latest of them failed, for those who have sent something without knowing of it; said once.
    [[nodiscard]] std::optional<Error> takeUnmade() { return std::exchange(m_unmadeBecause, std::nullopt); }
    /// The transaction is prepared (XA PREPARE), so that the session's end does not end it.
    [[nodiscard]] bool isPrepared() const { return m_prepared; }
    /// What makes the settings of the session again in another.
    [[nodiscard]] const std::vector<std::string>& settings() const { return m_settings.statements(); }

private:
    /// Whether a statement may be sent as far as tables are locked that a transaction would give back.
    [[nodiscard]] Result<void> judgeLocks(Session& session, std::string_view statement) const;
    /// What `SessionMemory::note` tells, of each of several that are sent together.
    [[nodiscard]] SessionMemory::Noted note(std::string_view statement, Grammar grammar, bool callsNothing);
    void notePrepared(std::string_view statement, Grammar grammar);
    /// Makes one of them. Errors: those of the server; Unsupported where it would set another thing in this session.
    [[nodiscard]] static Result<void> makeAgain(Session& session, const std::string& setting);
    void observe(Session& session, bool begun);

    Changed m_changed;
    AutocommitChanged m_autocommitChanged;
    std::atomic<bool> m_autocommit = true;
    mutable std::mutex m_mutex;
    TransactionChoice m_choice;
    /// It is not what it is at first: most sessions need not look.
    std::atomic<bool> m_hasChoice = false;
    SessionMemory m_memory;
    SessionSettings m_settings;
    /// Settings that the session still lacks, in order.
    std::vector<std::string> m_lacking;
    /// Those that could not be made.
    std::vector<std::string> m_unmade;
    std::optional<Error> m_unmadeBecause;
    LastNumbers m_numbers;
    /// The statement that was sent and has not ended, where it is a repeatable setting.
    std::string m_sent;
    /// That statement may change the session by what its text does not show.
    bool m_mayHide = false;
    /// That statement prepares the transaction for its end in two parts, or ends it.
    std::optional<bool> m_prepares;
    bool m_prepared = false;
    /// What was set in the session.
    std::string m_isolation;
    TransactionState m_transaction = TransactionState::None;
};

} // namespace dbv::engine
