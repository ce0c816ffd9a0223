// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include <QByteArray>

#include <dbv/core/ids.h>
#include <dbv/core/result.h>

#include "concurrency/clock.h"
#include "protocol/query_commands.h"

namespace dbv::engine {

/// What was asked before statements ran, until it is answered. A token is good once, for the text, the values, the connection and
/// the session that it was given for, for a quarter of an hour, and as long as nothing else has run on that session: a name
/// may mean another table by then.
///
/// Thread: any.
class Confirmations {
public:
    /// A token for this command. `looked` is kept with it.
    [[nodiscard]] std::string ask(const protocol::RunQuery& query, std::string looked = {});
    /// Whether `query.confirm` was given for it, with what was kept; it is used up, whatever comes of it.
    /// Errors: InvalidInput.
    [[nodiscard]] Result<std::string> redeem(const protocol::RunQuery& query);
    /// Something runs on this session: what was asked before is not what would run now.
    void forget(ConnectionId connection, SessionKey session);

private:
    struct Asked {
        QByteArray token;
        QByteArray about;
        ConnectionId connection;
        SessionKey session;
        concurrency::TimePoint when;
        std::string looked;
    };

    std::mutex m_mutex;
    std::deque<Asked> m_asked;
};

} // namespace dbv::engine
