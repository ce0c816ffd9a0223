// SPDX-License-Identifier: Apache-2.0
// What the engine does about connections of other programs, and ours in a file.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "connect/clear_secrets.h"
#include "engine/engine_handler.h"
#include "engine/guarded_step.h"
#include "engine/keeping_check.h"
#include "imports/exchange.h"
#include "imports/foreign_file.h"
#include "imports/usual_places.h"
#include "jobs/atomic_file_sink.h"
#include "secrets/user_places.h"
#include "settings/file_paths.h"
#include "store/saved_connections.h"

namespace dbv::engine {

namespace {

std::string nameOf(imports::ForeignProgram program) {
    return std::string(imports::programName(program));
}

std::optional<imports::ForeignProgram> programOf(const std::string& name) {
    const std::vector<imports::ForeignProgram>& all = imports::foreignPrograms();
    const auto found = std::ranges::find(all, name, nameOf);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

/// As many connections as one file may have.
constexpr std::size_t kMostConnections = 5000;

/// Refuses a list that nobody has made by hand, and what in it may not be kept. Errors: InvalidInput.
Result<void> makeKeepable(ConnectorRegistry& registry, const std::string& file, const protocol::UsualSafety& usual,
                          imports::ImportReport& report) {
    if (report.items.size() > kMostConnections) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(file) + " has " + std::to_string(report.items.size()) +
                        " connections; at most " + std::to_string(kMostConnections) + " are read from one file.",
                    "Divide it, and import one part after the other.");
    }
    imports::takeUsualSafety(report, usual);
    refuseWhatCanNotBeKept(registry, report);
    return {};
}

protocol::ConnectionsRead readOf(imports::ImportReport report, bus::SecretShelf* shelf) {
    const auto leave = [shelf](Secret secret) {
        return secret.empty() || shelf == nullptr ? SecretId() : shelf->leave(std::move(secret));
    };
    protocol::ConnectionsRead read;
    read.remarks = std::move(report.remarks);
    read.connections.reserve(report.items.size());
    for (imports::ImportItem& item : report.items) {
        read.connections.push_back({.connection = std::move(item.connection),
                                    .secrets = {.password = leave(std::move(item.password)),
                                                .tlsKeyPassword = leave(std::move(item.tlsKeyPassword)),
                                                .sshPassword = leave(std::move(item.sshPassword)),
                                                .sshPassphrase = leave(std::move(item.sshPassphrase))},
                                    .outcome = static_cast<protocol::ImportOutcome>(item.state),
                                    .remarks = std::move(item.remarks)});
    }
    return read;
}

/// A file of ours, as far as its connections may be kept.
Result<protocol::ConnectionsRead> readOwn(const std::string& file, const Secret& passphrase,
                                          ConnectorRegistry& registry, const protocol::UsualSafety& usual,
                                          bus::SecretShelf* shelf) {
    const Result<imports::ForeignFile> read = imports::readForeignFile(file);
    if (!read) {
        return std::unexpected(read.error());
    }
    Result<imports::ImportReport> report =
        imports::readConnections(read->name, read->bytes, passphrase.empty() ? nullptr : &passphrase);
    if (!report) {
        return std::unexpected(std::move(report.error()));
    }
    if (Result<void> keepable = makeKeepable(registry, file, usual, *report); !keepable) {
        return std::unexpected(std::move(keepable.error()));
    }
    protocol::ConnectionsRead answer = readOf(std::move(*report), shelf);
    answer.wantsPassphrase = passphrase.empty() && imports::holdsSealedSecrets(read->bytes);
    return answer;
}

/// A connection and its stored secrets, as far as they go along.
Result<imports::ExchangedConnection> exchanged(const protocol::SavedConnection& connection, bool withSecrets,
                                               secrets::SecretStore& store, const std::stop_token& stop,
                                               protocol::ConnectionsExported& answer) {
    imports::ExchangedConnection out{.connection = connection};
    if (!withSecrets) {
        return out;
    }
    const protocol::SecretSources& from = connection.config.secrets;
    for (const auto& [source, place] :
         {std::pair(&from.password, &out.password), std::pair(&from.tlsKeyPassword, &out.tlsKeyPassword),
          std::pair(&from.sshPassword, &out.sshPassword), std::pair(&from.sshPassphrase, &out.sshPassphrase)}) {
        if (source->origin != protocol::SecretOrigin::Stored) {
            continue;
        }
        Result<Secret> secret = store.get(source->what, stop);
        if (secret) {
            *place = std::move(*secret);
            ++answer.secrets;
        } else if (secret.error().kind == ErrorKind::NotFound) {
            answer.remarks.push_back("A password of \"" + connection.name +
                                     "\" is not among the stored ones any more, so it did not go along.");
        } else {
            return std::unexpected(std::move(secret.error()));
        }
    }
    return out;
}

/// What holds sealed secrets is for its owner alone to read: its passphrase may be a short one.
Result<void> writeWhole(const protocol::ExportConnections& wish, const std::string& bytes, bool sealed) {
    const std::filesystem::path path = wish.file;
    std::error_code unknown;
    if (!wish.replaces && std::filesystem::exists(path, unknown)) {
        return fail(ErrorKind::ConfirmationRequired, "There is a file " + settings::shownPath(path) + " already.",
                    "Replace it, or choose another name.");
    }
    Result<std::unique_ptr<jobs::AtomicFileSink>> sink =
        jobs::AtomicFileSink::open(wish.file, {}, sealed ? jobs::FileReaders::Owner : jobs::FileReaders::Usual);
    if (!sink) {
        return std::unexpected(std::move(sink.error()));
    }
    Result<void> written = (*sink)->write(bytes);
    return written ? (*sink)->commit() : written;
}

/// What is not known is not exported as if there was nothing.
Error unreadError(const protocol::SavedConnectionsListed& saved) {
    std::string hint;
    for (const Notice& notice : saved.notices) {
        hint += (hint.empty() ? "" : " ") + notice.message;
    }
    return makeError(ErrorKind::IoError, "The saved connections can not be read, so none was exported.", hint);
}

/// Those of these names; all where none is given. Errors: NotFound.
Result<std::vector<protocol::SavedConnection>> namedOnes(protocol::SavedConnectionsListed saved,
                                                         const std::vector<std::string>& names) {
    std::vector<protocol::SavedConnection>& all = saved.connections;
    if (names.empty()) {
        return std::move(all);
    }
    std::string hint = "The list of saved connections shows their names.";
    for (const Notice& notice : saved.notices) {
        hint += " " + notice.message;
    }
    for (const std::string& name : names) {
        if (std::ranges::find(all, name, &protocol::SavedConnection::name) == all.end()) {
            const Result<void> named = connect::refuseSecretInName(name);
            return named ? fail(ErrorKind::NotFound, "There is no saved connection \"" + name + "\".", hint)
                         : std::unexpected(named.error());
        }
    }
    std::erase_if(all, [&names](const auto& one) { return std::ranges::find(names, one.name) == names.end(); });
    return std::move(all);
}

Result<protocol::ConnectionsExported> exportTo(const protocol::ExportConnections& wish, const Secret& passphrase,
                                               const protocol::SavedConnectionsListed& saved,
                                               secrets::SecretStore& store, const std::stop_token& stop) {
    const Result<std::vector<protocol::SavedConnection>> connections = namedOnes(saved, wish.names);
    if (!connections) {
        return std::unexpected(connections.error());
    }
    protocol::ConnectionsExported answer;
    if (wish.names.empty()) {
        // Those that could not be read are not in the file.
        for (const Notice& notice : saved.notices) {
            answer.remarks.push_back(notice.message);
        }
    }
    std::vector<imports::ExchangedConnection> out;
    out.reserve(connections->size());
    for (const protocol::SavedConnection& connection : *connections) {
        Result<void> fit = store::checkConnectionName(connection.name);
        fit = fit ? connect::refuseClearSecrets(connection.config) : fit;
        if (!fit && wish.names.empty()) {
            answer.remarks.push_back("\"" + connection.name + "\" was left out: " + fit.error().message);
            continue;
        }
        if (!fit) {
            fit.error().message = "\"" + connection.name + "\" can not be exported: " + fit.error().message;
            return std::unexpected(std::move(fit.error()));
        }
        Result<imports::ExchangedConnection> one = exchanged(connection, !passphrase.empty(), store, stop, answer);
        if (!one) {
            return std::unexpected(std::move(one.error()));
        }
        out.push_back(std::move(*one));
    }
    const Result<std::string> bytes = imports::writeConnections(out, passphrase.empty() ? nullptr : &passphrase);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    if (wish.onlyText) {
        answer.text = *bytes;
    } else if (Result<void> written = writeWhole(wish, *bytes, !passphrase.empty()); !written) {
        return std::unexpected(std::move(written.error()));
    }
    answer.connections = out.size();
    return answer;
}

} // namespace

