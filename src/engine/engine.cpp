// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <future>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "connect/clear_secrets.h"
#include "engine/connection_opening.h"
#include "engine/engine_handler.h"
#include "engine/guarded_step.h"

namespace dbv::engine {

namespace {

/// Stands where the system has no keychain.
class NoKeychain final : public secrets::KeyHolder {
public:
    [[nodiscard]] Result<void> probe(std::stop_token) override { return none(); }
    [[nodiscard]] Result<std::optional<Secret>> find(const std::string&, std::stop_token) override { return none(); }
    [[nodiscard]] Result<void> keep(const std::string&, const Secret&, std::stop_token) override { return none(); }
    [[nodiscard]] Result<void> forget(const std::string&, std::stop_token) override { return none(); }

private:
    [[nodiscard]] static std::unexpected<Error> none() {
        return fail(ErrorKind::Unsupported, "This program uses no keychain.", "Use a master password.");
    }
};

std::int64_t millisecondsSinceEpoch() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

EngineSettings withKeychain(EngineSettings settings) {
    if (!settings.keychain) {
        settings.keychain = std::make_shared<NoKeychain>();
    }
    return settings;
}

} // namespace

Engine::Engine(EngineSettings settings, results::ResultShelf& shelf)
    : m_settings(withKeychain(std::move(settings))),
      m_shelf(shelf),
      m_registry(m_settings.connectorFolders),
      m_secretStore(m_settings.dataDirectory, *m_settings.keychain,
                    {.idleLimit = m_settings.secretsIdleLimit, .opened = [this] { m_secretsWatch->vaultOpened(); }}),
      m_undo(m_settings.dataDirectory, m_secretStore, m_settings.undo),
      m_requests([this](protocol::EventEnvelope event) { send(std::move(event)); }),
      m_store(m_settings.dataDirectory),
      m_historyStore(m_settings.dataDirectory, m_settings.historyLimits, millisecondsSinceEpoch),
      m_snippets(m_settings.dataDirectory / "snippets"),
      m_versions(m_settings.dataDirectory / "versions", m_settings.versions),
      m_lanes(std::make_unique<Lanes>()),
      m_dispatcher(std::make_unique<Dispatcher>()),
      m_idleWatch(std::make_unique<IdleWatch>()),
      m_completion(
          {*m_dispatcher, *m_lanes, m_connections, m_requests, m_settings.dataDirectory / "completion", m_snippets}) {
    m_history = std::make_shared<HistoryRecorder>(m_lanes->history, m_historyStore, m_settings.recordsHistory);
    m_secretsWatch.emplace(*m_dispatcher, m_lanes->ending, m_secretStore.vault());
    m_lanes->reading.run([this] { m_undo.tidy(); });
    for (BuiltInConnector& builtIn : m_settings.builtIn) {
        m_registry.add(std::move(builtIn.info), std::move(builtIn.connector));
    }
}

Engine::~Engine() {
    // Without a limit, there is nothing to ask for the answer.
    static_cast<void>(shutDown(std::nullopt));
}

bool Engine::shutDown(std::optional<std::chrono::milliseconds> limit) {
    if (!m_lanes) {
        return true;
    }
    // A step that is under way is stopped by its cancel watch, which needs the dispatcher, so that goes on until every
    // request has had its last word.
    auto idle = std::make_shared<std::promise<void>>();
    std::future<void> reached = idle->get_future();
    m_dispatcher->post([this, idle] {
        // Sessions may be in use by nobody's request: somebody looks after the idle ones.
        auto left = std::make_shared<std::size_t>(1);
        const auto ended = [left, idle] {
            if (--*left == 0) {
                idle->set_value();
            }
        };
        for (const ConnectionId id : m_connections.ids()) {
            m_completion.forget(id);
            for (const std::shared_ptr<SessionSlot>& slot : m_connections.remove(id)) {
                ++*left;
                closeSlot(slot, ended);
            }
        }
        m_requests.cancelAll();
        m_requests.whenIdle(ended);
    });
    if (!limit) {
        reached.wait();
    } else if (reached.wait_for(*limit) != std::future_status::ready) {
        return false;
    }
    // It tells the dispatcher, so it goes first.
    m_idleWatch.reset();
    m_dispatcher->stop();
    m_lanes.reset();
    return true;
}

void Engine::connectSink(EventSink sink) {
    const std::scoped_lock lock(m_sinkMutex);
    m_sink = std::move(sink);
}

void Engine::post(protocol::CommandEnvelope command) {
    m_dispatcher->post([this, command = std::move(command)]() mutable { handle(std::move(command)); });
}

void Engine::send(protocol::EventEnvelope event) {
    const std::scoped_lock lock(m_sinkMutex);
    if (m_sink) {
        m_sink(std::move(event));
    }
}

void Engine::handle(protocol::CommandEnvelope envelope) {
    m_requests.begin(envelope.request, envelope.heard);
    std::visit([this, id = envelope.request](
                   auto&& command) { EngineHandler(*this, id).handle(std::forward<decltype(command)>(command)); },
               std::move(envelope.command));
}

void Engine::failRequest(RequestId id, Error error) {
    m_requests.finish(id, protocol::RequestFailed{std::move(error), {}});
}

AskQuestion Engine::askerFor(RequestId opening, ConnectionDiagnosis& way) {
    return [ask = askerFor(opening), &way](protocol::Question question, const std::stop_token& stop) {
        const concurrency::TimePoint since = std::chrono::steady_clock::now();
        auto answers = ask(std::move(question), stop);
        way.leaveOut(since);
        return answers;
    };
}

AskQuestion Engine::askerFor(RequestId run) {
    return [this, run](protocol::Question question, const std::stop_token& stop) {
        return m_questions.ask(
            run, std::move(question),
            [this, run](protocol::Question said) { m_requests.say(run, protocol::QuestionRaised{std::move(said)}); },
            stop);
    };
}

bool Engine::knows(RequestId id, ConnectionId connection) {
    if (m_connections.find(connection) != nullptr) {
        return true;
    }
    failRequest(id,
                makeError(ErrorKind::NotFound, "There is no open connection " + std::to_string(connection.value) + ".",
                          "Connect first; a connection ends when it is disconnected."));
    return false;
}

Finish Engine::finishUse(RequestId id) {
    return [this, id](protocol::Event event) {
        auto* failed = std::get_if<protocol::RequestFailed>(&event);
        if (failed != nullptr && failed->error.kind == ErrorKind::Busy && failed->error.damage != Damage::Session &&
            m_connections.hasOpenTransaction(m_uses[id].connection)) {
            failed->error.hint = "A transaction of this connection itself is open and may be what holds the lock: end "
                                 "it with COMMIT or ROLLBACK. Otherwise: " +
                                 failed->error.hint;
        }
        const protocol::LossMark loss = m_uses[id].slot->loss();
        if (failed != nullptr) {
            failed->loss = loss;
        } else if (auto* finished = std::get_if<protocol::QueryFinished>(&event)) {
            finished->loss = loss;
        } else if (auto* script = std::get_if<protocol::ScriptFinished>(&event)) {
            script->loss = loss;
        }
        const ConnectionId connection = m_uses[id].connection;
        m_uses.erase(id);
        m_requests.finish(id, std::move(event));
        m_completion.useEnded(connection);
    };
}

void Engine::onMetadata(RequestId id, ConnectionId connection, SessionStep::Body body) {
    startStep(id, {connection, std::nullopt, nullptr}, m_connections.metadataSlot(connection),
              {protocol::SessionPurpose::Metadata, {}},
              std::make_shared<SessionStep>(*m_dispatcher, *m_lanes, m_lanes->metadata, std::move(body),
                                            SessionStep::Afterwards::Keep, finishUse(id)));
}

void Engine::onJobSession(RequestId id, ConnectionId connection, SessionStep::Body body) {
    const ConnectionTable::JobSlot job = m_connections.jobSlot(connection);
    const auto afterwards = job.ofJobAlone ? SessionStep::Afterwards::Close : SessionStep::Afterwards::Keep;
    startStep(id, {connection, std::nullopt, nullptr}, job.slot, {protocol::SessionPurpose::Job, {}},
              std::make_shared<SessionStep>(*m_dispatcher, *m_lanes, m_lanes->jobs, std::move(body), afterwards,
                                            finishUse(id)));
}

void Engine::startStep(RequestId id, SessionUse use, const std::shared_ptr<SessionSlot>& slot, SessionUser user,
                       const std::shared_ptr<SessionStep>& step) {
    use.slot = slot;
    m_uses[id] = std::move(use);
    m_requests.setCancel(id, [weak = std::weak_ptr(step)] {
        if (const auto live = weak.lock()) {
            live->cancel();
        }
    });
    step->start(slot, {user,
                       {},
                       [this, id](protocol::SessionAwaited awaited) { m_requests.say(id, std::move(awaited)); },
                       {},
                       m_requests.heard(id)});
}

void Engine::onLane(RequestId id, concurrency::Lane& lane,
                    std::move_only_function<Result<protocol::Event>(std::stop_token)> body) {
    std::stop_source stop;
    const concurrency::OfferedWork work([this, id, stop, body = std::move(body)]() mutable {
        auto end = guardedStep([&]() -> Result<protocol::Event> {
            if (stop.stop_requested()) {
                return std::unexpected(cancelledError(Damage::None));
            }
            return body(stop.get_token());
        });
        m_dispatcher->post([this, id, end = std::move(end)]() mutable {
            end ? m_requests.finish(id, std::move(*end)) : failRequest(id, std::move(end.error()));
        });
    });
    // What is to be kept is short, and not given up: not even at the end of the program.
    if (&lane != &m_lanes->store) {
        m_requests.setCancel(id, [this, stop, work]() mutable {
            stop.request_stop();
            work.offerTo(m_lanes->ending);
        });
    }
    work.offerTo(lane);
}

void Engine::openConnection(RequestId id, protocol::ConnectionTarget target, bool keep) {
    if (!target.saved.empty()) {
        m_lanes->store.run([this, id, target = std::move(target), keep]() mutable {
            auto saved = guardedStep([&] { return m_store.savedConnection(target.saved); });
            if (const auto named = connect::refuseSecretInName(target.saved); !saved && !named) {
                // A URL was meant, and its password is not for the message.
                saved = std::unexpected(named.error());
            }
            const Safety wanted = target.config.safety;
            if (saved && (wanted == Safety::ReadOnly ||
                          (wanted == Safety::DryRun && saved->config.safety != Safety::ReadOnly))) {
                saved->config.safety = wanted;
            }
            if (saved) {
                // It is an answer to this opening, which no configuration keeps.
                saved->config.ssh.acceptFingerprint = target.config.ssh.acceptFingerprint;
            }
            m_dispatcher->post([this, id, saved = std::move(saved), secrets = target.secrets,
                                canAnswer = target.canAnswer, keep]() mutable {
                saved ? openConnection(id, {{}, std::move(saved->config), secrets, canAnswer, saved->name}, keep)
                      : failRequest(id, std::move(saved.error()));
            });
        });
        return;
    }
    // Here, since every way to a session leads through it.
    const Result<Safety> safety = m_settings.policy.safetyFor(target.config.safety);
    if (!safety) {
        failRequest(id, safety.error());
        return;
    }
    target.config.safety = *safety;
    std::stop_source stop;
    m_requests.setCancel(id, [stop]() mutable { stop.request_stop(); });
    m_lanes->connecting.run([this, id, stop, keep, target = std::move(target)] {
        ConnectionDiagnosis way;
        auto opened = guardedStep([&] {
            const SecretSupply secrets(m_secrets.get(), m_secretStore,
                                       target.canAnswer ? askerFor(id, way) : AskQuestion(),
                                       secretVariablesOf(target.config.secrets));
            return engine::openConnection({m_registry, secrets, m_tunnels, m_settings.maxSessions, m_settings.askAbove},
                                          target, stop.get_token(), way);
        });
        const double latencyMs = way.milliseconds();
        if (!opened) {
            auto steps = std::move(way).failedWith(opened.error());
            m_dispatcher->post([this, id, error = std::move(opened.error()), steps = std::move(steps)]() mutable {
                m_requests.finish(id, protocol::RequestFailed{std::move(error), std::move(steps)});
            });
            return;
        }
        if (!keep) {
            const protocol::ConnectionFacts facts = opened->facts;
            lookAtPrivileges(*opened, stop.get_token(), way);
            opened->session.reset();
            m_dispatcher->post([this, id, facts, latencyMs, steps = std::move(way).all()] {
                m_requests.finish(id, protocol::ConnectionTested{.serverVersion = facts.serverVersion,
                                                                 .dialect = facts.dialect,
                                                                 .tls = facts.tls,
                                                                 .ssh = facts.ssh,
                                                                 .latencyMs = latencyMs,
                                                                 .capabilities = facts.capabilities,
                                                                 .notices = facts.notices,
                                                                 .diagnosis = steps});
            });
            return;
        }
        opened->title = target.title;
        m_dispatcher->post([this, id, opened = std::move(opened)]() mutable {
            m_requests.finish(id,
                              protocol::ConnectionOpened{m_connections.add(std::move(*opened), sessionSurroundings())});
        });
    });
}

void Engine::closeSessions(RequestId id, ConnectionId connection, std::optional<SessionKey> session) {
    std::vector<RequestId> uses;
    for (const auto& [use, of] : m_uses) {
        if (of.connection == connection && (!session || of.session == session)) {
            uses.push_back(use);
        }
    }
    for (const RequestId use : uses) {
        m_requests.stop(use);
    }
    if (!session) {
        m_completion.forget(connection);
    }
    const auto slots = session ? m_connections.removeSession(connection, *session) : m_connections.remove(connection);
    auto open = std::make_shared<std::size_t>(slots.size());
    const auto closed = [this, id, open] {
        if (*open != 0) {
            --*open;
        }
        if (*open == 0) {
            m_requests.finish(id, protocol::ConnectionClosed{});
        }
    };
    if (slots.empty()) {
        closed();
    }
    for (const std::shared_ptr<SessionSlot>& slot : slots) {
        closeSlot(slot, closed);
    }
}

void Engine::closeSlot(const std::shared_ptr<SessionSlot>& slot, std::function<void()> closed) {
    slot->close([this, slot, closed = std::move(closed)]() mutable {
        m_lanes->ending.run([this, slot, closed = std::move(closed)]() mutable {
            slot->closeSession();
            m_dispatcher->post([slot, closed = std::move(closed)]() mutable {
                slot->ended();
                closed();
            });
        });
    });
}

void Engine::runQuery(RequestId id, protocol::RunQuery query) {
    const protocol::ConnectionFacts& facts = *m_connections.find(query.connection);
    const DialectId dialect = facts.dialect;
    ScriptSafety safety(SafetyGate(facts.safety, facts.askAbove), m_confirmations, backupBefore(query.connection));
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(query.connection, query.session);
    const AskQuestion ask = query.canAnswer ? askerFor(id) : AskQuestion();
    const std::shared_ptr<RunHistory> history = historyOf(query.connection, query.from, query.sql);
    history->expectReports();
    SessionUse& use = m_uses[id];
    use.connection = query.connection;
    use.session = query.session;
    use.slot = slot;
    use.run = std::make_shared<QueryRun>(
        QueryRun::Surroundings{*m_dispatcher, *m_lanes, m_shelf, m_settings.parkedLimit}, std::move(query), dialect,
        std::move(safety), m_completion.watching(use.connection, history->hearing(m_requests.emitFor(id))),
        history->hearing(finishUse(id)));
    const std::shared_ptr<QueryRun> run = use.run;
    m_requests.setCancel(id, [weak = std::weak_ptr(run)] {
        if (const auto live = weak.lock()) {
            live->cancel();
        }
    });
    run->start(slot, SessionUser::ofKey(*use.session), ask, m_requests.heard(id));
}

} // namespace dbv::engine
