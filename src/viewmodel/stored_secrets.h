// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QDateTime>
#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "viewmodel/secret_keeper.h"

namespace dbv::viewmodel {

/// The stored secrets by name, with their use and age; what they are, nobody sees.
///
/// Thread: the UI thread; nothing here waits.
class StoredSecrets final : public QObject {
    Q_OBJECT

public:
    StoredSecrets(bus::CommandBus& bus, SecretKeeper& keeper, QObject* parent = nullptr)
        : QObject(parent), m_bus(bus), m_keeper(keeper) {}

    /// What is there now; nothing before `changed` was said for the first time.
    [[nodiscard]] const protocol::SecretsFacts& facts() const { return m_facts; }
    [[nodiscard]] const std::vector<protocol::StoredSecret>& secrets() const { return m_secrets; }

    void load();
    /// Asks for the master password where there is one.
    void unlock();
    void lock();
    void remove(const std::string& id);
    /// Gives a secret another value, or name, for all that use it.
    void change(const protocol::StoredSecret& secret, const QString& name, Secret value);
    /// To another master password, or to the keychain where `next` is empty. `keyChanged` or `keyRefused` follows, also when
    /// it was begun by somebody who has gone.
    void changeKey(Secret current, Secret next);

Q_SIGNALS:
    void changed();
    void failed(const QString& message);
    void keyChanged();
    /// `isCurrentWrong` when the current master password is another one.
    void keyRefused(const QString& why, bool isCurrentWrong);

private:
    template <class C>
    void send(C command);
    void take(const protocol::SecretsListed& listed);

    bus::CommandBus& m_bus;
    SecretKeeper& m_keeper;
    protocol::SecretsFacts m_facts;
    std::vector<protocol::StoredSecret> m_secrets;
    bus::Request m_request;
    bus::Request m_changing;
};

/// Where the secrets lie, in a sentence.
[[nodiscard]] QString secretsPlace(const protocol::SecretsFacts& facts);
/// How long ago a moment was, in words. Unit: milliseconds since 1970, UTC.
[[nodiscard]] QString agoText(std::int64_t moment, const QDateTime& now);

} // namespace dbv::viewmodel