void EngineHandler::handle(protocol::FindImportSources) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading, [](const std::stop_token&) -> Result<protocol::Event> {
        protocol::ImportSourcesFound answer;
        for (const imports::FoundSource& source : imports::findSources(secrets::userPlaces())) {
            answer.found.push_back({nameOf(source.program), nameOf(source.program), source.file.string()});
        }
        for (const imports::ForeignProgram program : imports::foreignPrograms()) {
            answer.known.push_back({nameOf(program), nameOf(program), {}});
        }
        answer.known.push_back({protocol::kOwnConnections, protocol::kOwnConnections, {}});
        return answer;
    });
}

void EngineHandler::handle(protocol::ReadConnections command) {
    Secret given = left(command.passphrase);
    m_engine.onLane(
        m_id, m_engine.m_lanes->reading,
        [engine = &m_engine, command = std::move(command), passphrase = std::move(given),
         usual = m_engine.m_settings.usualSafety](const std::stop_token&) -> Result<protocol::Event> {
            if (command.program == protocol::kOwnConnections) {
                Result<protocol::ConnectionsRead> own =
                    readOwn(command.file, passphrase, engine->m_registry, usual, engine->m_secrets.get());
                return own ? Result<protocol::Event>(std::move(*own)) : std::unexpected(own.error());
            }
            const std::optional<imports::ForeignProgram> program = programOf(command.program);
            if (!program) {
                return fail(ErrorKind::InvalidInput, "The connections of \"" + command.program + "\" can not be read.",
                            "Choose one of the programs that are offered.");
            }
            Result<imports::ImportReport> report = imports::importFrom(*program, command.file);
            if (!report) {
                return std::unexpected(std::move(report.error()));
            }
            if (Result<void> keepable = makeKeepable(engine->m_registry, command.file, usual, *report); !keepable) {
                return std::unexpected(std::move(keepable.error()));
            }
            return readOf(std::move(*report), engine->m_secrets.get());
        });
}

