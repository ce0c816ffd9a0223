// SPDX-License-Identifier: Apache-2.0
// What the engine does about changes that were committed and are to be undone.
#include <optional>
#include <string>
#include <utility>

#include "engine/engine.h"
#include "engine/engine_handler.h"
#include "engine/undo_apply.h"

namespace dbv::engine {

namespace {

std::string placeInWords(const protocol::UndoPlace& place) {
    return place.host.empty() ? "\"" + place.database + "\"" : "\"" + place.database + "\" on " + place.host;
}

Result<protocol::Event> listedUndo(UndoStore& store, const std::optional<protocol::UndoPlace>& place,
                                   const std::stop_token& stop) {
    Result<UndoStore::List> list = store.list(stop);
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    if (place) {
        std::erase_if(list->entries, [&](const protocol::UndoEntry& entry) { return entry.place != *place; });
    }
    return protocol::UndoListed{std::move(list->entries), std::move(list->notices)};
}

/// What is undone as a whole is not offered any more.
void forgetUndone(UndoStore& store, protocol::UndoDone& done) {
    if (!done.applied || done.found.changedSince > 0) {
        return;
    }
    if (const Result<void> removed = store.remove(done.entry.id); !removed) {
        done.notices.push_back({"warning", "It was undone, but is still listed: " + removed.error().message});
    }
}

} // namespace

void EngineHandler::handle(protocol::ListUndo command) {
    std::optional<protocol::UndoPlace> place;
    if (command.connection) {
        if (!m_engine.knows(m_id, *command.connection)) {
            return;
        }
        place = m_engine.m_connections.placeOf(*command.connection);
    }
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [&store = m_engine.m_undo, place = std::move(place)](const std::stop_token& stop) {
                        return listedUndo(store, place, stop);
                    });
}

void EngineHandler::handle(protocol::UndoChange command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.undoChange(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::WriteUndoScript command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->reading,
        [&store = m_engine.m_undo, id = std::move(command.id)](const std::stop_token& stop) -> Result<protocol::Event> {
            Result<UndoStore::Opened> opened = store.open(id, stop);
            if (!opened) {
                return std::unexpected(std::move(opened.error()));
            }
            std::string script = undoScript(*opened);
            return protocol::UndoScriptWritten{std::move(opened->entry), opened->image.dialect, std::move(script)};
        });
}

void Engine::undoChange(RequestId id, protocol::UndoChange command) {
    const ConnectionId connection = command.connection;
    const SafetyGate gate(m_connections.find(connection)->safety);
    if (command.apply && gate.rollsBack()) {
        failRequest(id, makeError(ErrorKind::RefusedBySandbox,
                                  "The connection is in a dry run, so that nothing could be committed.",
                                  "Look at the change without putting it back, or use another safety."));
        return;
    }
    const protocol::UndoPlace place = m_connections.placeOf(connection);
    onJobSession(id, connection,
                 [&store = m_undo, gate, place, command = std::move(command)](
                     Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
                     const Result<UndoStore::Opened> opened = store.open(command.id, stop);
                     if (!opened) {
                         return std::unexpected(opened.error());
                     }
                     if (opened->entry.place != place) {
                         return fail(ErrorKind::InvalidInput,
                                     "The change was made in " + placeInWords(opened->entry.place) +
                                         ", and this connection is to " + placeInWords(place) + ".",
                                     "Open a connection to that database.", Damage::None);
                     }
                     Result<protocol::UndoDone> done =
                         engine::undoChange(session, gate, *opened, {command.apply, command.partly});
                     if (!done) {
                         return std::unexpected(std::move(done.error()));
                     }
                     forgetUndone(store, *done);
                     return std::move(*done);
                 });
}

} // namespace dbv::engine
