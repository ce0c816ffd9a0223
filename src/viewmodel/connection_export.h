// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <dbv/core/secret.h>

#include "bus/command_bus.h"

namespace dbv::viewmodel {

/// Writes the saved connections to a file that another machine can import.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionExport final : public QObject {
    Q_OBJECT

public:
    explicit ConnectionExport(bus::CommandBus& bus, QObject* parent = nullptr) : QObject(parent), m_bus(bus) {}

    /// With a passphrase the stored secrets go along, sealed under it. `told` says how that went, or `existsAlready` that
    /// there is such a file, which is replaced only when that is said.
    void write(const QString& file, Secret passphrase, const Secret& again, bool replace = false);
    [[nodiscard]] bool isWriting() const { return m_request.active(); }

Q_SIGNALS:
    void told(const QString& message);
    void existsAlready(const QString& question);
    /// The two passphrases are not the same.
    void mistyped(const QString& message);
    void writingChanged();

private:
    bus::CommandBus& m_bus;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
