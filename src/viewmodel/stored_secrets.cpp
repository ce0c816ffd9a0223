// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/stored_secrets.h"

#include <utility>

#include <QPointer>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

template <class C>
void StoredSecrets::send(C command) {
    m_request = m_bus.ask(
        std::move(command), [this](const protocol::SecretsListed& listed) { take(listed); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void StoredSecrets::take(const protocol::SecretsListed& listed) {
    m_facts = listed.facts;
    m_secrets = listed.secrets;
    Q_EMIT changed();
}

void StoredSecrets::load() {
    send(protocol::ListSecrets{});
}

void StoredSecrets::lock() {
    send(protocol::LockSecrets{});
}

void StoredSecrets::remove(const std::string& id) {
    send(protocol::RemoveSecret{id});
}

void StoredSecrets::unlock() {
    const QPointer<StoredSecrets> alive(this);
    m_keeper.unlock([alive](const Result<protocol::SecretsListed>& listed) {
        if (!alive) {
            return;
        }
        if (listed) {
            alive->take(*listed);
        } else {
            Q_EMIT alive->failed(errorSentence(listed.error()));
        }
    });
}

void StoredSecrets::change(const protocol::StoredSecret& secret, const QString& name, Secret value) {
    const QPointer<StoredSecrets> alive(this);
    m_keeper.keep(secret.id, name, bus::LeftSecret(m_bus.secrets(), std::move(value)),
                  [alive](const Result<std::string>& kept) {
                      if (!alive) {
                          return;
                      }
                      if (kept) {
                          alive->load();
                      } else {
                          Q_EMIT alive->failed(errorSentence(kept.error()));
                      }
                  });
}

void StoredSecrets::changeKey(Secret current, Secret next) {
    const bus::LeftSecret old(m_bus.secrets(), std::move(current));
    const bus::LeftSecret fresh(m_bus.secrets(), std::move(next));
    m_changing = m_bus.ask(
        protocol::ChangeSecretsKey{old.id(), fresh.id()},
        [this](const protocol::SecretsListed& listed) {
            take(listed);
            Q_EMIT keyChanged();
        },
        [this, old, fresh](const Error& error) {
            Q_EMIT keyRefused(errorSentence(error), error.kind == ErrorKind::WrongPassphrase);
        });
}

QString secretsPlace(const protocol::SecretsFacts& facts) {
    const QString file = QString::fromStdString(facts.file);
    switch (facts.key) {
    case protocol::SecretsKey::None:
        return StoredSecrets::tr("No password is stored yet. The first one makes the encrypted file %1.").arg(file);
    case protocol::SecretsKey::Keychain:
        return StoredSecrets::tr("The passwords are stored encrypted in %1. Its key is in the system's keychain.")
            .arg(file);
    case protocol::SecretsKey::Password:
        return facts.open
                   ? StoredSecrets::tr("The passwords are stored encrypted in %1, under a master password.").arg(file)
                   : StoredSecrets::tr("The passwords are stored encrypted in %1. They are locked.").arg(file);
    }
    return {};
}

QString agoText(std::int64_t moment, const QDateTime& now) {
    const qint64 minutes = QDateTime::fromMSecsSinceEpoch(moment).secsTo(now) / 60;
    if (minutes < 60) {
        return minutes < 2 ? StoredSecrets::tr("just now") : StoredSecrets::tr("%1 minutes ago").arg(minutes);
    }
    const qint64 hours = minutes / 60;
    if (hours < 48) {
        return hours < 2 ? StoredSecrets::tr("an hour ago") : StoredSecrets::tr("%1 hours ago").arg(hours);
    }
    return StoredSecrets::tr("%1 days ago").arg(hours / 24);
}

} // namespace dbv::viewmodel
