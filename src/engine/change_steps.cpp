// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "engine/change_measure.h"
#include "engine/change_run.h"
#include "engine/engine.h"
#include "engine/engine_handler.h"

// What the engine does with changes that are run before they are decided on.
namespace dbv::engine {

void EngineHandler::handle(protocol::PreviewChange command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.previewChange(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::HoldChange command) {
    if (m_engine.knows(m_id, command.change.connection)) {
        m_engine.holdChange(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::SettleChange command) {
    m_engine.settleChange(m_id, command);
}

void Engine::previewChange(RequestId id, protocol::PreviewChange command) {
    const ConnectionId connection = command.connection;
    const SessionKey key = command.session;
    const SafetyGate gate(m_connections.find(connection)->safety);
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(connection, key);
    const std::shared_ptr<RunHistory> history = historyOf(connection, command.from, command.sql);
    auto body = [slot, gate, command = std::move(command)](Session& session,
                                                           const std::stop_token&) -> Result<protocol::Event> {
        Result<protocol::MeasuredChange> measured = engine::previewChange(session, slot->companion(), gate, command);
        return measured ? Result<protocol::Event>(protocol::ChangePreviewed{std::move(*measured)})
                        : std::unexpected(std::move(measured.error()));
    };
    startStep(id, {connection, key, nullptr}, slot, SessionUser::ofKey(key),
              std::make_shared<SessionStep>(*m_dispatcher, *m_lanes, m_lanes->statements, std::move(body),
                                            SessionStep::Afterwards::Keep, history->hearing(finishUse(id))));
}

void Engine::holdChange(RequestId id, protocol::HoldChange command) {
    const ConnectionId connection = command.change.connection;
    const SessionKey key = command.change.session;
    if (m_connections.find(connection)->safety == Safety::DryRun) {
        failRequest(id, makeError(ErrorKind::RefusedBySandbox,
                                  "The connection is in a dry run, so that nothing could be committed.",
                                  "Run the statement: it is rolled back, and says what it did."));
        return;
    }
    const SafetyGate gate(m_connections.find(connection)->safety);
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(connection, key);
    SessionUse& use = m_uses[id];
    use.connection = connection;
    use.session = key;
    use.slot = slot;
    const std::shared_ptr<RunHistory> history = historyOf(connection, command.change.from, command.change.sql);
    use.change = std::make_shared<ChangeRun>(
        ChangeRun::Surroundings{*m_dispatcher, *m_lanes, m_undo, m_connections.placeOf(connection),
                                backupBefore(connection)},
        std::move(command), gate, history->hearing(m_requests.emitFor(id)), history->hearing(finishUse(id)));
    const std::shared_ptr<ChangeRun> run = use.change;
    m_requests.setCancel(id, [weak = std::weak_ptr(run)] {
        if (const auto live = weak.lock()) {
            live->cancel();
        }
    });
    run->start(slot, {SessionUser::ofKey(key),
                      {},
                      [this, id](protocol::SessionAwaited awaited) { m_requests.say(id, std::move(awaited)); },
                      {},
                      m_requests.heard(id)});
}

void Engine::settleChange(RequestId id, const protocol::SettleChange& command) {
    const auto found = m_uses.find(command.held);
    if (found == m_uses.end() || !found->second.change) {
        failRequest(id, makeError(ErrorKind::NotFound, "There is no change that waits for a decision.",
                                  "It was rolled back when its time was over, or was decided on already."));
        return;
    }
    const std::shared_ptr<ChangeRun> run = found->second.change;
    run->settle(command.end, m_requests.finishFor(id));
}

} // namespace dbv::engine
