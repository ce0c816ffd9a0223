// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/engine.h"
#include "engine/transaction_end.h"

// What the engine does with sessions and their transactions.
namespace dbv::engine {

SessionCare::Surroundings Engine::sessionSurroundings() {
    return {*m_dispatcher, *m_lanes, *m_idleWatch, m_settings.manners, m_lastLoss};
}

void Engine::endTransaction(RequestId id, const protocol::EndTransaction& command) {
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(command.connection, command.session);
    auto body = [slot, end = command.end](Session& session, const std::stop_token&) -> Result<protocol::Event> {
        Result<protocol::TransactionEnded> ended = engine::endTransaction(session, slot->companion(), end);
        return ended ? Result<protocol::Event>(std::move(*ended)) : std::unexpected(std::move(ended.error()));
    };
    startStep(id, {command.connection, command.session, nullptr}, slot, SessionUser::ofKey(command.session),
              std::make_shared<SessionStep>(*m_dispatcher, *m_lanes, m_lanes->statements, std::move(body),
                                            SessionStep::Afterwards::Keep, finishUse(id)));
}

void Engine::setTransactionMode(RequestId id, protocol::SetTransactionMode command) {
    if (command.mode == protocol::TransactionMode::Manual &&
        m_connections.find(command.connection)->safety == Safety::DryRun) {
        failRequest(id,
                    makeError(ErrorKind::Unsupported,
                              "The connection is in a dry run: each run is rolled back at its end, so no transaction "
                              "stays open to be ended by hand.",
                              "Leave the commits to the database, or open the connection with another safety."));
        return;
    }
    const std::vector<std::string>& levels = m_connections.find(command.connection)->isolationLevels;
    if (!command.isolation.empty() && std::ranges::find(levels, command.isolation) == levels.end()) {
        failRequest(id,
                    makeError(ErrorKind::Unsupported, "There is no isolation level \"" + command.isolation + "\" here.",
                              levels.empty() ? "Leave the level out: this database has one for all transactions."
                                             : "Choose one of: " + enumerated(levels) + "."));
        return;
    }
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(command.connection, command.session);
    slot->companion().choose({command.mode, command.isolation});
    const protocol::TransactionModeSet set{command.mode, std::move(command.isolation)};
    const std::shared_ptr<SessionPool>& pool = m_connections.pool(command.connection);
    if (pool->oneSession()) {
        pool->audience().tell(slot->user().key, set);
    }
    m_requests.finish(id, set);
}

void Engine::watchSessions(RequestId id, const protocol::WatchSessions& command) {
    const std::shared_ptr<SessionPool>& pool = m_connections.pool(command.connection);
    // Where all go through one session, it is everybody's.
    pool->audience().add(
        {id, pool->oneSession() ? std::nullopt : command.session, m_requests.emitFor(id), m_requests.finishFor(id)});
    m_requests.setCancel(id, [this, id, weak = std::weak_ptr(pool)] {
        if (const auto alive = weak.lock()) {
            static_cast<void>(alive->audience().remove(id));
        }
        failRequest(id, cancelledError(Damage::None));
    });
    if (pool->oneSession()) {
        TransactionChoice choice = m_connections.slot(command.connection, {})->companion().choice();
        m_requests.say(id, protocol::TransactionModeSet{choice.mode, std::move(choice.isolation)});
    }
    // What was before is not missed.
    const auto slots = pool->slots();
    for (const std::shared_ptr<SessionSlot>& slot : slots) {
        const SessionKey key = slot->user().key;
        if (slot->transaction() != TransactionState::None &&
            (!command.session || pool->oneSession() || key == *command.session)) {
            m_requests.say(id, protocol::TransactionChanged{key, slot->transaction(), slot->transactionSince()});
        }
        if (!slot->companion().autocommit() && (!command.session || pool->oneSession() || key == *command.session)) {
            m_requests.say(id, protocol::AutocommitChanged{key, false});
        }
    }
}

} // namespace dbv::engine
