// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <dbv/core/secret.h>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "viewmodel/secret_keeper.h"

namespace dbv::viewmodel {

/// Writes the saved connections to a file that another machine can import.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionExport final : public QObject {
    Q_OBJECT

public:
    /// `keeper` opens the store of secrets where it is locked.
    ConnectionExport(bus::CommandBus& bus, SecretKeeper& keeper, QObject* parent = nullptr)
        : QObject(parent), m_bus(bus), m_keeper(keeper) {}

    /// With a passphrase the stored secrets go along, sealed under it. `told` says how that went, or `existsAlready` that
    /// there is such a file, which is replaced only when that is said.
    void write(const QString& file, Secret passphrase, const Secret& again, bool replace = false);
    [[nodiscard]] bool isWriting() const { return m_request.active() || m_unlocks; }

Q_SIGNALS:
    void told(const QString& message);
    void existsAlready(const QString& question);
    /// The two passphrases are not the same.
    void mistyped(const QString& message);
    void writingChanged();

private:
    void send(const QString& file, const bus::LeftSecret& passphrase, bool replace);
    void unlock(const QString& file, const bus::LeftSecret& passphrase, bool replace);

    bus::CommandBus& m_bus;
    SecretKeeper& m_keeper;
    bus::Request m_request;
    /// The master password is asked for.
    bool m_unlocks = false;
};

} // namespace dbv::viewmodel