void EngineHandler::handle(protocol::KeepConnections command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->store,
        [engine = &m_engine, command = std::move(command)](const std::stop_token&) -> Result<protocol::Event> {
            protocol::ConnectionsKept answer;
            std::vector<protocol::SavedConnection> fit;
            for (const protocol::SavedConnection& connection : command.connections) {
                const Result<void> checked = checkToKeep(engine->m_registry, connection);
                answer.troubles.push_back(checked ? std::string() : checked.error().message);
                if (checked) {
                    fit.push_back(connection);
                }
            }
            const Result<std::vector<std::string>> taken = engine->m_store.addConnections(fit);
            if (!taken) {
                return std::unexpected(taken.error());
            }
            for (std::size_t i = 0; i < command.connections.size(); ++i) {
                // Another program has been quicker.
                const std::string& name = command.connections[i].name;
                if (answer.troubles[i].empty() && std::ranges::find(*taken, name) != taken->end()) {
                    answer.troubles[i] = "There is a saved connection \"" + name + "\" by now. Import it again.";
                }
            }
            return answer;
        });
}

void EngineHandler::handle(protocol::ExportConnections command) {
    Secret given = left(command.passphrase);
    m_engine.m_lanes->store.run([engine = &m_engine, id = m_id, command = std::move(command),
                                 passphrase = std::move(given)]() mutable {
        auto saved = guardedStep([&] { return engine->m_store.savedConnections(); });
        engine->m_dispatcher->post([engine, id, saved = std::move(saved), command = std::move(command),
                                    passphrase = std::move(passphrase)]() mutable {
            if (!saved) {
                engine->failRequest(id, std::move(saved.error()));
                return;
            }
            if (saved->unread) {
                engine->failRequest(id, unreadError(*saved));
                return;
            }
            engine->onLane(
                id, engine->m_lanes->connecting,
                [engine, saved = std::move(*saved), command = std::move(command),
                 passphrase = std::move(passphrase)](const std::stop_token& stop) mutable -> Result<protocol::Event> {
                    auto done = exportTo(command, passphrase, saved, engine->m_secretStore, stop);
                    return done ? Result<protocol::Event>(std::move(*done)) : std::unexpected(std::move(done.error()));
                });
        });
    });
}

} // namespace dbv::engine
