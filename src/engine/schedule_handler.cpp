// SPDX-License-Identifier: Apache-2.0
// What the engine does about backups that are made by themselves.
#include <memory>
#include <string>
#include <utility>

#include "engine/engine_handler.h"
#include "engine/job_process.h"
#include "engine/schedule_exchange.h"
#include "engine/scheduled_run.h"
#include "engine/secret_supply.h"
#include "engine/stop_ear.h"

namespace dbv::engine {

namespace {

template <class Answer>
Result<protocol::Event> scheduleEvent(Result<Answer> answer) {
    if (!answer) {
        return std::unexpected(std::move(answer.error()));
    }
    return protocol::Event(*std::move(answer));
}

} // namespace

ScheduleBook Engine::scheduleBook() {
    return {m_store, m_lanes->store, m_settings.dataDirectory / "jobs"};
}

BackupBook Engine::backupBook(BackupPlaces places) {
    return {m_store, m_lanes->store, m_settings.dataDirectory / "jobs", std::move(places)};
}

BackupBefore Engine::backupBefore(ConnectionId connection) {
    const std::string& name = m_connections.find(connection)->title;
    return name.empty() ? BackupBefore()
                        : BackupBefore(scheduleBook(), m_settings.jobProgram, m_settings.dataDirectory, name);
}

void EngineHandler::onSchedules(concurrency::Lane& lane,
                                std::move_only_function<Result<protocol::Event>(ScheduleBook&)> use) {
    m_engine.onLane(m_id, lane, [engine = &m_engine, use = std::move(use)](const std::stop_token&) mutable {
        ScheduleBook book = engine->scheduleBook();
        return use(book);
    });
}

void EngineHandler::handle(protocol::ListSchedules /*command*/) {
    onSchedules(m_engine.m_lanes->reading, [](ScheduleBook& book) { return scheduleEvent(book.all()); });
}

void EngineHandler::handle(protocol::SaveSchedule command) {
    onSchedules(m_engine.m_lanes->reading,
                [command = std::move(command)](ScheduleBook& book) -> Result<protocol::Event> {
                    Result<protocol::ScheduleEntry> saved = book.save(command.id, command.config);
                    if (!saved) {
                        return std::unexpected(std::move(saved.error()));
                    }
                    return protocol::ScheduleSaved{*std::move(saved)};
                });
}

void EngineHandler::handle(protocol::RemoveSchedule command) {
    onSchedules(m_engine.m_lanes->reading,
                [command = std::move(command)](ScheduleBook& book) -> Result<protocol::Event> {
                    const Result<void> removed = book.remove(command.id);
                    return removed ? scheduleEvent(book.all()) : std::unexpected(removed.error());
                });
}

void EngineHandler::handle(protocol::BeginScheduledRun command) {
    onSchedules(m_engine.m_lanes->reading,
                [engine = &m_engine, command = std::move(command)](ScheduleBook& book) -> Result<protocol::Event> {
                    Result<RunClaim> claim = book.begin(command.id, command.onlyDue);
                    if (!claim) {
                        return std::unexpected(std::move(claim.error()));
                    }
                    protocol::ScheduledRunBegun begun{claim->entry};
                    engine->m_begunRuns.put(*std::move(claim));
                    return begun;
                });
}

void EngineHandler::handle(protocol::FailScheduledRun command) {
    onSchedules(m_engine.m_lanes->reading,
                [engine = &m_engine, command = std::move(command)](ScheduleBook& book) -> Result<protocol::Event> {
                    Result<RunClaim> claim = engine->m_begunRuns.take(command.id);
                    if (!claim) {
                        return std::unexpected(std::move(claim.error()));
                    }
                    claim->entry.state.outcome = protocol::RunOutcome::Failed;
                    claim->entry.state.trouble = command.trouble;
                    Result<protocol::ScheduleEntry> entry = book.end(*std::move(claim));
                    if (!entry) {
                        return std::unexpected(std::move(entry.error()));
                    }
                    return protocol::ScheduledRunEnded{*std::move(entry), {}, {}, {}};
                });
}

Result<protocol::ScheduledRunEnded> Engine::doScheduledRun(RequestId id, Session& session, RunClaim claim,
                                                           const ScheduledRunWays& ways, const std::stop_token& stop) {
    const protocol::ScheduleConfig& config = claim.entry.config;
    const BackupWork::Origin origin{ways.connector, config.connection, ways.host, claim.entry.id};
    // The run is stopped with its request, and by whoever asks it to.
    std::stop_source stopped;
    const std::stop_callback link(stop, [&stopped] { stopped.request_stop(); });
    // Where each database has its turn, the one that has it; a drill elsewhere is told of as its work.
    protocol::DatabaseTurn turn;
    const auto told = [this, id, &turn, schedule = claim.entry.id](protocol::JobProgressed progress) {
        progress.turn = turn;
        scheduleBook().tell(schedule, {progress.phase, progress.done, progress.total, progress.unit, progress.share,
                                       progress.backup, progress.turn});
        m_requests.say(id, std::move(progress));
    };
    const StopEar ear([book = scheduleBook(), schedule = claim.entry.id] { return book.isAskedToStop(schedule); },
                      [this, id, &stopped] {
                          stopped.request_stop();
                          // What waits for the server is stopped there.
                          m_dispatcher->post([this, id] { m_requests.stop(id); });
                      });
    ScheduledRun::DrillSession drillSession;
    if (ways.drill) {
        drillSession = [drill = ways.drill, token = stopped.get_token()] {
            NoOpeningSteps unheard;
            return drill->open(token, unheard);
        };
    }
    std::unique_ptr<TrialGround> trial;
    if (config.drillsLocally) {
        drillSession = [&]() -> Result<std::unique_ptr<Session>> {
            // One server is enough for all databases.
            if (trial) {
                return trial->open(stopped.get_token());
            }
            Result<std::unique_ptr<TrialGround>> started = TrialGround::start(
                m_registry, {ways.connector, session.facts().serverVersion, roomBeside(config.destination + "/")},
                backupBook().locks(), stopped.get_token());
            if (!started) {
                return std::unexpected(std::move(started.error()));
            }
            trial = *std::move(started);
            return trial->open(stopped.get_token());
        };
    }
    ScheduledRun::Passphrase passphrase;
    if (config.encrypted) {
        passphrase = [this, from = config.passphrase, token = stopped.get_token()] {
            return SecretSupply(nullptr, m_secretStore, {}).find({}, from, {}, token);
        };
    }
    const BackupPlaces places(stopped.get_token(), {});
    const auto work = [&](BackupWork::Server server) {
        return BackupWork(backupBook(places), told, stopped.get_token(), std::move(server));
    };
    BackupWork::Server drillServer = serverOf(ways.drill ? ways.drill : ways.backup, stopped.get_token());
    if (config.drillsLocally) {
        drillServer = {.login = [&trial] { return trial->login(); }};
    }
    drillServer.ownsSession = true;
    ScheduledRun::Works works{work(serverOf(ways.backup, stopped.get_token())), work(std::move(drillServer)),
                              [&turn, enter = databasesOf(ways.backup, places, told, stopped.get_token())](
                                  const protocol::DatabaseTurn& database) {
                                  turn = database;
                                  return enter(database);
                              },
                              stopped.get_token()};
    ScheduledRun run(backupBook(), scheduleBook(), std::move(works), std::move(drillSession), std::move(passphrase));
    return run.run(session, origin, std::move(claim));
}

void EngineHandler::handle(protocol::DoScheduledRun command) {
    const bool isKnown = m_engine.knows(m_id, command.connection) &&
                         (!command.drillConnection || m_engine.knows(m_id, *command.drillConnection));
    if (!isKnown) {
        return;
    }
    const protocol::ConnectionFacts& facts = *m_engine.m_connections.find(command.connection);
    Engine::ScheduledRunWays ways{facts.connector, facts.host, m_engine.m_connections.source(command.connection),
                                  nullptr};
    if (command.drillConnection) {
        ways.drill = m_engine.m_connections.source(*command.drillConnection);
    }
    const ConnectionId connection = command.connection;
    m_engine.onJobSession(m_id, connection,
                          [engine = &m_engine, id = m_id, schedule = std::move(command.id), ways = std::move(ways)](
                              Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
                              Result<RunClaim> claim = engine->m_begunRuns.take(schedule);
                              if (!claim) {
                                  return std::unexpected(std::move(claim.error()));
                              }
                              return scheduleEvent(engine->doScheduledRun(id, session, *std::move(claim), ways, stop));
                          });
}

void EngineHandler::handle(protocol::StopScheduledRun command) {
    onSchedules(m_engine.m_lanes->reading,
                [command = std::move(command)](ScheduleBook& book) -> Result<protocol::Event> {
                    const Result<void> asked = book.askToStop(command.id);
                    return asked ? scheduleEvent(book.all()) : std::unexpected(asked.error());
                });
}

void EngineHandler::handle(protocol::StartScheduledRun command) {
    m_engine.onLane(
        m_id, m_engine.m_lanes->jobs,
        [engine = &m_engine, id = m_id, command = std::move(command)](const std::stop_token& stop) {
            JobProcess process(engine->m_settings.jobProgram, engine->m_settings.dataDirectory, engine->scheduleBook());
            Result<protocol::ScheduledRunEnded> ended = process.run(
                command.id, command.onlyDue,
                [engine, id](const protocol::RunProgress& progress) {
                    engine->m_requests.say(id, protocol::JobProgressed{progress.phase, progress.done, progress.total,
                                                                       progress.unit, progress.share, progress.backup,
                                                                       progress.turn});
                },
                stop);
            if (ended && !ended->entry.state.backup.empty()) {
                // Somebody may have removed it by now.
                if (auto made = engine->backupBook().find({ended->entry.state.backup, {}})) {
                    ended->backup = *std::move(made);
                }
            }
            // What the process has said is gone with it.
            for (const std::string& warning : ended ? ended->entry.state.warnings : std::vector<std::string>()) {
                ended->notices.push_back({"warning", warning});
            }
            for (const std::string& made : ended ? ended->entry.state.backups : std::vector<std::string>()) {
                if (auto backup = engine->backupBook().find({made, {}})) {
                    protocol::DatabaseBackup known;
                    known.database = backup->database;
                    known.entry = *std::move(backup);
                    ended->databases.push_back(std::move(known));
                }
            }
            return scheduleEvent(std::move(ended));
        });
}

void EngineHandler::handle(protocol::ExportSchedules command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [engine = &m_engine, command = std::move(command)](const std::stop_token&) {
                        ScheduleExchange exchange(engine->backupBook(), engine->scheduleBook());
                        return scheduleEvent(exchange.write(command.path));
                    });
}

void EngineHandler::handle(protocol::ImportSchedules command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [engine = &m_engine, command = std::move(command)](const std::stop_token& stop) {
                        ScheduleExchange exchange(engine->backupBook(BackupPlaces(stop, {})), engine->scheduleBook());
                        return scheduleEvent(exchange.read(command.path));
                    });
}

} // namespace dbv::engine
