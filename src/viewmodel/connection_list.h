// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/values.h"

namespace dbv::viewmodel {

/// One database that is open, or being opened, in this window.
struct OpenDatabase {
    protocol::ConnectionConfig config;
    protocol::ConnectionFacts facts;
    /// What a person calls it: the saved name, or the file's name.
    QString name;
};

/// The secrets of one connection, left for the engine.
struct ConnectionSecrets {
    bus::LeftSecret password;
    bus::LeftSecret sshPassword;

    [[nodiscard]] bool given() const { return password.id() || sshPassword.id(); }
    [[nodiscard]] protocol::SecretIds ids() const {
        return {.password = password.id(),
                .tlsKeyPassword = {},
                .sshPassword = sshPassword.id(),
                .sshPassphrase = sshPassword.id()};
    }
};

/// The databases that this window has open. One configuration is opened once, however many tabs use it.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionList final : public QObject {
    Q_OBJECT

public:
    /// Called with the facts, or with why there are none.
    using Opened = std::function<void(const Result<protocol::ConnectionFacts>&)>;

    explicit ConnectionList(bus::CommandBus& bus, QObject* parent = nullptr);

    /// Opens a configuration, or finds it open.
    void open(const protocol::ConnectionConfig& config, Opened opened);
    /// Keeps the secrets of a configuration in locked memory for as long as the window is open; nothing is stored.
    void remember(const protocol::ConnectionConfig& config, ConnectionSecrets secrets);
    [[nodiscard]] ConnectionSecrets secretsOf(const protocol::ConnectionConfig& config) const;
    void close(ConnectionId connection);

    [[nodiscard]] const std::vector<OpenDatabase>& databases() const { return m_databases; }
    [[nodiscard]] const OpenDatabase* find(ConnectionId connection) const;

    /// The connections that are kept under a name; one that is opened is called by it.
    [[nodiscard]] const std::vector<protocol::SavedConnection>& saved() const { return m_saved; }
    void setSaved(std::vector<protocol::SavedConnection> saved);

Q_SIGNALS:
    void added(dbv::ConnectionId connection);
    void removed(dbv::ConnectionId connection);
    void savedChanged();

private:
    struct Remembered {
        protocol::ConnectionConfig config;
        ConnectionSecrets secrets;
    };
    struct Opening {
        protocol::ConnectionConfig config;
        bus::Request request;
        std::vector<Opened> waiting;
    };

    void finish(const protocol::ConnectionConfig& config, const Result<protocol::ConnectionFacts>& result);

    [[nodiscard]] QString nameOf(const protocol::ConnectionConfig& config,
                                 const protocol::ConnectionFacts& facts) const;

    bus::CommandBus& m_bus;
    std::vector<protocol::SavedConnection> m_saved;
    std::vector<OpenDatabase> m_databases;
    std::vector<Remembered> m_remembered;
    std::vector<std::unique_ptr<Opening>> m_openings;
};

/// The name of a database by the last part of its place.
[[nodiscard]] QString databaseName(const protocol::ConnectionFacts& facts);

} // namespace dbv::viewmodel
