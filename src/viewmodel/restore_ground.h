// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

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

/// Makes the connection ready on which a backup is restored; its secrets are asked for as always. A new database is made by the restore itself.
///
/// Thread: the UI thread; nothing here waits.
class RestoreGround final : public QObject {
    Q_OBJECT

public:
    /// Called at most once, and not when this is gone.
    using Ready = std::function<void(const Result<ConnectionId>&)>;

    /// `connections` must outlive it.
    explicit RestoreGround(ConnectionList& connections, QObject* parent = nullptr);

    /// The database of a connection itself.
    void open(const RestorePlace& place, Ready ready);
    /// A new file of SQLite; the restore finds out whether it is new indeed.
    void makeFile(const QString& path, Ready ready);

private:
    ConnectionList& m_connections;
};

} // namespace dbv::viewmodel
