// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/backup_values.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// A connection on which a backup can be restored.
struct RestorePlace {
    /// What a person calls it.
    QString name;
    /// 0 where it is not open.
    ConnectionId open;
    /// The saved connection that it is; empty for none.
    std::string saved;
    protocol::Environment environment = protocol::Environment::None;
    /// It is a file, which has no databases beside it.
    bool isFile = false;
};

/// Those of the kind of a backup: what is open first, that of its own connection before the others, then what is kept. Of a backup whose kind
/// nobody knows, all.
[[nodiscard]] std::vector<RestorePlace> restorePlacesFor(const protocol::BackupEntry& entry,
                                                         const ConnectionList& connections);
/// What a new database for a backup could be called, or where a new file could lie.
[[nodiscard]] QString usualNewName(const protocol::BackupEntry& entry);
[[nodiscard]] QString usualNewFile(const protocol::BackupEntry& entry);

/// Makes the database ready into which a backup is restored: opens its connection, whose secrets are asked for as always, and makes a new
/// database where one is wished. What was made is left, whatever becomes of the restore; the same is not made twice.
///
/// Thread: the UI thread; nothing here waits.
class RestoreGround final : public QObject {
    Q_OBJECT

public:
    /// Called at most once, and not when this is gone.
    using Ready = std::function<void(const Result<ConnectionId>&)>;

    /// Both must outlive it.
    RestoreGround(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);

    /// The database of a connection itself.
    void open(const RestorePlace& place, Ready ready);
    /// A new one on its server. The statement goes through the safety of the connection.
    void makeBeside(const RestorePlace& place, const QString& name, Ready ready);
    /// A new file of SQLite; the restore finds out whether it is new indeed.
    void makeFile(const QString& path, Ready ready);

private:
    void make(ConnectionId on, const std::string& name, const Ready& ready);
    void openMade(ConnectionId on, const std::string& name, const Ready& ready);

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    bus::Request m_request;
    /// New databases by the connection that they were made on and their names.
    std::set<std::pair<std::uint64_t, std::string>> m_made;
};

} // namespace dbv::viewmodel
