// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

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
                           const viewmodel::ConnectionList& connections, bus::CommandBus& bus, ConnectionId chosen,
                           QWidget* parent)
    : QDialog(parent), m_form(jobs, known, connections, bus) {
    setWindowTitle(tr("Back up a database"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    m_lines = new QFormLayout(content);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    buildFields();
    buildPassphrase();
    m_trouble = new WarningLine(tr("What went wrong"));
    m_lines->addRow(m_trouble);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("&Back up"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(QStringLiteral("backup.start"));
    m_start->setDefault(true);
    m_room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &BackupDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &BackupDialog::reject);
    connect(m_database, &QComboBox::currentIndexChanged, this, &BackupDialog::followDatabase);
    connect(m_encrypt, &QCheckBox::toggled, this, &BackupDialog::followEncryption);
    connect(&m_form, &viewmodel::BackupForm::refused, this, &BackupDialog::refuse);
    connect(&m_form, &viewmodel::BackupForm::changed, this, &BackupDialog::showState);
    connect(&m_form, &viewmodel::BackupForm::begun, this, &QDialog::accept);
    connect(&known, &viewmodel::BackupList::changed, this, &BackupDialog::followDatabase);
    fillDatabases(connections, chosen);
    followEncryption();
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
    m_lines->addRow(tr("&Database"), m_database);
    m_lines->addRow(m_databaseTrouble);
    m_lines->addRow(tr("&Folder"), m_folder);
    m_lines->addRow(m_folderTrouble);
    m_lines->addRow(tr("C&ompression"), m_compression);
    m_lines->addRow(tr("&Afterwards"), m_check);
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
    m_lines->addRow(QString(), m_encrypt);
    m_lines->addRow(tr("&Passphrase"), m_passphrase);
    m_lines->addRow(tr("A&gain"), m_again);
    m_lines->addRow(m_passphraseTrouble);
}

void BackupDialog::fillDatabases(const viewmodel::ConnectionList& connections, ConnectionId chosen) {
    for (const viewmodel::OpenDatabase& database : connections.databases()) {
        m_database->addItem(viewmodel::shownName(database.name), qulonglong{database.facts.connection.value});
    }
    m_database->setCurrentIndex(std::max(m_database->findData(qulonglong{chosen.value}), 0));
    followDatabase();
}

void BackupDialog::followDatabase() {
    m_databaseTrouble->say({});
    // What somebody has typed stays.
    if (m_folder->line().text() == m_proposedFolder) {
        m_proposedFolder = m_form.usualFolder(ConnectionId{m_database->currentData().toULongLong()});
        m_folder->line().setText(m_proposedFolder);
    }
}

void BackupDialog::followEncryption() {
    const bool on = m_encrypt->isChecked();
    for (SecretEdit* field : {m_passphrase, m_again}) {
        field->setVisible(on);
        m_lines->labelForField(field)->setVisible(on);
    }
    m_passphraseTrouble->say({});
    if (on) {
        m_passphrase->setFocus();
    }
    if (m_room != nullptr) {
        m_room->fitHeight();
    }
}

void BackupDialog::start() {
    for (WarningLine* line : {m_databaseTrouble, m_folderTrouble, m_passphraseTrouble, m_trouble}) {
        line->say({});
    }
    viewmodel::BackupForm::Choices choices;
    choices.connection = ConnectionId{m_database->currentData().toULongLong()};
    choices.folder = m_folder->line().text();
    choices.compression = m_compression->currentData().toString();
    choices.encrypted = m_encrypt->isChecked();
    choices.check = static_cast<BackupCheck>(m_check->currentData().toInt());
    m_form.start(choices, m_passphrase->secret(), m_again->secret());
}

void BackupDialog::refuse(BackupField field, const QString& message) {
    WarningLine* line = m_trouble;
    switch (field) {
    case BackupField::Database:
        line = m_databaseTrouble;
        m_database->setFocus();
        break;
    case BackupField::Folder:
        line = m_folderTrouble;
        m_folder->line().setFocus();
        break;
    case BackupField::Passphrase:
        line = m_passphraseTrouble;
        m_passphrase->setFocus();
        break;
    case BackupField::Whole: break;
    }
    line->say(message);
    m_room->fitHeight();
    m_room->reveal(*line);
    showState();
}

void BackupDialog::showState() {
    const bool beginning = m_form.isBeginning();
    m_start->setEnabled(!beginning);
    m_start->setText(beginning ? tr("Beginning…") : tr("&Back up"));
}

void BackupDialog::reject() {
    // Whoever closes it before anything has begun does not want it.
    m_form.stop();
    QDialog::reject();
}

} // namespace dbv::ui
