// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <QObject>
#include <QString>

#include "viewmodel/backup_jobs.h"
#include "viewmodel/backup_list.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// What somebody wishes for a backup that is to be made, and what became of it until it was under way.
///
/// Thread: the UI thread; nothing here waits.
class BackupForm final : public QObject {
    Q_OBJECT

public:
    /// What a message is about.
    enum class Field : std::uint8_t { Database, Part, Folder, Passphrase, Schedule, Whole };
    struct Choices {
        ConnectionId connection;
        DumpScope scope;
        /// Objects are to be chosen, and not all are meant.
        bool isPart = false;
        /// Each database of the server is meant; of the scope, contents and owners count.
        bool allDatabases = false;
        /// Of these none.
        std::vector<std::string> except;
        QString folder;
        /// `zstd`, `gzip` or `none`.
        QString compression = QStringLiteral("zstd");
        bool encrypted = false;
        protocol::BackupCheck check = protocol::BackupCheck::Verify;
    };

    /// All must outlive the form.
    BackupForm(BackupJobs& jobs, const BackupList& known, const ConnectionList& connections, bus::CommandBus& bus,
               QObject* parent = nullptr);

    /// Where backups of a database go until somebody says otherwise: where the last one of it went.
    [[nodiscard]] QString usualFolder(ConnectionId connection) const;
    /// Begins, where nothing is missing; else `refused` tells.
    void start(const Choices& choices, Secret passphrase, const Secret& again);
    /// It was sent, and nothing is known of it yet.
    [[nodiscard]] bool isBeginning() const { return m_job != nullptr; }
    void stop();

Q_SIGNALS:
    void refused(dbv::viewmodel::BackupForm::Field field, const QString& message);
    /// It is under way, or over already.
    void begun(dbv::viewmodel::BackupJob& job);
    void changed();

private:
    void follow(BackupJob& job);
    [[nodiscard]] BackupJob& send(const Choices& choices, const OpenDatabase& database, bus::LeftSecret passphrase);

    BackupJobs& m_jobs;
    const BackupList& m_known;
    const ConnectionList& m_connections;
    bus::CommandBus& m_bus;
    BackupJob* m_job = nullptr;
    /// What was sent is not all of the database.
    bool m_isPart = false;
};

} // namespace dbv::viewmodel
