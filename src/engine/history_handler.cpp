// SPDX-License-Identifier: Apache-2.0
// What the engine does with the history of statements.
#include <iterator>
#include <utility>

#include "engine/engine_handler.h"

namespace dbv::engine {

HistoryOrigin Engine::originOf(ConnectionId connection, protocol::StatementSource from) const {
    const protocol::ConnectionFacts& facts = *m_connections.find(connection);
    return {.connection = facts.title,
            .database = facts.database,
            .dialect = facts.dialect,
            .from = from,
            .rollsBack = facts.safety == Safety::DryRun};
}

std::shared_ptr<RunHistory> Engine::historyOf(ConnectionId connection, protocol::StatementSource from,
                                              const std::string& text) const {
    // Where nothing is kept, a long text need not be copied either.
    return std::make_shared<RunHistory>(m_history, originOf(connection, from),
                                        m_history->records() ? text : std::string());
}

void EngineHandler::handle(protocol::SearchHistory command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->history,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            engine->m_history->writeWaiting();
            Result<protocol::HistoryFound> found = engine->m_historyStore.search(command);
            if (!found) {
                return std::unexpected(std::move(found.error()));
            }
            if (std::optional<Notice> missing = engine->m_history->whatIsMissing()) {
                found->notices.push_back(std::move(*missing));
            }
            if (!engine->m_history->records()) {
                found->isPrivate = true;
            }
            return *std::move(found);
        });
}

void EngineHandler::handle(protocol::RemoveHistory command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->history,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            engine->m_history->writeWaiting();
            Result<protocol::HistoryRemoved> removed = engine->m_historyStore.remove(command);
            return removed ? Result<protocol::Event>(*removed) : std::unexpected(std::move(removed.error()));
        });
}

void EngineHandler::handle(protocol::SetHistoryPrivacy command) {
    if (!command.isPrivate && command.connection.empty() && !m_engine.m_history->records()) {
        m_engine.failRequest(m_id, makeError(ErrorKind::Unsupported, "The settings say that no history is kept.",
                                             "Set history.records to true in the settings."));
        return;
    }
    m_engine.onLane(
        m_id, m_engine.m_lanes->history,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            Result<void> set = engine->m_historyStore.setPrivate(command.connection, command.isPrivate);
            return set ? Result<protocol::Event>(protocol::HistoryPrivacySet{command.isPrivate})
                       : std::unexpected(std::move(set.error()));
        });
}

void Engine::renameInHistory(const std::string& before, const std::string& now) {
    m_dispatcher->post([this, before, now] { m_connections.renameTitle(before, now); });
    // Before what is sent under the new name is kept. Nothing is lost where that fails: the entries keep the old name.
    m_lanes->history.run([this, before, now] {
        if (const Result<void> renamed = m_historyStore.rename(before, now); !renamed) {
            m_history->tellTrouble(renamed.error());
        }
    });
}

} // namespace dbv::engine
