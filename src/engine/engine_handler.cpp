// SPDX-License-Identifier: Apache-2.0
#include "engine/engine_handler.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "connect/clear_secrets.h"
#include "connect/connection_target.h"
#include "engine/keeping_check.h"
#include "engine/sample_database.h"
#include "engine/script_format.h"
#include "engine/script_split.h"
#include "imports/pasted_connection.h"

namespace dbv::engine {

namespace {

// An answer, or the error that stands in its place.
template <class T, class Make>
Result<protocol::Event> answerOf(Result<T>&& result, const Make& make) {
    if (!result) {
        return std::unexpected(std::move(result.error()));
    }
    return protocol::Event(make(std::move(*result)));
}

Error releasedError(ResultId id) {
    return makeError(ErrorKind::NotFound, "The result " + std::to_string(id.value) + " is not kept any more.",
                     "Run the statement again.");
}

} // namespace

void EngineHandler::onMetadata(ConnectionId connection, SessionStep::Body body) {
    if (m_engine.knows(m_id, connection)) {
        m_engine.onMetadata(m_id, connection, std::move(body));
    }
}

void EngineHandler::onStore(std::move_only_function<Result<void>()> save) {
    m_engine.onLane(m_id, m_engine.m_lanes->store,
                    [save = std::move(save)](const std::stop_token&) mutable -> Result<protocol::Event> {
                        if (Result<void> saved = save(); !saved) {
                            return std::unexpected(std::move(saved.error()));
                        }
                        return protocol::WorkspaceSaved{};
                    });
}

void EngineHandler::answerConnections(std::move_only_function<Result<void>()> change, std::vector<Notice> told) {
    m_engine.onLane(m_id, m_engine.m_lanes->store,
                    [engine = &m_engine, change = std::move(change),
                     told = std::move(told)](const std::stop_token&) mutable -> Result<protocol::Event> {
                        if (Result<void> changed = change(); !changed) {
                            return std::unexpected(std::move(changed.error()));
                        }
                        return answerOf(engine->m_store.savedConnections(), [&told](auto connections) {
                            protocol::SavedConnectionsListed listed{std::move(connections)};
                            std::ranges::move(told, std::back_inserter(listed.notices));
                            return listed;
                        });
                    });
}

void EngineHandler::withRun(RequestId run, const std::function<void(QueryRun&)>& use) {
    // A run that has just ended needs neither rows nor an end.
    if (const auto found = m_engine.m_uses.find(run); found != m_engine.m_uses.end() && found->second.run) {
        const std::shared_ptr<QueryRun> live = found->second.run;
        use(*live);
    }
    answer(protocol::RowsGranted{});
}

void EngineHandler::handle(protocol::Hello) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [engine = &m_engine](const std::stop_token&) {
        protocol::HelloAnswered hello{engine->m_settings.programVersion,
                                      engine->m_registry.connectors(),
                                      {},
                                      engine->m_settings.policy.fixedSafety()};
        for (std::string& reason : engine->m_registry.refused()) {
            hello.refused.push_back({"warning", std::move(reason)});
        }
        return Result<protocol::Event>(std::move(hello));
    });
}

void EngineHandler::handle(protocol::OpenConnection command) {
    m_engine.openConnection(m_id, std::move(command.target), true);
}

void EngineHandler::handle(protocol::TestConnection command) {
    m_engine.openConnection(m_id, std::move(command.target), false);
}

void EngineHandler::handle(protocol::ReadConnectionText command) {
    Result<imports::Pasted> pasted = imports::readPastedConnection(left(command.text).reveal());
    if (!pasted) {
        m_engine.failRequest(m_id, std::move(pasted.error()));
        return;
    }
    protocol::ConnectionTextRead read{
        .config = std::move(pasted->config), .secrets = {}, .remarks = std::move(pasted->remarks)};
    const auto leave = [this](Secret secret) {
        return secret.empty() || !m_engine.m_secrets ? SecretId() : m_engine.m_secrets->leave(std::move(secret));
    };
    read.secrets.password = leave(std::move(pasted->password));
    read.secrets.tlsKeyPassword = leave(std::move(pasted->tlsKeyPassword));
    answer(std::move(read));
}

