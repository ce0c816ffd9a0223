// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_jobs.h"

#include <algorithm>
#include <utility>

#include "viewmodel/backup_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

protocol::BackupName nameOf(const protocol::BackupEntry& entry) {
    return {entry.id, entry.id.empty() ? entry.path : std::string()};
}

} // namespace

BackupJobs::BackupJobs(bus::CommandBus& bus, WayDesk* ways, QObject* parent)
    : QObject(parent), m_bus(bus), m_ways(ways) {}

BackupJob& BackupJobs::begin(BackupWorkKind kind, const QString& title, const std::string& backup,
                             BackupJob::Order order, bus::LeftSecret passphrase) {
    auto made = std::make_unique<BackupJob>(m_bus, kind, title, backup, std::move(order), m_ways);
    BackupJob& job = *made;
    m_jobs.insert(m_jobs.begin(), std::move(made));
    connect(&job, &BackupJob::changed, this, [this, &job] { Q_EMIT changed(job); });
    connect(&job, &BackupJob::ended, this, [this, &job] { finish(job); });
    m_given[&job] = passphrase;
    job.start(std::move(passphrase));
    Q_EMIT listChanged();
    return job;
}

BackupJob& BackupJobs::make(protocol::StartBackup command, const QString& database, bus::LeftSecret passphrase) {
    return begin(
        BackupWorkKind::Make, tr("Backing up %1").arg(shownName(database)), {},
        [command = std::move(command), asks = m_ways != nullptr](std::optional<SecretId> left) {
            protocol::StartBackup sent = command;
            sent.passphrase = left;
            sent.canAnswer = asks;
            return protocol::Command(std::move(sent));
        },
        std::move(passphrase));
}

BackupJob& BackupJobs::makeAll(protocol::StartServerBackup command, const QString& connection,
                               bus::LeftSecret passphrase) {
    return begin(
        BackupWorkKind::Make, tr("Backing up all databases of %1").arg(shownName(connection)), {},
        [command = std::move(command), asks = m_ways != nullptr](std::optional<SecretId> left) {
            protocol::StartServerBackup sent = command;
            sent.passphrase = left;
            sent.canAnswer = asks;
            return protocol::Command(std::move(sent));
        },
        std::move(passphrase));
}

BackupJob& BackupJobs::verify(const protocol::BackupEntry& entry) {
    return begin(
        BackupWorkKind::Verify, tr("Verifying the backup of %1").arg(backupDatabaseText(entry)), entry.id,
        [name = nameOf(entry), asks = m_ways != nullptr](std::optional<SecretId> left) {
            return protocol::Command(protocol::VerifyBackup{name, left, asks});
        },
        passphraseOf(entry.id));
}

BackupJob& BackupJobs::drill(const protocol::BackupEntry& entry, std::optional<ConnectionId> connection) {
    return begin(
        BackupWorkKind::Drill, tr("Drill: restoring the backup of %1 for a trial").arg(backupDatabaseText(entry)),
        entry.id,
        [name = nameOf(entry), connection, asks = m_ways != nullptr](std::optional<SecretId> left) {
            return protocol::Command(protocol::DrillBackup{name, left, connection, asks});
        },
        passphraseOf(entry.id));
}

BackupJob& BackupJobs::compare(const protocol::BackupEntry& entry, ConnectionId connection) {
    return begin(
        BackupWorkKind::Compare, tr("Comparing the backup of %1 with the database").arg(backupDatabaseText(entry)),
        entry.id,
        [name = nameOf(entry), connection, asks = m_ways != nullptr](std::optional<SecretId> left) {
            return protocol::Command(protocol::CompareBackup{name, left, connection, asks});
        },
        passphraseOf(entry.id));
}

BackupJob& BackupJobs::restore(const protocol::BackupEntry& entry, ConnectionId connection, RestoreWish wish,
                               std::string newDatabase) {
    return begin(
        BackupWorkKind::Restore, tr("Restoring the backup of %1").arg(backupDatabaseText(entry)), entry.id,
        [name = nameOf(entry), connection, wish = std::move(wish), newDatabase = std::move(newDatabase),
         asks = m_ways != nullptr](std::optional<SecretId> left) {
            return protocol::Command(protocol::RestoreBackup{connection, name, left, wish, newDatabase, asks});
        },
        passphraseOf(entry.id));
}

