// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

/// Asks for the statements that make objects again.
///
/// Thread: the UI thread; nothing here waits.
class ObjectDefinitions final : public QObject {
    Q_OBJECT

public:
    explicit ObjectDefinitions(bus::CommandBus& bus, QObject* parent = nullptr) : QObject(parent), m_bus(bus) {}

    /// `ready` or `failed` follows.
    void ask(const SchemaPlace& place);

Q_SIGNALS:
    /// The statements end with a line feed. `title` is short.
    void ready(dbv::ConnectionId connection, const QString& title, const QString& statements);
    void failed(const QString& message);

private:
    void receive(const SchemaPlace& place, const protocol::ObjectDescribed& answer);

    bus::CommandBus& m_bus;
    std::vector<bus::Request> m_asked;
};

} // namespace dbv::viewmodel