void EngineHandler::handle(protocol::CloseConnection command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.closeSessions(m_id, command.connection, std::nullopt);
    }
}

void EngineHandler::handle(protocol::CloseSession command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.closeSessions(m_id, command.connection, command.session);
    }
}

void EngineHandler::handle(protocol::Complete command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.m_completion.complete(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::ExplainName command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.m_completion.explain(m_id, std::move(command));
    }
}

void EngineHandler::handle(const protocol::NoteCompletion& command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.m_completion.note(m_id, command);
    }
}

void EngineHandler::handle(protocol::ListSchemas command) {
    m_engine.m_completion.lookedAgain(command.connection);
    onMetadata(command.connection, [](Session& session, const std::stop_token&) {
        return answerOf(session.catalog().schemas(),
                        [](auto schemas) { return protocol::SchemasListed{std::move(schemas)}; });
    });
}

void EngineHandler::handle(protocol::ListObjects command) {
    onMetadata(command.connection,
               [schema = std::move(command.schema), scope = command.scope](Session& session, const std::stop_token&) {
                   auto listed = session.catalog().objects(schema, scope);
                   return answerOf(std::move(listed), [notices = session.catalog().takeNotices()](auto objects) {
                       return protocol::ObjectsListed{std::move(objects), notices};
                   });
               });
}

void EngineHandler::handle(protocol::ListServerObjects command) {
    onMetadata(command.connection, [](Session& session, const std::stop_token&) {
        auto listed = session.catalog().serverObjects();
        return answerOf(std::move(listed), [notices = session.catalog().takeNotices()](auto objects) {
            return protocol::ObjectsListed{std::move(objects), notices};
        });
    });
}

void EngineHandler::handle(protocol::DescribeObject command) {
    onMetadata(command.connection,
               [path = std::move(command.path), type = command.type](Session& session, const std::stop_token&) {
                   auto described = session.catalog().describe(path, type);
                   return answerOf(std::move(described), [notices = session.catalog().takeNotices()](auto description) {
                       return protocol::ObjectDescribed{std::move(description), notices};
                   });
               });
}

void EngineHandler::handle(protocol::SplitScript command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [command = std::move(command)](const std::stop_token& stop) {
        return answerOf(splitScript(command, stop), [](protocol::ScriptSplit split) { return split; });
    });
}

void EngineHandler::handle(protocol::ClassifyScript command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [command = std::move(command)](const std::stop_token& stop) {
        return answerOf(classifyScript(command.sql, command.dialect, stop),
                        [](auto statements) { return protocol::ScriptClassified{std::move(statements)}; });
    });
}

void EngineHandler::handle(protocol::FormatScript command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [command = std::move(command)](const std::stop_token& stop) {
        return answerOf(formatScript(command, stop), [](protocol::ScriptFormatted formatted) { return formatted; });
    });
}

void EngineHandler::handle(protocol::RunQuery command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.runQuery(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::GrantRows command) {
    withRun(command.run, [rows = command.rows](QueryRun& run) { run.grant(rows); });
}

void EngineHandler::handle(protocol::GrantStatements command) {
    withRun(command.run, [command](QueryRun& run) { run.grantStatements(command.statements, command.results); });
}

void EngineHandler::handle(protocol::EndResult command) {
    withRun(command.run, [](QueryRun& run) { run.endResult(); });
}

void EngineHandler::handle(protocol::CancelRequest command) {
    m_engine.m_requests.cancel(command.target, m_id);
}

void EngineHandler::handle(protocol::ReleaseResult command) {
    m_engine.m_shelf.release(command.result);
    answer(protocol::ResultReleased{});
}

void EngineHandler::handle(protocol::LoadRow command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [engine = &m_engine, command](const std::stop_token&) -> Result<protocol::Event> {
                        const auto spool = engine->m_shelf.find(command.result);
                        if (!spool) {
                            return std::unexpected(releasedError(command.result));
                        }
                        return answerOf(spool->row(command.row),
                                        [&command](const auto&) { return protocol::RowLoaded{command.row}; });
                    });
}