BackupJob& BackupJobs::unpack(const protocol::BackupEntry& entry, const QString& path) {
    return begin(
        BackupWorkKind::Unpack, tr("Unpacking the backup of %1").arg(backupDatabaseText(entry)), entry.id,
        [name = nameOf(entry), path = path.toStdString(), asks = m_ways != nullptr](std::optional<SecretId> left) {
            return protocol::Command(protocol::UnpackBackup{name, left, path, false, asks});
        },
        passphraseOf(entry.id));
}

BackupJob& BackupJobs::run(const protocol::ScheduleEntry& schedule, bool onlyDue) {
    return begin(BackupWorkKind::Run, tr("Schedule %1").arg(shownName(QString::fromStdString(schedule.config.name))),
                 {},
                 [id = schedule.id, onlyDue](std::optional<SecretId>) {
                     return protocol::Command(protocol::StartScheduledRun{id, onlyDue});
                 },
                 {});
}

void BackupJobs::retry(BackupJob& job, Secret passphrase) {
    bus::LeftSecret left(m_bus.secrets(), std::move(passphrase));
    m_given[&job] = left;
    job.start(std::move(left));
    Q_EMIT listChanged();
}

void BackupJobs::finish(BackupJob& job) {
    if (job.state() == BackupJob::State::Done && m_given[&job].id()) {
        remember(job.backup(), m_given[&job]);
    }
    for (const std::string& made : job.backups()) {
        remember(made, m_given[&job]);
    }
    m_given.erase(&job);
    const bool wants = job.wantsPassphrase();
    Q_EMIT ended(job);
    if (wants) {
        Q_EMIT passphraseWanted(job);
    }
    std::size_t over = 0;
    std::erase_if(m_jobs, [&over, &job](const std::unique_ptr<BackupJob>& each) {
        // The one that has just ended is still being told about.
        return each->state() != BackupJob::State::Running && ++over > kMostEnded && each.get() != &job;
    });
    Q_EMIT listChanged();
}

std::size_t BackupJobs::running() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(m_jobs, [](const auto& job) { return job->state() == BackupJob::State::Running; }));
}

BackupJob* BackupJobs::lastOf(const std::string& backup) const {
    const auto found = std::ranges::find_if(m_jobs, [&backup](const auto& job) { return job->backup() == backup; });
    return backup.empty() || found == m_jobs.end() ? nullptr : found->get();
}

void BackupJobs::dismiss(const BackupJob& job) {
    const auto gone = std::ranges::find_if(m_jobs, [&job](const auto& each) { return each.get() == &job; });
    if (gone == m_jobs.end() || job.state() == BackupJob::State::Running) {
        return;
    }
    // Whoever asks for this may be called by the job itself.
    const std::unique_ptr<BackupJob> held = std::move(*gone);
    m_jobs.erase(gone);
    Q_EMIT listChanged();
}

bus::LeftSecret BackupJobs::passphraseOf(const std::string& backup) const {
    const auto known = m_passphrases.find(backup);
    return known == m_passphrases.end() ? bus::LeftSecret() : known->second;
}

void BackupJobs::remember(const std::string& backup, const bus::LeftSecret& passphrase) {
    if (!backup.empty()) {
        m_passphrases[backup] = passphrase;
    }
}

std::vector<const OpenDatabase*> placesFor(const protocol::BackupEntry& entry, const ConnectionList& connections) {
    std::vector<const OpenDatabase*> found;
    for (const OpenDatabase& database : connections.databases()) {
        // Of an encrypted one that was found in a folder nobody knows the kind.
        if (entry.engine.empty() || database.facts.connector == entry.engine) {
            found.push_back(&database);
        }
    }
    std::ranges::sort(found, {}, [&entry](const OpenDatabase* database) {
        return std::pair(database->facts.title != entry.connection, database->opening);
    });
    return found;
}

bool drillsByItself(const protocol::BackupEntry& entry, const ConnectionList& connections) {
    return std::ranges::any_of(connections.connectors(), [&entry](const ConnectorInfo& info) {
        return info.id == entry.engine && info.opensFiles();
    });
}

} // namespace dbv::viewmodel
