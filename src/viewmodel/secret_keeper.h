// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/connection_config.h"
#include "viewmodel/question_desk.h"

namespace dbv::viewmodel {

/// Stores secrets; a store that is locked, or not there yet, asks for its master password at the desk.
///
/// Thread: the UI thread; nothing here waits.
class SecretKeeper final : public QObject {
    Q_OBJECT

public:
    /// The id under which the secret lies now.
    using Kept = std::function<void(const Result<std::string>& id)>;
    using Unlocked = std::function<void(const Result<protocol::SecretsListed>&)>;

    SecretKeeper(bus::CommandBus& bus, QuestionDesk& desk, QObject* parent = nullptr)
        : QObject(parent), m_bus(bus), m_desk(desk) {}
    /// What it has asked is withdrawn.
    ~SecretKeeper() override;

    /// Under a new id where `id` is empty. `name` is for people. Errors: Cancelled when no master password was given;
    /// those of the store.
    void keep(const std::string& id, const QString& name, const bus::LeftSecret& secret, const Kept& kept);
    /// The secret of a connection: one that is there already keeps its name, as others may use it, too; one that is not there
    /// any more lies under a new id, and under `name`. Errors: as for `keep`.
    void keepFor(const std::string& id, const QString& name, const bus::LeftSecret& secret, const Kept& kept);
    /// Opens the store that is locked, or makes one. Errors: as for `keep`.
    void unlock(const Unlocked& unlocked);

private:
    void askForPassword(bool isNew, int attempt, const Unlocked& unlocked);

    /// Holds a request until it has ended; those that go with the keeper are finished unheard.
    void hold(bus::Request request);

    bus::CommandBus& m_bus;
    QuestionDesk& m_desk;
    std::vector<bus::Request> m_requests;
    std::set<std::uint64_t> m_asked;
};

/// What a stored secret is called: after its connection, and after what it opens where that is not the database.
[[nodiscard]] QString secretName(const QString& connection, protocol::SecretSource protocol::SecretSources::* place);

} // namespace dbv::viewmodel
