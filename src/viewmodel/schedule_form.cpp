// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schedule_form.h"

#include <utility>

#include <QDir>
#include <QPointer>
#include <QTimeZone>

#include "protocol/events.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

constexpr std::uint32_t kUsualDays = 7;
constexpr std::uint32_t kUsualWeeks = 4;
constexpr std::uint32_t kUsualMonths = 12;

} // namespace

ScheduleForm::ScheduleForm(bus::CommandBus& bus, SecretKeeper& keeper, protocol::ScheduleEntry before, QObject* parent)
    : QObject(parent), m_bus(bus), m_keeper(keeper), m_before(std::move(before)) {}

protocol::ScheduleConfig ScheduleForm::usual(const std::string& connection, const QString& folder) {
    protocol::ScheduleConfig config;
    config.name = connection;
    config.connection = connection;
    config.when = "every day at 02:00";
    config.zone = QTimeZone::systemTimeZoneId().toStdString();
    config.destination = folder.toStdString();
    config.compression = "zstd";
    config.keep.days = kUsualDays;
    config.keep.weekly = kUsualWeeks;
    config.keep.monthly = kUsualMonths;
    return config;
}

void ScheduleForm::refuse(Field field, const QString& message) {
    m_saving = false;
    Q_EMIT changed();
    Q_EMIT refused(field, message);
}

bool ScheduleForm::check(const protocol::ScheduleConfig& config, const Secret& passphrase, const Secret& again) {
    const QString folder = QString::fromStdString(config.destination);
    const bool isAtServer = folder.startsWith(QLatin1String("sftp://"));
    if (config.name.empty()) {
        refuse(Field::Name, tr("Give it a name by which you know it again."));
    } else if (config.connection.empty()) {
        refuse(Field::Connection,
               tr("Choose a saved connection. One that is not kept yet is saved first (Ctrl+Shift+N)."));
    } else if (config.when.empty()) {
        refuse(Field::When, tr("Say when, for example: every weekday at 02:00."));
    } else if (folder.isEmpty() || (!isAtServer && QDir::isRelativePath(folder))) {
        refuse(Field::Folder, tr("Name a folder by its whole path, or one at a server: sftp://host/path/"));
    } else if (config.encrypted && passphrase.empty() && !hasPassphrase()) {
        refuse(Field::Passphrase, tr("Type a passphrase. Keep it elsewhere, too: without it nobody can read the "
                                     "backups, and another machine does not have it."));
    } else if (config.encrypted && passphrase.reveal() != again.reveal()) {
        refuse(Field::Passphrase, tr("The two passphrases are not the same. Type them again."));
    } else {
        return true;
    }
    return false;
}

void ScheduleForm::save(const protocol::ScheduleConfig& config, Secret passphrase, const Secret& again) {
    if (m_saving || !check(config, passphrase, again)) {
        return;
    }
    m_saving = true;
    Q_EMIT changed();
    if (!config.encrypted || passphrase.empty()) {
        send(config);
        return;
    }
    m_passphrase = bus::LeftSecret(m_bus.secrets(), std::move(passphrase));
    const bool isStored = config.passphrase.origin == protocol::SecretOrigin::Stored;
    m_keeper.keepFor(isStored ? config.passphrase.what : std::string(),
                     tr("Backups: %1").arg(QString::fromStdString(config.name)), m_passphrase,
                     [self = QPointer(this), config](const Result<std::string>& kept) {
                         if (self == nullptr) {
                             return;
                         }
                         if (!kept) {
                             self->refuse(Field::Passphrase, errorSentence(kept.error()));
                             return;
                         }
                         protocol::ScheduleConfig whole = config;
                         whole.passphrase = {protocol::SecretOrigin::Stored, *kept};
                         self->send(whole);
                     });
}

void ScheduleForm::send(const protocol::ScheduleConfig& config) {
    m_request = m_bus.ask(
        protocol::SaveSchedule{m_before.id, config},
        [this](const protocol::ScheduleSaved& done) {
            m_saving = false;
            Q_EMIT saved(done.entry.id);
        },
        [this, config](const Error& error) {
            // The engine reads the words of the time, and says where it could not.
            const bool aboutTime = error.kind == ErrorKind::InvalidInput && error.where.has_value();
            refuse(aboutTime ? Field::When : Field::Whole, errorSentence(error));
        });
}

} // namespace dbv::viewmodel
