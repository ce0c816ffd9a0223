// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "viewmodel/backup_job.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// The work with backups that this window does, and what of it is over. Passphrases that were right are remembered in locked memory
/// for as long as the window is open, so that nobody is asked twice.
///
/// Thread: the UI thread; nothing here waits.
class BackupJobs final : public QObject {
    Q_OBJECT

public:
    /// So many that are over are kept.
    static constexpr std::size_t kMostEnded = 20;

    /// `ways` is null where nobody is there to be asked on the way to a server; it must outlive this.
    explicit BackupJobs(bus::CommandBus& bus, WayDesk* ways = nullptr, QObject* parent = nullptr);

    BackupJob& make(protocol::StartBackup command, const QString& database, bus::LeftSecret passphrase);
    /// Of each database of a server; `connection` is what a person calls the way there.
    BackupJob& makeAll(protocol::StartServerBackup command, const QString& connection, bus::LeftSecret passphrase);
    BackupJob& verify(const protocol::BackupEntry& entry);
    /// Beside the database of the connection; of a file without one.
    BackupJob& drill(const protocol::BackupEntry& entry, std::optional<ConnectionId> connection);
    BackupJob& compare(const protocol::BackupEntry& entry, ConnectionId connection);
    /// Into the database of the connection, or a new one beside it where that has a name.
    BackupJob& restore(const protocol::BackupEntry& entry, ConnectionId connection, RestoreWish wish,
                       std::string newDatabase = {});
    BackupJob& unpack(const protocol::BackupEntry& entry, const QString& path);
    /// Runs a schedule; where `onlyDue` is set, only what is due.
    BackupJob& run(const protocol::ScheduleEntry& schedule, bool onlyDue);
    /// Does a job again that lacked its passphrase.
    void retry(BackupJob& job, Secret passphrase);

    /// The newest first.
    [[nodiscard]] const std::vector<std::unique_ptr<BackupJob>>& all() const { return m_jobs; }
    [[nodiscard]] std::size_t running() const;
    /// The newest of a backup; null where there is none.
    [[nodiscard]] BackupJob* lastOf(const std::string& backup) const;
    /// Forgets one that is over.
    void dismiss(const BackupJob& job);

    [[nodiscard]] WayDesk* ways() const { return m_ways; }
    /// For a question about a backup: what is remembered for it.
    [[nodiscard]] bus::LeftSecret passphraseOf(const std::string& backup) const;
    void remember(const std::string& backup, const bus::LeftSecret& passphrase);

Q_SIGNALS:
    /// There is another one, or one less.
    void listChanged();
    void changed(dbv::viewmodel::BackupJob& job);
    void ended(dbv::viewmodel::BackupJob& job);
    /// It can go on when somebody gives a passphrase to `retry`.
    void passphraseWanted(dbv::viewmodel::BackupJob& job);

private:
    BackupJob& begin(BackupWorkKind kind, const QString& title, const std::string& backup, BackupJob::Order order,
                     bus::LeftSecret passphrase);
    void finish(BackupJob& job);

    bus::CommandBus& m_bus;
    WayDesk* m_ways;
    std::vector<std::unique_ptr<BackupJob>> m_jobs;
    std::map<std::string, bus::LeftSecret> m_passphrases;
    std::map<const BackupJob*, bus::LeftSecret> m_given;
};

/// The open databases that a backup can be restored beside, or compared with: those of its kind, that of its connection first.
[[nodiscard]] std::vector<const OpenDatabase*> placesFor(const protocol::BackupEntry& entry,
                                                         const ConnectionList& connections);
/// Whether a drill of it needs no server, since its kind of databases are files.
[[nodiscard]] bool drillsByItself(const protocol::BackupEntry& entry, const ConnectionList& connections);

} // namespace dbv::viewmodel
