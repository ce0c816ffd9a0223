// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/values.h"

namespace dbv::viewmodel {

/// A connection while it is being described: it can be tried, and kept under a name.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionForm final : public QObject {
    Q_OBJECT

public:
    explicit ConnectionForm(bus::CommandBus& bus, QObject* parent = nullptr);

    void setUrl(const QString& url);
    void setName(const QString& name) { m_name = name.trimmed(); }
    void setReadOnly(bool readOnly);
    [[nodiscard]] bool complete() const { return !m_config.url.empty(); }
    [[nodiscard]] const protocol::ConnectionConfig& config() const { return m_config; }

    /// Connects once and says how that went.
    void test();
    /// Keeps the connection, if it has a name; `accepted` tells that it can be opened.
    void accept();

Q_SIGNALS:
    void told(const QString& outcome);
    /// All connections that are kept, this one among them.
    void saved(const std::vector<dbv::protocol::SavedConnection>& connections);
    void accepted(const dbv::protocol::ConnectionConfig& config);

private:
    bus::CommandBus& m_bus;
    protocol::ConnectionConfig m_config;
    QString m_name;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
