// SPDX-License-Identifier: Apache-2.0
// What the engine does about stored secrets and about questions.
#include <algorithm>
#include <utility>

#include "engine/engine_handler.h"
#include "engine/guarded_step.h"
#include "engine/secret_supply.h"
#include "settings/file_paths.h"

namespace dbv::engine {

namespace {

protocol::SecretsKey keyOf(const std::optional<secrets::KeySource>& source) {
    if (!source) {
        return protocol::SecretsKey::None;
    }
    return *source == secrets::KeySource::Password ? protocol::SecretsKey::Password : protocol::SecretsKey::Keychain;
}

std::int64_t millisecondsOf(secrets::SecretTime time) {
    return time.time_since_epoch().count();
}

std::vector<std::string> usersOf(const std::string& id, const std::vector<protocol::SavedConnection>& connections) {
    std::vector<std::string> users;
    for (const protocol::SavedConnection& connection : connections) {
        const protocol::SecretSources& from = connection.config.secrets;
        for (const protocol::SecretSource* source :
             {&from.password, &from.tlsKeyPassword, &from.sshPassword, &from.sshPassphrase}) {
            if (source->origin == protocol::SecretOrigin::Stored && source->what == id) {
                users.push_back(connection.name);
                break;
            }
        }
    }
    return users;
}

Result<protocol::Event> listed(secrets::SecretStore& store, const std::vector<protocol::SavedConnection>& connections,
                               const std::stop_token& stop) {
    Result<std::vector<secrets::SecretInfo>> infos = store.list(stop);
    const bool locked = !infos && infos.error().kind == ErrorKind::VaultLocked;
    if (!infos && !locked) {
        return std::unexpected(std::move(infos.error()));
    }
    const Result<secrets::StoreState> state = store.state(stop);
    if (!state) {
        return std::unexpected(state.error());
    }
    protocol::SecretsListed answer;
    answer.facts = {.key = keyOf(state->source),
                    .open = state->isOpen,
                    .keychainTrouble = state->keychainTrouble,
                    .file = settings::shownPath(state->file)};
    if (locked) {
        return answer;
    }
    answer.secrets.reserve(infos->size());
    for (secrets::SecretInfo& info : *infos) {
        std::vector<std::string> users = usersOf(info.id, connections);
        const std::optional<std::int64_t> used =
            info.lastUsed ? std::optional(millisecondsOf(*info.lastUsed)) : std::nullopt;
        answer.secrets.push_back({.id = std::move(info.id),
                                  .name = std::move(info.name),
                                  .created = millisecondsOf(info.created),
                                  .changed = millisecondsOf(info.changed),
                                  .lastUsed = used,
                                  .users = std::move(users)});
    }
    return answer;
}

} // namespace

namespace {

/// What is not given stays as it is.
Result<std::string> keptSecret(secrets::SecretStore& store, protocol::KeepSecret wish, Secret secret,
                               const std::stop_token& stop) {
    if (secret.empty() && wish.id.empty()) {
        return fail(ErrorKind::InvalidInput, "An empty secret can not be kept.", "Type it, or leave it out.");
    }
    if (secret.empty()) {
        Result<Secret> before = store.get(wish.id, stop);
        if (!before) {
            return std::unexpected(std::move(before.error()));
        }
        secret = std::move(*before);
    }
    if (wish.name.empty() && !wish.id.empty()) {
        const Result<std::vector<secrets::SecretInfo>> all = store.list(stop);
        if (!all) {
            return std::unexpected(all.error());
        }
        const auto before = std::ranges::find(*all, wish.id, &secrets::SecretInfo::id);
        wish.name = before == all->end() ? std::string() : before->name;
    }
    return store.put(wish.id, wish.name, secret, secrets::Keeping::Kept, stop);
}

} // namespace

Secret EngineHandler::left(SecretId id) const {
    return m_engine.m_secrets ? m_engine.m_secrets->copyOf(id) : Secret();
}

void EngineHandler::answerSecrets(std::move_only_function<Result<void>(const std::stop_token&)> change) {
    // The store of connections has its own lane, that of secrets may wait for a person.
    m_engine.m_lanes->store.run([engine = &m_engine, id = m_id, change = std::move(change)]() mutable {
        auto saved = guardedStep([&] { return engine->m_store.savedConnections(); });
        engine->m_dispatcher->post([engine, id, saved = std::move(saved), change = std::move(change)]() mutable {
            if (!saved) {
                engine->failRequest(id, std::move(saved.error()));
                return;
            }
            engine->onLane(id, engine->m_lanes->connecting,
                           [engine, connections = std::move(saved->connections), change = std::move(change)](
                               const std::stop_token& stop) mutable -> Result<protocol::Event> {
                               if (Result<void> changed = change(stop); !changed) {
                                   return std::unexpected(std::move(changed.error()));
                               }
                               return listed(engine->m_secretStore, connections, stop);
                           });
        });
    });
}

void EngineHandler::handle(const protocol::AnswerQuestion& command) {
    std::vector<Secret> answers;
    answers.reserve(command.answers.size());
    for (const SecretId id : command.answers) {
        answers.push_back(left(id));
    }
    Result<void> answered = command.refused ? m_engine.m_questions.refuse(command.opening)
                                            : m_engine.m_questions.answer(command.opening, std::move(answers));
    if (!answered) {
        m_engine.failRequest(m_id, std::move(answered.error()));
        return;
    }
    answer(protocol::QuestionAnswered{});
}

void EngineHandler::handle(protocol::FetchSecret command) {
    const protocol::SecretOrigin origin = command.source.origin;
    if (origin == protocol::SecretOrigin::Usual || origin == protocol::SecretOrigin::Ask || !m_engine.m_secrets) {
        m_engine.failRequest(m_id, makeError(ErrorKind::InvalidInput, "No secret can be fetched from there.",
                                             "Name a stored secret, a command or a variable of the environment."));
        return;
    }
    m_engine.onLane(m_id, m_engine.m_lanes->connecting,
                    [engine = &m_engine,
                     source = std::move(command.source)](const std::stop_token& stop) -> Result<protocol::Event> {
                        const SecretSupply supply(engine->m_secrets.get(), engine->m_secretStore, {});
                        Result<Secret> secret = supply.find({}, source, {}, stop);
                        if (!secret) {
                            return std::unexpected(std::move(secret.error()));
                        }
                        return protocol::SecretFetched{engine->m_secrets->leave(std::move(*secret))};
                    });
}

void EngineHandler::handle(protocol::ListSecrets) {
    answerSecrets([](const std::stop_token&) { return Result<void>(); });
}

void EngineHandler::handle(protocol::KeepSecret command) {
    Secret given = left(command.secret);
    m_engine.onLane(m_id, m_engine.m_lanes->connecting,
                    [engine = &m_engine, command = std::move(command),
                     secret = std::move(given)](const std::stop_token& stop) mutable -> Result<protocol::Event> {
                        Result<std::string> id =
                            keptSecret(engine->m_secretStore, std::move(command), std::move(secret), stop);
                        if (!id) {
                            return std::unexpected(std::move(id.error()));
                        }
                        return protocol::SecretKept{std::move(*id)};
                    });
}

void EngineHandler::handle(protocol::RemoveSecret command) {
    answerSecrets([engine = &m_engine, id = std::move(command.id)](const std::stop_token& stop) {
        return engine->m_secretStore.remove(id, stop);
    });
}

void EngineHandler::handle(protocol::UnlockSecrets command) {
    answerSecrets([engine = &m_engine, password = left(command.password)](const std::stop_token& stop) {
        const Result<secrets::StoreState> state = engine->m_secretStore.state(stop);
        if (!state) {
            return Result<void>(std::unexpected(state.error()));
        }
        return state->source ? engine->m_secretStore.unlock(password)
                             : engine->m_secretStore.createWithPassword(password);
    });
}

void EngineHandler::handle(protocol::LockSecrets command) {
    answerSecrets([engine = &m_engine, idle = command.onlyIfIdle](const std::stop_token&) {
        if (idle) {
            engine->m_secretStore.vault().lockIfIdle();
        } else {
            engine->m_secretStore.vault().lock();
        }
        return Result<void>();
    });
}

void EngineHandler::handle(protocol::ChangeSecretsKey command) {
    answerSecrets(
        [engine = &m_engine, current = left(command.current), next = left(command.next)](const std::stop_token& stop) {
            return next.empty() ? engine->m_secretStore.useKeychain(current, stop)
                                : engine->m_secretStore.usePassword(current, next, stop);
        });
}

} // namespace dbv::engine
