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

    /// With a passphrase the stored secrets go along, sealed under it. `told` says how that went.
    void write(const QString& file, Secret passphrase, const Secret& again);

Q_SIGNALS:
    void told(const QString& message);

private:
    bus::CommandBus& m_bus;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