void EngineHandler::handle(protocol::ReadLargeValue command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [engine = &m_engine, command](const std::stop_token&) -> Result<protocol::Event> {
                        const auto spool = engine->m_shelf.find(command.result);
                        if (!spool) {
                            return std::unexpected(releasedError(command.result));
                        }
                        return answerOf(spool->largeRange({command.valueOffset, command.valueLength}, command.offset,
                                                          command.count),
                                        [](auto bytes) { return protocol::LargeValueRead{std::move(bytes)}; });
                    });
}

void EngineHandler::handle(protocol::ExportRows command) {
    if (command.source.result || m_engine.knows(m_id, command.connection)) {
        m_engine.exportRows(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::ListSavedConnections) {
    answerConnections([] { return Result<void>(); });
}

void EngineHandler::handle(protocol::SaveConnection command) {
    std::vector<Notice> told;
    if (connect::mayBeLogin(command.connection.config.url)) {
        told.push_back({"warning", "What was given is kept, and shown, as the name of a file. If it is a login, remove "
                                   "the connection and write postgresql://user@host/database, without a password."});
    }
    const auto save = [engine = &m_engine, command = std::move(command)] {
        // What can not be read now could not be opened later, and a password in it would lie there in clear.
        const Result<void> fit = checkToKeep(engine->m_registry, command.connection);
        if (!fit || command.onlyCheck) {
            return fit ? engine->m_store.checkSave(command.connection, command.replaces, command.read) : fit;
        }
        Result<void> saved = engine->m_store.saveConnection(command.connection, command.replaces, command.read);
        if (saved && !command.replaces.empty() && command.replaces != command.connection.name) {
            engine->renameInHistory(command.replaces, command.connection.name);
        }
        return saved;
    };
    answerConnections(save, std::move(told));
}

void EngineHandler::handle(protocol::RemoveSavedConnection command) {
    answerConnections([engine = &m_engine, command = std::move(command)] {
        const Result<void> named = connect::refuseSecretInName(command.name);
        const Result<void> removed = engine->m_store.removeConnection(command.name, command.read);
        return removed || named ? removed : named;
    });
}

void EngineHandler::handle(protocol::MarkFavourite command) {
    answerConnections([engine = &m_engine, command = std::move(command)] {
        return engine->m_store.markFavourite(command.name, command.favourite);
    });
}

void EngineHandler::handle(protocol::OpenWorkspace command) {
    m_engine.onLane(m_id, m_engine.m_lanes->store, [engine = &m_engine, again = command.again](const std::stop_token&) {
        if (!again) {
            removeAbandonedSample(samplePath(engine->m_settings.dataDirectory));
        }
        return answerOf(again ? engine->m_store.takeAbandoned() : engine->m_store.openWorkspace(),
                        [](auto state) { return protocol::WorkspaceOpened{std::move(state)}; });
    });
}

void EngineHandler::handle(protocol::SaveDraft command) {
    onStore([engine = &m_engine, tab = std::move(command.tab)] { return engine->m_store.saveDraft(tab); });
}

void EngineHandler::handle(protocol::RemoveDraft command) {
    onStore([engine = &m_engine, id = std::move(command.id)] { return engine->m_store.removeDraft(id); });
}

void EngineHandler::handle(protocol::SaveLayout command) {
    onStore([engine = &m_engine, layout = std::move(command.layout)] { return engine->m_store.saveLayout(layout); });
}

void EngineHandler::handle(protocol::NoteRecent command) {
    onStore([engine = &m_engine, url = std::move(command.url)] { return engine->m_store.noteRecent(url); });
}

void EngineHandler::handle(protocol::NoteConnectionUse command) {
    onStore([engine = &m_engine, name = std::move(command.name)] { return engine->m_store.noteConnectionUse(name); });
}

void EngineHandler::handle(protocol::CreateSample) {
    m_engine.createSample(m_id);
}

void EngineHandler::handle(protocol::ListSessions command) {
    if (m_engine.knows(m_id, command.connection)) {
        answer(protocol::SessionsListed{m_engine.m_connections.pool(command.connection)->list()});
    }
}

void EngineHandler::handle(protocol::WatchSessions command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.watchSessions(m_id, command);
    }
}

void EngineHandler::handle(protocol::SetTransactionMode command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.setTransactionMode(m_id, std::move(command));
    }
}

void EngineHandler::handle(protocol::EndTransaction command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.endTransaction(m_id, command);
    }
}

} // namespace dbv::engine
