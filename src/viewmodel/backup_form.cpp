// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_form.h"

#include <utility>

#include <QDir>
#include <QStandardPaths>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

BackupForm::BackupForm(BackupJobs& jobs, const BackupList& known, const ConnectionList& connections,
                       bus::CommandBus& bus, QObject* parent)
    : QObject(parent), m_jobs(jobs), m_known(known), m_connections(connections), m_bus(bus) {
    connect(&m_jobs, &BackupJobs::changed, this, &BackupForm::follow);
    connect(&m_jobs, &BackupJobs::ended, this, &BackupForm::follow);
}

QString BackupForm::usualFolder(ConnectionId connection) const {
    const OpenDatabase* database = m_connections.find(connection);
    QString last = database != nullptr ? m_known.folderOf(database->facts.title) : QString();
    if (!last.isEmpty()) {
        return last;
    }
    // Of another database, rather than none.
    if (!m_known.all().empty()) {
        return QString::fromStdString(m_known.all().front().path).section(QLatin1Char('/'), 0, -2);
    }
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QDir(documents).exists() ? documents : QDir::homePath();
}

void BackupForm::start(const Choices& choices, Secret passphrase, const Secret& again) {
    if (isBeginning()) {
        return;
    }
    const OpenDatabase* database = m_connections.find(choices.connection);
    if (database == nullptr) {
        Q_EMIT refused(Field::Database, tr("Choose the database. One that is not listed is opened first (Ctrl+O)."));
        return;
    }
    if (choices.isPart && choices.scope.objects.empty()) {
        Q_EMIT refused(Field::Part, tr("Choose at least one table, or the whole database."));
        return;
    }
    const QString folder = choices.folder.trimmed();
    const bool isAtServer = folder.startsWith(QLatin1String("sftp://"));
    if (folder.isEmpty() || (!isAtServer && QDir::isRelativePath(folder))) {
        Q_EMIT refused(Field::Folder, tr("Name a folder by its whole path, or one at a server: sftp://host/path/"));
        return;
    }
    if (choices.encrypted && passphrase.empty()) {
        Q_EMIT refused(Field::Passphrase, tr("Type a passphrase. Without it nobody can read the backup, so keep it "
                                             "where you find it."));
        return;
    }
    if (choices.encrypted && passphrase.reveal() != again.reveal()) {
        Q_EMIT refused(Field::Passphrase, tr("The two passphrases are not the same. Type them again."));
        return;
    }
    m_isPart = !choices.scope.isWhole();
    bus::LeftSecret left;
    if (choices.encrypted) {
        left = bus::LeftSecret(m_bus.secrets(), std::move(passphrase));
    }
    m_job = &send(choices, *database, std::move(left));
    Q_EMIT changed();
}

BackupJob& BackupForm::send(const Choices& choices, const OpenDatabase& database, bus::LeftSecret passphrase) {
    const auto fill = [&choices](auto command) {
        command.connection = choices.connection;
        const QString folder = choices.folder.trimmed();
        // With a slash it is a folder for certain, and the file gets a name of its own.
        command.destination = (folder.endsWith(QLatin1Char('/')) ? folder : folder + QLatin1Char('/')).toStdString();
        command.compression = choices.compression.toStdString();
        command.check = choices.check;
        return command;
    };
    if (choices.allDatabases) {
        auto command = fill(protocol::StartServerBackup());
        command.content = choices.scope.content;
        command.owners = choices.scope.owners;
        command.except = choices.except;
        return m_jobs.makeAll(std::move(command), database.name, std::move(passphrase));
    }
    auto command = fill(protocol::StartBackup());
    command.scope = choices.scope;
    return m_jobs.make(std::move(command), databaseName(database.facts), std::move(passphrase));
}

void BackupForm::stop() {
    if (m_job != nullptr) {
        m_job->stop();
    }
}

void BackupForm::follow(BackupJob& job) {
    if (&job != m_job || (job.state() == BackupJob::State::Running && !job.hasProgress())) {
        return;
    }
    const bool failed = job.state() == BackupJob::State::Failed && !job.hasProgress() && job.error();
    m_job = nullptr;
    if (job.isRefused() && !job.hasProgress()) {
        Q_EMIT refused(Field::Folder, job.status());
        Q_EMIT changed();
        return;
    }
    if (!failed) {
        Q_EMIT begun(job);
        return;
    }
    const Error error = *job.error();
    const bool isAboutPart = m_isPart && (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Unsupported);
    const Field field = isAboutPart                                                             ? Field::Part
                        : error.kind == ErrorKind::IoError || error.kind == ErrorKind::NotFound ? Field::Folder
                        : error.kind == ErrorKind::Unsupported                                  ? Field::Database
                                                                                                : Field::Whole;
    Q_EMIT refused(field, errorSentence(error));
    Q_EMIT changed();
}

} // namespace dbv::viewmodel
