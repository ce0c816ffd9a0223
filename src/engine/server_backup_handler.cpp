// SPDX-License-Identifier: Apache-2.0
// What the engine does about backups of whole servers.
#include <chrono>
#include <memory>
#include <utility>

#include "concurrency/clock.h"
#include "engine/engine_handler.h"
#include "engine/server_backup.h"

namespace dbv::engine {

namespace {

/// Tells of each step which database it is about.
BackupWork::Told toldOf(const protocol::DatabaseTurn& database, BackupWork::Told told) {
    return [database, told = std::move(told)](protocol::JobProgressed progress) {
        progress.turn = database;
        told(std::move(progress));
    };
}

/// A connection without a name is called by its database, and so is each of the others.
BackupWork::Origin originAt(BackupWork::Origin origin, const std::string& database) {
    if (origin.connection.empty()) {
        protocol::ConnectionFacts there;
        there.host = origin.host;
        there.database = database;
        there.hasServer = true;
        origin.connection = titleOf(there);
    }
    return origin;
}

} // namespace

EnterDatabase Engine::databasesOf(const std::shared_ptr<const SessionSource>& source, const BackupPlaces& places,
                                  BackupWork::Told told, std::stop_token stop) {
    return [this, source, places, told = std::move(told),
            stop = std::move(stop)](const protocol::DatabaseTurn& database) -> Result<DatabaseGround> {
        const BackupWork::Told toldHere = toldOf(database, told);
        const RunSpan span{static_cast<double>(database.number - 1) / database.count,
                           static_cast<double>(database.number) / database.count};
        toldHere({"connecting", 0, 0, {}, span.begin});
        const std::shared_ptr<const SessionSource> there = source->to(database.name);
        NoOpeningSteps unheard;
        Result<std::unique_ptr<Session>> session = there->open(stop, unheard);
        if (!session) {
            return std::unexpected(std::move(session.error()));
        }
        BackupWork::Server server = serverOf(there, stop);
        server.ownsSession = true;
        return DatabaseGround{*std::move(session), BackupWork(backupBook(places), toldHere, stop, std::move(server)),
                              span};
    };
}

Result<protocol::ServerBackedUp> Engine::backUpServer(RequestId id, Session& session, const BackupWork::Origin& origin,
                                                      const protocol::StartServerBackup& command,
                                                      const std::shared_ptr<const SessionSource>& source,
                                                      const Secret& passphrase, const std::stop_token& stop) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    const BackupPlaces places(stop, command.canAnswer ? askerFor(id) : AskQuestion());
    const BackupWork::Told told = [this, id](protocol::JobProgressed progress) {
        m_requests.say(id, std::move(progress));
    };
    BackupWork ahead(backupBook(places), told, stop, serverOf(source, stop));
    Result<void> may = mayBeChecked(command.content, command.check);
    // What holds for each of them is not said of each.
    const Result<archive::Packing> packing =
        may ? archive::packingNamed(command.compression, command.level) : std::unexpected(std::move(may.error()));
    may = packing ? ahead.checkFolder(command.destination) : std::unexpected(packing.error());
    if (!may) {
        return std::unexpected(std::move(may.error()));
    }
    Result<ServerDatabases> databases = databasesToBackUp(ahead, session, command.except, !passphrase.empty());
    if (!databases) {
        return std::unexpected(std::move(databases.error()));
    }
    protocol::StartBackup each;
    each.scope.content = command.content;
    each.scope.owners = command.owners;
    each.scope.roles = databases->roles;
    // With a slash it is a folder for certain, and each file gets a name of its own.
    each.destination = command.destination + (command.destination.ends_with('/') ? "" : "/");
    each.compression = command.compression;
    each.level = command.level;
    each.check = command.check;
    Result<std::vector<protocol::DatabaseBackup>> made =
        backUpEach(databases->names, stop, databasesOf(source, places, told, stop),
                   [&](DatabaseGround& ground, protocol::DatabaseBackup& outcome) {
                       return makeAndCheck(*ground.session, ground.work, ground.span,
                                           originAt(origin, outcome.database), each, passphrase, outcome);
                   });
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    return protocol::ServerBackedUp{*std::move(made), std::move(databases->notices),
                                    concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

void EngineHandler::handle(protocol::StartServerBackup command) {
    if (!m_engine.knows(m_id, command.connection)) {
        return;
    }
    const protocol::ConnectionFacts& facts = *m_engine.m_connections.find(command.connection);
    BackupWork::Origin origin{facts.connector, facts.title == titleOf(facts) ? std::string() : facts.title, facts.host};
    auto passphrase = std::make_shared<const Secret>(command.passphrase ? left(*command.passphrase) : Secret());
    if (command.passphrase && passphrase->empty()) {
        answer(protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "The passphrase is empty.",
                                                 "Give one, or make backups that are not encrypted.")});
        return;
    }
    const ConnectionId connection = command.connection;
    m_engine.onJobSession(m_id, connection,
                          [engine = &m_engine, source = m_engine.m_connections.source(connection), id = m_id,
                           origin = std::move(origin), command = std::move(command),
                           passphrase](Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
                              Result<protocol::ServerBackedUp> made =
                                  engine->backUpServer(id, session, origin, command, source, *passphrase, stop);
                              if (!made) {
                                  return std::unexpected(std::move(made.error()));
                              }
                              return protocol::Event(*std::move(made));
                          });
}

} // namespace dbv::engine
