// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/values.h"

namespace dbv::viewmodel {

/// The sessions of an open connection as they stand, asked for once a second as long as this lives.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionSessions final : public QObject {
    Q_OBJECT

public:
    enum Column : std::uint8_t { Name, ServerId, Activity, Transaction, LastUse, Holds, ColumnCount };
    /// One session, a text for each `Column`.
    using Row = std::array<QString, ColumnCount>;

    /// What the tab of a session is called; empty when nobody here knows it.
    using TitleOf = std::function<QString(SessionKey)>;

    ConnectionSessions(bus::CommandBus& bus, ConnectionId connection, TitleOf titleOf, QObject* parent = nullptr);

    [[nodiscard]] static QString title(Column column);
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    /// How many there are, how many there may be, and who waits; or why that is not known any more.
    [[nodiscard]] const QString& summary() const { return m_summary; }

Q_SIGNALS:
    void changed();

private:
    void ask();
    void show(const protocol::SessionList& list);
    [[nodiscard]] QString nameOf(const protocol::SessionInfo& session) const;
    [[nodiscard]] Row rowOf(const protocol::SessionInfo& session, protocol::Moment now) const;

    bus::CommandBus& m_bus;
    ConnectionId m_connection;
    TitleOf m_titleOf;
    std::vector<Row> m_rows;
    QString m_summary;
    bus::Request m_request;
    QTimer m_again;
};

} // namespace dbv::viewmodel
