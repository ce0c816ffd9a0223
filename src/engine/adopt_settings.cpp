// SPDX-License-Identifier: Apache-2.0
// What the engine takes over of settings that change while it runs.
#include <utility>

#include "engine/engine.h"

namespace dbv::engine {

void Engine::adopt(EngineSettings settings) {
    if (!m_dispatcher) {
        return;
    }
    m_dispatcher->post([this, settings = std::move(settings)]() mutable {
        m_settings.parkedLimit = settings.parkedLimit;
        m_settings.maxSessions = settings.maxSessions;
        m_settings.maxStatementBytes = settings.maxStatementBytes;
        m_settings.queriesFolder = std::move(settings.queriesFolder);
        m_settings.askAbove = settings.askAbove;
        m_settings.usualSafety = settings.usualSafety;
        m_settings.manners = settings.manners;
        m_connections.adopt(settings.manners, settings.askAbove);
        m_undo.setLimits(settings.undo);
        m_secretStore.vault().setIdleLimit(settings.secretsIdleLimit);
        m_secretsWatch->vaultOpened();
        m_history->setRecords(settings.recordsHistory);
        // Each where it is used.
        m_lanes->history.run([this, limits = settings.historyLimits] { m_historyStore.setLimits(limits); });
        m_lanes->store.run([this, limits = settings.versions] { m_versions.setLimits(limits); });
    });
}

} // namespace dbv::engine
