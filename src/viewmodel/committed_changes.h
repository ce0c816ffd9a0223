// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/undo_commands.h"

namespace dbv::viewmodel {

/// The changes of one database that were committed and can be undone, one of which is chosen, looked at and put back.
///
/// Thread: the UI thread; nothing here waits.
class CommittedChanges final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class State : std::uint8_t {
        Loading,
        Idle,    ///< nothing is chosen
        Looking, ///< how the rows of the chosen one are now
        Looked,  ///< `looked` tells it
        Undoing,
        Undone,
        Failed, ///< `message` says why
    };
    enum Column : std::uint8_t { Made, Change, Statement, Until, ColumnCount };

    CommittedChanges(bus::CommandBus& bus, ConnectionId connection, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_bus(bus), m_connection(connection) {}

    void load();
    /// Looks how the rows of the change in a row are.
    void choose(int row);
    /// Puts back what can be; not before it was looked at.
    void putBack();
    /// Writes the script of the chosen one; `scriptWritten` follows.
    void writeScript();

    [[nodiscard]] State state() const { return m_state; }
    /// Null where none is chosen.
    [[nodiscard]] const protocol::UndoEntry* chosen() const;
    /// Nothing before it was looked at.
    [[nodiscard]] const std::optional<protocol::UndoDone>& looked() const { return m_looked; }
    [[nodiscard]] bool canPutBack() const { return m_state == State::Looked && m_looked->found.restorable > 0; }
    /// Why something failed, or what was done.
    [[nodiscard]] const QString& message() const { return m_message; }
    /// What could not be read; empty most often.
    [[nodiscard]] const QString& unread() const { return m_unread; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void changed();
    void scriptWritten(const QString& title, const QString& script);
    /// Rows were put back.
    void undone(const QString& message);

private:
    void setState(State state, const QString& message = {});
    void take(const protocol::UndoListed& listed);
    [[nodiscard]] QString told(const std::vector<Notice>& notices) const;

    bus::CommandBus& m_bus;
    ConnectionId m_connection;
    std::vector<protocol::UndoEntry> m_entries;
    State m_state = State::Loading;
    std::optional<std::size_t> m_chosen;
    std::optional<protocol::UndoDone> m_looked;
    QString m_message;
    QString m_unread;
    bus::Request m_request;
    bus::Request m_script;
};

} // namespace dbv::viewmodel
