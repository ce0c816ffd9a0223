// SPDX-License-Identifier: Apache-2.0
// What the engine does about backups.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "engine/backup_work.h"
#include "engine/engine_handler.h"
#include "engine/new_database.h"

namespace dbv::engine {

namespace {

template <class Answer>
Result<protocol::Event> asEvent(Result<Answer> answer) {
    if (!answer) {
        return std::unexpected(std::move(answer.error()));
    }
    return protocol::Event(*std::move(answer));
}

/// Whether the safety of a connection lets all that its database holds be replaced.
Result<void> judgeRestore(Safety safety) {
    switch (safety) {
    case Safety::ReadOnly:
        return fail(ErrorKind::RefusedReadOnly, "Nothing is restored through a connection that is read-only.",
                    "Open it for writing, or restore into another database.");
    case Safety::Sandbox:
    case Safety::DryRun:
        return fail(
            ErrorKind::RefusedBySandbox,
            "Nothing is restored through a connection that is a sandbox or in a dry run: what is there would be gone.",
            "Open it with another safety, or restore into another database.");
    default: return {};
    }
}

/// What is left of the shelf by the time the work begins would be gone.
std::shared_ptr<const Secret> held(Secret secret) {
    return std::make_shared<const Secret>(std::move(secret));
}

} // namespace

BackupWork::Server Engine::serverOf(std::shared_ptr<const SessionSource> source, std::stop_token stop) const {
    BackupWork::Server server;
    if (source->hasServer) {
        server.silentLimit = m_settings.silentLimit;
        server.look = [source](const std::stop_token& ended) -> Result<void> {
            NoOpeningSteps unheard;
            const Result<std::unique_ptr<Session>> session = source->open(ended, unheard);
            return session ? Result<void>() : std::unexpected(session.error());
        };
    }
    server.login = [source = std::move(source), stop = std::move(stop)] {
        NoOpeningSteps unheard;
        return source->login(stop, unheard);
    };
    return server;
}

BackupWork Engine::backupWork(RequestId id, const std::stop_token& stop, std::shared_ptr<const SessionSource> source,
                              bool canAnswer) {
    return BackupWork(
        backupBook(BackupPlaces(stop, canAnswer ? askerFor(id) : AskQuestion())),
        [this, id](protocol::JobProgressed progress) { m_requests.say(id, std::move(progress)); }, stop,
        source ? serverOf(std::move(source), stop) : BackupWork::Server());
}

Result<protocol::Event> Engine::drillByItself(RequestId id, const protocol::DrillBackup& command,
                                              const Secret& passphrase, const std::stop_token& stop) {
    const BackupPlaces places(stop, command.canAnswer ? askerFor(id) : AskQuestion());
    const auto told = [this, id](protocol::JobProgressed progress) { m_requests.say(id, std::move(progress)); };
    const Result<TrialGround::Order> order =
        BackupWork(backupBook(places), told, stop, BackupWork::Server()).trialFor(command.backup, passphrase);
    if (!order) {
        return std::unexpected(order.error());
    }
    const Result<std::unique_ptr<TrialGround>> ground =
        TrialGround::start(m_registry, *order, backupBook().locks(), stop);
    const Result<std::unique_ptr<Session>> session = ground ? (*ground)->open(stop) : std::unexpected(ground.error());
    if (!session) {
        return std::unexpected(session.error());
    }
    BackupWork work(backupBook(places), told, stop, {.login = [&ground] { return (*ground)->login(); }});
    return asEvent(work.drill(**session, command.backup, passphrase));
}

Result<protocol::Event> Engine::restoreIntoNew(RequestId id, Session& session, const protocol::RestoreBackup& command,
                                               const std::shared_ptr<const SessionSource>& source,
                                               const Secret& passphrase, const std::stop_token& stop) {
    // For a backup that can't be read, or has not what is wished, nothing is made.
    const Result<std::vector<std::string>> like =
        backupWork(id, stop, source, command.canAnswer).mayRestore(session, command, passphrase);
    Result<std::unique_ptr<Session>> made =
        like ? makeDatabase(session, *source, command.newDatabase, *like, stop) : std::unexpected(like.error());
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    BackupWork::Server server = serverOf(source->to(command.newDatabase), stop);
    server.ownsSession = true;
    Result<protocol::BackupRestored> restored = [&] {
        BackupWork work(
            backupBook(BackupPlaces(stop, command.canAnswer ? askerFor(id) : AskQuestion())),
            [this, id](protocol::JobProgressed progress) { m_requests.say(id, std::move(progress)); }, stop,
            std::move(server));
        return work.restore(**made, command, passphrase);
    }();
    if (!restored &&
        !(BackupWork::holdsNothing(**made) && dropDatabase(session, *std::move(made), command.newDatabase))) {
        restored.error().message +=
            " The new database \"" + command.newDatabase + "\" is left: drop it, or restore into it.";
    }
    return asEvent(std::move(restored));
}

void EngineHandler::handle(protocol::StartBackup command) {
    if (!m_engine.knows(m_id, command.connection)) {
        return;
    }
    const protocol::ConnectionFacts& facts = *m_engine.m_connections.find(command.connection);
    BackupWork::Origin origin{facts.connector, facts.title, facts.host};
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    if (command.passphrase && passphrase->empty()) {
        answer(protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "The passphrase is empty.",
                                                 "Give one, or make a backup that is not encrypted.")});
        return;
    }
    const ConnectionId connection = command.connection;
    m_engine.onJobSession(
        m_id, connection,
        [engine = &m_engine, source = m_engine.m_connections.source(connection), id = m_id, origin = std::move(origin),
         command = std::move(command), passphrase](Session& session, const std::stop_token& stop) {
            return asEvent(
                engine->backupWork(id, stop, source, command.canAnswer).make(session, origin, command, *passphrase));
        });
}

