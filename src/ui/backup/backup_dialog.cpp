// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/backup/part_fields.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
#include "ui/shell/secret_edit.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::BackupCheck;
using BackupField = viewmodel::BackupForm::Field;

constexpr int kBackupDialogWidth = 560;

} // namespace

BackupDialog::BackupDialog(viewmodel::BackupJobs& jobs, const viewmodel::BackupList& known,
                           viewmodel::ConnectionList& connections, bus::CommandBus& bus, ConnectionId chosen,
                           QWidget* parent)
    : QDialog(parent), m_connections(connections), m_bus(bus), m_form(jobs, known, connections, bus) {
    setWindowTitle(tr("Back up a database"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    m_lines = new FieldRows(content);
    buildFields();
    buildPassphrase();
    buildSchedule();
    m_trouble = new WarningLine(tr("What went wrong"));
    m_lines->addWide(m_trouble);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("&Back up"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(QStringLiteral("backup.start"));
    m_room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    m_start->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &BackupDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &BackupDialog::reject);
    connect(m_database, &QComboBox::currentIndexChanged, this, &BackupDialog::followDatabase);
    connect(m_encrypt, &QCheckBox::toggled, this, &BackupDialog::followEncryption);
    connect(m_repeat, &QCheckBox::toggled, this, &BackupDialog::followRepeating);
    connect(m_part, &PartFields::resized, this, [this] { m_room->fitHeight(); });
    connect(&m_form, &viewmodel::BackupForm::refused, this, &BackupDialog::refuse);
    connect(&m_form, &viewmodel::BackupForm::changed, this, &BackupDialog::showState);
    connect(&m_form, &viewmodel::BackupForm::begun, this, &QDialog::accept);
    connect(&known, &viewmodel::BackupList::changed, this, &BackupDialog::followDatabase);
    fillDatabases(chosen);
    followEncryption();
    followRepeating();
    orderTabs(*this);
    m_start->setFocus();
    resizeWithinScreen(*this, {kBackupDialogWidth, 0});
    m_room->fitHeight();
}

void BackupDialog::buildFields() {
    m_database = new QComboBox;
    m_database->setObjectName(QStringLiteral("backup.database"));
    m_database->setAccessibleName(tr("Database"));
    m_database->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_databaseTrouble = new WarningLine(tr("About the database"));
    m_folder = new FileField(tr("Folder of the backup"), FileField::Purpose::Folder);
    m_folder->line().setObjectName(QStringLiteral("backup.folder"));
    m_folderTrouble = new WarningLine(tr("About the folder"));
    m_compression = new QComboBox;
    m_compression->setAccessibleName(tr("Compression"));
    m_compression->addItem(tr("zstd: small and quick"), QStringLiteral("zstd"));
    m_compression->addItem(tr("gzip: other programs read it, too"), QStringLiteral("gzip"));
    m_compression->addItem(tr("None"), QStringLiteral("none"));
    m_check = new QComboBox;
    m_check->setObjectName(QStringLiteral("backup.check"));
    m_check->setAccessibleName(tr("Afterwards"));
    m_check->addItem(tr("Verify: read it back"), static_cast<int>(BackupCheck::Verify));
    m_check->addItem(tr("Drill: restore it into an empty database, and compare"), static_cast<int>(BackupCheck::Drill));
    m_check->addItem(tr("Nothing"), static_cast<int>(BackupCheck::None));
    m_check->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_check->setToolTip(tr("Only a drill proves that a backup can be restored."));
    m_lines->addField(tr("&Database"), m_database);
    m_lines->addWide(m_databaseTrouble);
    m_part = new PartFields(m_bus, *m_lines, this);
    m_lines->addField(tr("&Folder"), m_folder);
    m_lines->addWide(m_folderTrouble);
    m_lines->addField(tr("Co&mpression"), m_compression);
    m_lines->addField(tr("&Afterwards"), m_check);
}

void BackupDialog::buildPassphrase() {
    m_encrypt = new QCheckBox(tr("&Encrypt it with a passphrase"));
    m_encrypt->setObjectName(QStringLiteral("backup.encrypt"));
    m_encrypt->setToolTip(tr("Without the passphrase nobody can read the backup. It is not kept by this program."));
    m_passphrase = new SecretEdit;
    m_passphrase->setObjectName(QStringLiteral("backup.passphrase"));
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_again = new SecretEdit;
    m_again->setObjectName(QStringLiteral("backup.again"));
    m_again->setAccessibleName(tr("Passphrase again"));
    m_passphraseTrouble = new WarningLine(tr("About the passphrase"));
    m_lines->addUnnamed(m_encrypt);
    m_lines->addField(tr("&Passphrase"), m_passphrase);
    m_lines->addField(tr("A&gain"), m_again);
    m_lines->addWide(m_passphraseTrouble);
}

void BackupDialog::fillDatabases(ConnectionId chosen) {
    for (const viewmodel::OpenDatabase& database : m_connections.databases()) {
        m_database->addItem(viewmodel::shownName(database.name), qulonglong{database.facts.connection.value});
    }
    m_database->setCurrentIndex(std::max(m_database->findData(qulonglong{chosen.value}), 0));
    followDatabase();
}

void BackupDialog::buildSchedule() {
    m_repeat = new QCheckBox(tr("&Repeat it by a schedule"));
    m_repeat->setObjectName(QStringLiteral("backup.repeat"));
    m_when = new QComboBox;
    m_when->setObjectName(QStringLiteral("backup.when"));
    m_when->setAccessibleName(tr("When"));
    m_when->setEditable(true);
    // In the words that the engine reads, whatever the language of the window.
    for (const char* words : {"every day at 02:00", "every weekday at 02:00", "every 6 hours", "every hour"}) {
        m_when->addItem(QString::fromLatin1(words));
    }
    m_when->setToolTip(tr("A drill is made each week, and 7 days, 4 weeks and 12 months are kept. All of that can be "
                          "changed later."));
    m_whenTrouble = new WarningLine(tr("About the schedule"));
    m_lines->addUnnamed(m_repeat);
    m_lines->addField(tr("&When"), m_when);
    m_lines->addWide(m_whenTrouble);
}

void BackupDialog::followRepeating() {
    const bool on = m_repeat->isChecked();
    m_lines->setFieldVisible(m_when, on);
    m_whenTrouble->say({});
    if (on) {
        m_when->setFocus();
        m_when->lineEdit()->selectAll();
    }
    m_room->fitHeight();
}

void BackupDialog::followDatabase() {
    m_databaseTrouble->say({});
    const auto* database = m_connections.find(ConnectionId{m_database->currentData().toULongLong()});
    m_part->setDatabase(database);
    // Nobody is there to name it again when a run begins.
    const bool isKept = database != nullptr && !database->saved.empty();
    m_repeat->setEnabled(isKept);
    m_repeat->setChecked(m_repeat->isChecked() && isKept);
    m_repeat->setToolTip(isKept ? tr("More backups are made by themselves, as long as the program runs.")
                                : tr("Keep the connection under a name first (Ctrl+Shift+O)."));
    // What somebody has typed stays.
    if (m_folder->line().text() == m_proposedFolder) {
        m_proposedFolder = m_form.usualFolder(ConnectionId{m_database->currentData().toULongLong()});
        m_folder->line().setText(m_proposedFolder);
    }
}

void BackupDialog::followEncryption() {
    const bool on = m_encrypt->isChecked();
    for (SecretEdit* field : {m_passphrase, m_again}) {
        m_lines->setFieldVisible(field, on);
    }
    m_passphraseTrouble->say({});
    if (on) {
        m_passphrase->setFocus();
    }
    if (m_room != nullptr) {
        m_room->fitHeight();
    }
}

viewmodel::BackupForm::Choices BackupDialog::choices() const {
    viewmodel::BackupForm::Choices choices;
    choices.connection = ConnectionId{m_database->currentData().toULongLong()};
    choices.scope = m_part->scope();
    choices.isPart = m_part->isPart();
    choices.allDatabases = m_part->isServer();
    choices.except = m_part->except();
    choices.folder = m_folder->line().text();
    choices.compression = m_compression->currentData().toString();
    choices.encrypted = m_encrypt->isChecked();
    choices.check = static_cast<BackupCheck>(m_check->currentData().toInt());
    return choices;
}

void BackupDialog::start() {
    for (WarningLine* line : {m_databaseTrouble, m_folderTrouble, m_passphraseTrouble, m_whenTrouble, m_trouble}) {
        line->say({});
    }
    m_part->say({});
    const bool lacks = m_part->isPart() && m_part->scope().objects.empty();
    if (m_repeat->isChecked() && !m_isScheduled && !lacks) {
        schedule();
    } else {
        backUp();
    }
}

void BackupDialog::backUp() {
    m_form.start(choices(), m_passphrase->secret(), m_again->secret());
}

void BackupDialog::schedule() {
    const viewmodel::BackupForm::Choices chosen = choices();
    const viewmodel::OpenDatabase* database = m_connections.find(chosen.connection);
    if (database == nullptr || m_schedule != nullptr) {
        return;
    }
    using viewmodel::ScheduleForm;
    protocol::ScheduleConfig config = ScheduleForm::usual(database->saved, chosen.folder.trimmed());
    config.when = m_when->currentText().trimmed().toStdString();
    config.scope = chosen.scope;
    config.allDatabases = chosen.allDatabases;
    config.except = chosen.except;
    config.compression = chosen.compression.toStdString();
    config.encrypted = chosen.encrypted;
    m_schedule = std::make_unique<ScheduleForm>(m_bus, m_connections.keeper(), protocol::ScheduleEntry());
    // The form may not go while it tells.
    connect(m_schedule.get(), &ScheduleForm::refused, this, [this](ScheduleForm::Field field, const QString& message) {
        m_schedule.release()->deleteLater();
        showState();
        refuse(field == ScheduleForm::Field::Folder       ? BackupField::Folder
               : field == ScheduleForm::Field::Passphrase ? BackupField::Passphrase
                                                          : BackupField::Schedule,
               message);
    });
    connect(m_schedule.get(), &ScheduleForm::saved, this, [this](const std::string& id) {
        m_schedule.release()->deleteLater();
        m_isScheduled = true;
        Q_EMIT scheduled(id);
        backUp();
    });
    m_schedule->save(config, m_passphrase->secret(), m_again->secret());
    showState();
}

void BackupDialog::refuse(BackupField field, const QString& message) {
    WarningLine* line = m_trouble;
    switch (field) {
    case BackupField::Database:
        line = m_databaseTrouble;
        m_database->setFocus();
        break;
    case BackupField::Part:
        line = &m_part->trouble();
        m_part->focus();
        break;
    case BackupField::Folder:
        line = m_folderTrouble;
        m_folder->line().setFocus();
        break;
    case BackupField::Passphrase:
        line = m_passphraseTrouble;
        m_passphrase->setFocus();
        break;
    case BackupField::Schedule:
        line = m_whenTrouble;
        m_when->setFocus();
        break;
    case BackupField::Whole: break;
    }
    line->say(message);
    m_room->fitHeight();
    m_room->reveal(*line);
    showState();
}

void BackupDialog::showState() {
    const bool beginning = m_form.isBeginning() || m_schedule != nullptr;
    m_start->setEnabled(!beginning);
    m_start->setText(beginning ? tr("Beginning…") : tr("&Back up"));
}

void BackupDialog::reject() {
    // Whoever closes it before anything has begun does not want it.
    m_form.stop();
    QDialog::reject();
}

} // namespace dbv::ui
