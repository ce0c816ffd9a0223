// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/ids.h>

/// What is told of the sessions of a connection.
namespace dbv::protocol {

/// Of this process's steady clock: an age stays right when the machine's clock is set.
using Moment = std::chrono::steady_clock::time_point;

/// Something was lost in a session, for which statements that were meant for it are refused once.
struct LossMark {
    /// Counted over all sessions of the program; 0 is none.
    std::uint64_t number = 0;
    /// Whose session it was; 0 for that of the connection, which is everybody's where all go through one.
    SessionKey session;
    friend bool operator==(const LossMark&, const LossMark&) = default;
};

/// What a session is for.
enum class SessionPurpose : std::uint8_t { Connection, Metadata, Tab, Job };

enum class SessionActivity : std::uint8_t {
    Idle,
    Running,
    Paused, ///< holds a result that waits for its reader
    Lost,   ///< there is none any more; it is opened again at the next use
};

/// One session of a connection, as it stands.
struct SessionInfo {
    SessionPurpose purpose = SessionPurpose::Tab;
    /// The tab's; 0 for the connection's own, and where there is no tab.
    SessionKey session;
    /// For people (`query 2`).
    std::string name;
    /// Its number at the server; empty where there is none.
    std::string serverSessionId;
    SessionActivity activity = SessionActivity::Idle;
    TransactionState transaction = TransactionState::None;
    /// When the open transaction began.
    std::optional<Moment> transactionSince;
    /// What statements may have left in it (`temporary tables`, `settings`); such a session is not given away.
    std::vector<std::string> holds;
    Moment opened;
    Moment lastUse;
    /// Why it was lost.
    std::string lostBecause;

    friend bool operator==(const SessionInfo&, const SessionInfo&) = default;
};

/// The sessions of a connection, and how many there may be.
struct SessionList {
    std::vector<SessionInfo> sessions;
    /// 0 is as many as are asked for.
    std::size_t budget = 0;
    /// How many requests wait for a session.
    std::size_t waiting = 0;

    friend bool operator==(const SessionList&, const SessionList&) = default;
};

/// Who begins transactions: the server, one for each statement, or the engine, which leaves their end to the user.
enum class TransactionMode : std::uint8_t { Automatic, Manual };

enum class TransactionEnd : std::uint8_t { Commit, RollBack };

} // namespace dbv::protocol
