// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/secret_keeper.h"

#include <utility>

namespace dbv::viewmodel {

SecretKeeper::~SecretKeeper() {
    for (const std::uint64_t number : m_asked) {
        m_desk.withdraw(number);
    }
}

void SecretKeeper::hold(bus::Request request) {
    std::erase_if(m_requests, [](const bus::Request& one) { return !one.active(); });
    m_requests.push_back(std::move(request));
}

void SecretKeeper::keep(const std::string& id, const QString& name, const bus::LeftSecret& secret, const Kept& kept) {
    hold(m_bus.ask(
        protocol::KeepSecret{id, name.toStdString(), secret.id()},
        [kept](const protocol::SecretKept& answer) { kept(answer.id); },
        [this, id, name, secret, kept](const Error& error) {
            if (error.kind != ErrorKind::VaultLocked) {
                kept(std::unexpected(error));
                return;
            }
            unlock([this, id, name, secret, kept](const Result<protocol::SecretsListed>& unlocked) {
                if (unlocked) {
                    keep(id, name, secret, kept);
                } else {
                    kept(std::unexpected(unlocked.error()));
                }
            });
        }));
}

void SecretKeeper::keepFor(const std::string& id, const QString& name, const bus::LeftSecret& secret,
                           const Kept& kept) {
    if (id.empty()) {
        keep({}, name, secret, kept);
        return;
    }
    keep(id, {}, secret, [this, name, secret, kept](const Result<std::string>& known) {
        if (!known && known.error().kind == ErrorKind::NotFound) {
            keep({}, name, secret, kept);
        } else {
            kept(known);
        }
    });
}

void SecretKeeper::unlock(const Unlocked& unlocked) {
    hold(m_bus.ask(
        protocol::ListSecrets{},
        [this, unlocked](const protocol::SecretsListed& listed) {
            if (listed.facts.open) {
                unlocked(listed);
            } else if (listed.facts.key == protocol::SecretsKey::Keychain) {
                // No password opens it.
                unlocked(
                    fail(ErrorKind::VaultLocked,
                         "The system's keychain does not open the stored passwords. " + listed.facts.keychainTrouble,
                         "Unlock the keychain of this system, then try it again."));
            } else {
                askForPassword(listed.facts.key == protocol::SecretsKey::None, 1, unlocked);
            }
        },
        [unlocked](const Error& error) { unlocked(std::unexpected(error)); }));
}

void SecretKeeper::askForPassword(bool isNew, int attempt, const Unlocked& unlocked) {
    protocol::Question question{.kind = protocol::QuestionKind::SecretsPassword, .attempt = attempt};
    if (isNew) {
        question.text =
            (attempt == 1 ? tr("This system has no keychain that can be used, so the stored passwords lie in a "
                               "file under a master password. Choose one; without it they are lost.")
                          : tr("The two were not the same, or empty. Choose a master password."))
                .toStdString();
        question.prompts = {{tr("Master password").toStdString(), false}, {tr("Once more").toStdString(), false}};
    } else {
        question.text = (attempt == 1 ? tr("The master password opens the stored passwords.")
                                      : tr("That was not the master password."))
                            .toStdString();
        question.prompts = {{tr("Master password").toStdString(), false}};
    }
    m_asked.insert(m_desk.ask(
        std::move(question), {}, false,
        [this, isNew, attempt, unlocked](const std::optional<QuestionAnswers>& answers) {
            if (!answers) {
                unlocked(fail(ErrorKind::Cancelled, "The stored passwords stay locked."));
                return;
            }
            if (answers->needless) {
                unlock(unlocked);
                return;
            }
            const auto& given = answers->secrets;
            const auto text = [this](const bus::LeftSecret& secret) { return m_bus.secrets()->copyOf(secret.id()); };
            if (isNew && (!given.front().id() || text(given.front()).reveal() != text(given.back()).reveal())) {
                askForPassword(true, attempt + 1, unlocked);
                m_desk.masterPasswordTried();
                return;
            }
            hold(m_bus.ask(
                protocol::UnlockSecrets{given.front().id()},
                [this, unlocked](const protocol::SecretsListed& listed) {
                    m_desk.masterPasswordTried();
                    unlocked(listed);
                },
                [this, attempt, unlocked, held = *answers](const Error& error) {
                    if (error.kind == ErrorKind::WrongPassphrase) {
                        askForPassword(false, attempt + 1, unlocked);
                    } else {
                        unlocked(std::unexpected(error));
                    }
                    m_desk.masterPasswordTried();
                }));
        }));
}

QString secretName(const QString& connection, protocol::SecretSource protocol::SecretSources::* place) {
    using protocol::SecretSources;
    if (place == &SecretSources::tlsKeyPassword) {
        return SecretKeeper::tr("%1 (client key)").arg(connection);
    }
    if (place == &SecretSources::sshPassword) {
        return SecretKeeper::tr("%1 (SSH)").arg(connection);
    }
    return place == &SecretSources::sshPassphrase ? SecretKeeper::tr("%1 (SSH key)").arg(connection) : connection;
}

} // namespace dbv::viewmodel
