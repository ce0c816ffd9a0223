// SPDX-License-Identifier: Apache-2.0
// What the engine does with texts that are kept: snippets, saved queries, earlier versions.
#include <utility>

#include "engine/engine_handler.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"
#include "store/query_files.h"
#include "store/snippet_exchange.h"

namespace dbv::engine {

namespace {

template <class T>
Result<protocol::Event> eventOf(Result<T> result) {
    return result ? Result<protocol::Event>(*std::move(result)) : std::unexpected(std::move(result.error()));
}

std::filesystem::path pathOfUtf8(const std::string& path) {
    return settings::pathFrom(QString::fromStdString(path));
}

} // namespace

void EngineHandler::handle(protocol::ListSnippets) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->store,
        [engine = &m_engine](const std::stop_token&) -> Result<protocol::Event> { return engine->m_snippets.read(); });
}

void EngineHandler::handle(protocol::ChangeSnippets command) {
    m_engine.onLane(m_id, m_engine.m_lanes->store,
                    [engine = &m_engine, command = std::move(command)](const std::stop_token&) {
                        return eventOf(engine->m_snippets.change(command));
                    });
}

void EngineHandler::handle(protocol::ReadSnippets command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [command = std::move(command)](const std::stop_token&) {
        return eventOf(store::readSnippetsFile(pathOfUtf8(command.path)));
    });
}

void EngineHandler::handle(protocol::WriteSnippets command) {
    m_engine.onLane(m_id, m_engine.m_lanes->store,
                    [command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
                        Result<void> written = store::writeSnippetsFile(pathOfUtf8(command.path), command.snippets);
                        return written ? Result<protocol::Event>(protocol::SnippetsWritten{})
                                       : std::unexpected(std::move(written.error()));
                    });
}

void EngineHandler::handle(protocol::ListQueryFiles) {
    const std::filesystem::path& chosen = m_engine.m_settings.queriesFolder;
    const bool isOurs = chosen.empty();
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [isOurs, folder = isOurs ? m_engine.m_settings.dataDirectory / "queries"
                                             : chosen](const std::stop_token&) -> Result<protocol::Event> {
                        if (isOurs) {
                            // Where "Save" begins to look.
                            if (Result<void> made = settings::makePrivateDirectory(folder); !made) {
                                return std::unexpected(std::move(made.error()));
                            }
                        }
                        return store::listQueryFiles(folder);
                    });
}

void EngineHandler::handle(protocol::ReadQueryFile command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [command = std::move(command)](const std::stop_token&) {
        return eventOf(store::readQueryFile(command));
    });
}

// One thread writes them, so that what is said later is written later.
void EngineHandler::handle(protocol::WriteQueryFile command) {
    m_engine.onLane(m_id, m_engine.m_lanes->store, [command = std::move(command)](const std::stop_token&) {
        return eventOf(store::writeQueryFile(command));
    });
}

void EngineHandler::handle(protocol::KeepDraftVersion command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->store,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            Result<void> kept = engine->m_versions.keep(command);
            return kept ? Result<protocol::Event>(protocol::DraftVersionKept{})
                        : std::unexpected(std::move(kept.error()));
        });
}

void EngineHandler::handle(protocol::ListDraftVersions command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->store,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            return protocol::DraftVersionsListed{engine->m_versions.list(command.draft)};
        });
}

void EngineHandler::handle(protocol::ReadDraftVersion command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->store,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            Result<QString> text = engine->m_versions.read(command.id);
            return text ? Result<protocol::Event>(protocol::DraftVersionRead{*std::move(text)})
                        : std::unexpected(std::move(text.error()));
        });
}

} // namespace dbv::engine