void EngineHandler::handle(protocol::ListBackups /*command*/) {
    // Not behind the backups that are being made.
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [engine = &m_engine](const std::stop_token&) { return asEvent(engine->backupBook().all()); });
}

void EngineHandler::handle(protocol::ScanBackups command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [engine = &m_engine, id = m_id, command = std::move(command)](const std::stop_token& stop) {
                        return asEvent(engine->backupWork(id, stop, {}, command.canAnswer).scan(command.folder));
                    });
}

void EngineHandler::handle(protocol::DescribeBackup command) {
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    m_engine.onLane(
        m_id, m_engine.m_lanes->jobs,
        [engine = &m_engine, id = m_id, command = std::move(command), passphrase](const std::stop_token& stop) {
            return asEvent(engine->backupWork(id, stop, {}, command.canAnswer).describe(command.backup, *passphrase));
        });
}

void EngineHandler::handle(protocol::VerifyBackup command) {
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    m_engine.onLane(
        m_id, m_engine.m_lanes->jobs,
        [engine = &m_engine, id = m_id, command = std::move(command), passphrase](const std::stop_token& stop) {
            return asEvent(engine->backupWork(id, stop, {}, command.canAnswer).verify(command.backup, *passphrase));
        });
}

void EngineHandler::handle(protocol::DrillBackup command) {
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    if (command.connection) {
        if (!m_engine.knows(m_id, *command.connection)) {
            return;
        }
        const ConnectionId connection = *command.connection;
        m_engine.onJobSession(m_id, connection,
                              [engine = &m_engine, source = m_engine.m_connections.source(connection), id = m_id,
                               command = std::move(command),
                               passphrase](Session& session, const std::stop_token& stop) {
                                  return asEvent(engine->backupWork(id, stop, source, command.canAnswer)
                                                     .drill(session, command.backup, *passphrase));
                              });
        return;
    }
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [engine = &m_engine, id = m_id, command = std::move(command), passphrase](
                        const std::stop_token& stop) { return engine->drillByItself(id, command, *passphrase, stop); });
}

void EngineHandler::handle(protocol::RestoreBackup command) {
    if (!m_engine.knows(m_id, command.connection)) {
        return;
    }
    if (Result<void> may = judgeRestore(m_engine.m_connections.find(command.connection)->safety); !may) {
        answer(protocol::RequestFailed{std::move(may.error())});
        return;
    }
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    const ConnectionId connection = command.connection;
    m_engine.onJobSession(m_id, connection,
                          [engine = &m_engine, source = m_engine.m_connections.source(connection), id = m_id,
                           command = std::move(command), passphrase](Session& session, const std::stop_token& stop) {
                              return command.newDatabase.empty()
                                         ? asEvent(engine->backupWork(id, stop, source, command.canAnswer)
                                                       .restore(session, command, *passphrase))
                                         : engine->restoreIntoNew(id, session, command, source, *passphrase, stop);
                          });
}

void EngineHandler::handle(protocol::CompareBackup command) {
    if (!m_engine.knows(m_id, command.connection)) {
        return;
    }
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    const ConnectionId connection = command.connection;
    m_engine.onJobSession(
        m_id, connection,
        [engine = &m_engine, source = m_engine.m_connections.source(connection), id = m_id,
         command = std::move(command), passphrase](Session& session, const std::stop_token& stop) {
            return asEvent(
                engine->backupWork(id, stop, source, command.canAnswer).compare(session, command.backup, *passphrase));
        });
}

void EngineHandler::handle(protocol::CompareBackups command) {
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    auto other = held(command.otherPassphrase ? left(*command.otherPassphrase) : Secret());
    m_engine.onLane(
        m_id, m_engine.m_lanes->jobs,
        [engine = &m_engine, id = m_id, command = std::move(command), passphrase, other](const std::stop_token& stop) {
            return asEvent(
                engine->backupWork(id, stop, {}, command.canAnswer).compareTwo(command, *passphrase, *other));
        });
}

void EngineHandler::handle(protocol::DeleteBackup command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [engine = &m_engine, id = m_id, command = std::move(command)](const std::stop_token& stop) {
                        return asEvent(engine->backupWork(id, stop, {}, command.canAnswer).removeBackup(command));
                    });
}

void EngineHandler::handle(protocol::UnpackBackup command) {
    auto passphrase = held(command.passphrase ? left(*command.passphrase) : Secret());
    m_engine.onLane(
        m_id, m_engine.m_lanes->jobs,
        [engine = &m_engine, id = m_id, command = std::move(command), passphrase](const std::stop_token& stop) {
            return asEvent(engine->backupWork(id, stop, {}, command.canAnswer).unpack(command, *passphrase));
        });
}

} // namespace dbv::engine
