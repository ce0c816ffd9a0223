// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/session_pool.h"
#include "engine/session_slot.h"
#include "protocol/undo_values.h"
#include "protocol/values.h"

namespace dbv::engine {

/// Where a database is: its file, or its server and its name there. What a connection is called that has no name.
[[nodiscard]] std::string titleOf(const protocol::ConnectionFacts& facts);

/// What was opened before the engine knows the connection by a number.
struct OpenedConnection {
    protocol::ConnectionFacts facts;
    std::shared_ptr<const SessionSource> source;
    std::unique_ptr<Session> session;
    /// How many sessions the connection may have; 0 is as many as are asked for.
    std::size_t maxSessions = 0;
    /// What people call it; empty for its place.
    std::string title = {};
    /// Which changes are asked about is as the settings say, not its configuration.
    bool asksAsSet = false;
};

/// The open connections and their sessions: one of the connection's own, one for metadata, one for each tab and job.
///
/// Where only one session sees the database, or only one is allowed, everything goes through that one.
/// Thread: the dispatcher.
class ConnectionTable {
public:
    /// Enters a connection and gives it its number.
    protocol::ConnectionFacts add(OpenedConnection opened, const SessionCare::Surroundings& around);
    /// The connection's facts; null when there is none.
    [[nodiscard]] const protocol::ConnectionFacts* find(ConnectionId id) const;
    /// Takes over settings for all connections; `askAbove` for those that do not say so themselves.
    void adopt(const SessionManners& manners, std::optional<std::uint64_t> askAbove);
    /// What its sessions are opened with. The connection exists.
    [[nodiscard]] const std::shared_ptr<const SessionSource>& source(ConnectionId id) const {
        return m_connections.at(id).source;
    }
    /// Where its changes are made. The connection exists.
    [[nodiscard]] protocol::UndoPlace placeOf(ConnectionId id) const;
    /// A saved connection has another name now.
    void renameTitle(const std::string& before, const std::string& now);
    /// The session of a tab, made at its first use; the connection's own for key 0. The connection exists.
    [[nodiscard]] std::shared_ptr<SessionSlot> slot(ConnectionId id, SessionKey key);
    /// The connection's budget of sessions. The connection exists.
    [[nodiscard]] const std::shared_ptr<SessionPool>& pool(ConnectionId id) const { return m_connections.at(id).pool; }
    /// The session for metadata. The connection exists.
    [[nodiscard]] std::shared_ptr<SessionSlot> metadataSlot(ConnectionId id);
    /// Where a job finds its session.
    struct JobSlot {
        std::shared_ptr<SessionSlot> slot;
        /// The session is for this job alone and ends with it.
        bool ofJobAlone = false;
    };
    /// A session for one job, or the connection's own where that is the only one. The connection exists.
    [[nodiscard]] JobSlot jobSlot(ConnectionId id);
    [[nodiscard]] std::vector<ConnectionId> ids() const;
    /// Whether a statement left a transaction open that other sessions of the connection do not see.
    [[nodiscard]] bool hasOpenTransaction(ConnectionId id) const;
    /// What tells a connection's database and user from all others, for what is kept of them between runs; empty for a database that
    /// ends with its session. The connection exists.
    [[nodiscard]] std::string identity(ConnectionId id) const;
    /// The files of every open database on this machine.
    [[nodiscard]] std::vector<std::string> files() const;
    /// Takes a connection out and hands its slots over, to be closed where blocking is allowed.
    [[nodiscard]] std::vector<std::shared_ptr<SessionSlot>> remove(ConnectionId id);
    /// Takes a tab's session out, alike.
    [[nodiscard]] std::vector<std::shared_ptr<SessionSlot>> removeSession(ConnectionId id, SessionKey key);

private:
    struct Connection {
        protocol::ConnectionFacts facts;
        bool asksAsSet = false;
        std::shared_ptr<const SessionSource> source;
        std::shared_ptr<SessionPool> pool;
        std::shared_ptr<SessionSlot> own;
        std::shared_ptr<SessionSlot> metadata;
        std::unordered_map<SessionKey, std::shared_ptr<SessionSlot>> tabs;
        std::vector<std::weak_ptr<SessionSlot>> jobs;

        [[nodiscard]] std::shared_ptr<SessionSlot> makeSlot(SessionUser user) const;
    };

    std::uint64_t m_lastId = 0;
    std::unordered_map<ConnectionId, Connection> m_connections;
};

} // namespace dbv::engine
