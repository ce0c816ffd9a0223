// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/schedule_dialog.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/backup/part_fields.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
#include "ui/shell/secret_edit.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/connector_of.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::DrillPace;
using ScheduleField = viewmodel::ScheduleForm::Field;

constexpr int kScheduleWidth = 580;
constexpr int kMostKept = 9999;
constexpr int kHardestLevel = 22;
constexpr int kMostRetries = 20;

QComboBox* namedList(const QString& accessibleName, const char* name) {
    auto* list = new QComboBox;
    list->setAccessibleName(accessibleName);
    list->setObjectName(QLatin1String(name));
    list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return list;
}

void pickData(QComboBox& list, const QVariant& data) {
    list.setCurrentIndex(std::max(list.findData(data), 0));
}

} // namespace

ScheduleDialog::ScheduleDialog(bus::CommandBus& bus, viewmodel::ConnectionList& connections,
                               const protocol::ScheduleEntry& before, QWidget* parent)
    : QDialog(parent), m_connections(connections), m_form(bus, connections.keeper(), before) {
    setWindowTitle(m_form.isNew() ? tr("New schedule of backups") : tr("Schedule of backups"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* content = new QWidget;
    m_lines = new FieldRows(content);
    buildWhat(connections);
    m_part = new PartFields(bus, *m_lines, this);
    buildHow(connections);
    buildKeep();
    m_trouble = new WarningLine(tr("What went wrong"));
    m_lines->addWide(m_trouble);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_save = buttons->addButton(m_form.isNew() ? tr("&Make the schedule") : tr("&Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("schedule.save"));
    m_room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    m_save->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ScheduleDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_connection, &QComboBox::currentIndexChanged, this, &ScheduleDialog::followConnection);
    connect(m_part, &PartFields::resized, this, [this] { m_room->fitHeight(); });
    connect(m_encrypt, &QCheckBox::toggled, this, &ScheduleDialog::followEncryption);
    connect(&m_form, &viewmodel::ScheduleForm::refused, this, &ScheduleDialog::refuse);
    connect(&m_form, &viewmodel::ScheduleForm::saved, this, &QDialog::accept);
    connect(&m_form, &viewmodel::ScheduleForm::changed, this, [this] { m_save->setEnabled(!m_form.isSaving()); });
    showBefore();
    orderTabs(*this);
    m_name->setFocus();
    resizeWithinScreen(*this, {kScheduleWidth, 0});
    m_room->fitHeight();
}

void ScheduleDialog::buildWhat(const viewmodel::ConnectionList& connections) {
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("schedule.name"));
    m_name->setAccessibleName(tr("Name"));
    m_connection = namedList(tr("Saved connection"), "schedule.connection");
    m_connection->addItem(tr("Choose a saved connection"), QString());
    for (const protocol::SavedConnection& saved : connections.saved()) {
        const QString name = QString::fromStdString(saved.name);
        m_connection->addItem(viewmodel::shownName(name), name);
    }
    m_when = namedList(tr("When"), "schedule.when");
    m_when->setEditable(true);
    // In the words that the engine reads, whatever the language of the window.
    for (const char* words :
         {"every day at 02:00", "every weekday at 02:00", "every hour", "every 6 hours", "every sunday at 03:00",
          "every month on the 1st at 03:00", "on start", "before destruction"}) {
        m_when->addItem(QString::fromLatin1(words));
    }
    m_when->setToolTip(tr("In words, or as a line of cron: every monday and friday at 02:00, 0 2 * * 1-5."));
    m_folder = new FileField(tr("Folder of the backups"), FileField::Purpose::Folder);
    m_folder->line().setObjectName(QStringLiteral("schedule.folder"));
    m_nameTrouble = new WarningLine(tr("About the name"));
    m_connectionTrouble = new WarningLine(tr("About the connection"));
    m_whenTrouble = new WarningLine(tr("About the time"));
    m_folderTrouble = new WarningLine(tr("About the folder"));
    m_lines->addField(tr("&Name"), m_name);
    m_lines->addWide(m_nameTrouble);
    m_lines->addField(tr("&Connection"), m_connection);
    m_lines->addWide(m_connectionTrouble);
    m_lines->addField(tr("&When"), m_when);
    m_lines->addWide(m_whenTrouble);
    m_lines->addField(tr("&Folder"), m_folder);
    m_lines->addWide(m_folderTrouble);
}

void ScheduleDialog::followConnection() {
    const auto saved = std::ranges::find(m_connections.saved(), m_connection->currentData().toString().toStdString(),
                                         &protocol::SavedConnection::name);
    if (saved == m_connections.saved().end()) {
        m_part->setSource(true, {});
        return;
    }
    const std::string connector = viewmodel::connectorOf(saved->config, m_connections.connectors());
    m_part->setSource(!viewmodel::opensFiles(connector, m_connections.connectors()), [this, kept = *saved](
                                                                                         PartFields::Given given) {
        m_connections.open(
            kept.config,
            [connections = &m_connections, given = std::move(given)](const Result<protocol::ConnectionFacts>& facts) {
                const viewmodel::OpenDatabase* open = facts ? connections->find(facts->connection) : nullptr;
                given(open != nullptr ? Result<viewmodel::OpenDatabase>(*open) : std::unexpected(facts.error()));
            },
            kept.name);
    });
}

void ScheduleDialog::buildHow(const viewmodel::ConnectionList& connections) {
    m_compression = namedList(tr("Compression"), "schedule.compression");
    m_compression->addItem(tr("zstd: small and quick"), QStringLiteral("zstd"));
    m_compression->addItem(tr("gzip: other programs read it, too"), QStringLiteral("gzip"));
    m_compression->addItem(tr("None"), QStringLiteral("none"));
    m_encrypt = new QCheckBox(tr("&Encrypt with a passphrase"));
    m_encrypt->setObjectName(QStringLiteral("schedule.encrypt"));
    m_encrypt->setToolTip(tr("It is kept with the stored passwords, since nobody is asked when a run begins."));
    m_passphrase = new SecretEdit;
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_again = new SecretEdit;
    m_again->setAccessibleName(tr("Passphrase again"));
    m_passphraseTrouble = new WarningLine(tr("About the passphrase"));
    m_verify = new QCheckBox(tr("&Verify each: read it back"));
    m_drill = namedList(tr("Drill"), "schedule.drill");
    m_drill->addItem(tr("Each week"), static_cast<int>(DrillPace::Weekly));
    m_drill->addItem(tr("Each month"), static_cast<int>(DrillPace::Monthly));
    m_drill->addItem(tr("Each backup"), static_cast<int>(DrillPace::Each));
    m_drill->addItem(tr("Never"), static_cast<int>(DrillPace::Never));
    m_drill->setToolTip(tr("A drill restores the backup into an empty database and compares. Only that proves it."));
    m_lines->addField(tr("Com&pression"), m_compression);
    m_level = addNumber(tr("How hard it packs"), static_cast<std::uint32_t>(std::max(m_form.before().level, 0)),
                        tr("How hard it packs"), tr("As usual"));
    m_level->setObjectName(QStringLiteral("schedule.level"));
    m_level->setMaximum(kHardestLevel);
    m_lines->addUnnamed(m_encrypt);
    m_lines->addField(tr("Passp&hrase"), m_passphrase);
    m_lines->addField(tr("A&gain"), m_again);
    m_lines->addWide(m_passphraseTrouble);
    m_lines->addUnnamed(m_verify);
    m_drillPlace = namedList(tr("Drill beside the database of"), "schedule.drillPlace");
    m_drillPlace->addItem(tr("The same connection"), QString());
    // No name of a connection, whatever somebody calls one.
    const QVariant ownServer(true);
    m_drillPlace->addItem(tr("A server of this computer, started for it"), ownServer);
    for (const protocol::SavedConnection& saved : connections.saved()) {
        const QString name = QString::fromStdString(saved.name);
        m_drillPlace->addItem(viewmodel::shownName(name), name);
    }
    const QString place = QString::fromStdString(m_form.before().drillConnection);
    // One that is gone is no reason to forget which it was.
    if (m_drillPlace->findData(place) < 0) {
        m_drillPlace->addItem(viewmodel::shownName(place), place);
    }
    pickData(*m_drillPlace, m_form.before().drillsLocally ? ownServer : QVariant(place));
    m_lines->addField(tr("&Drill"), m_drill);
    m_lines->addField(tr("Drill &beside"), m_drillPlace);
}

QSpinBox* ScheduleDialog::addNumber(const QString& label, std::uint32_t value, const QString& accessibleName,
                                    const QString& none) {
    auto* number = new QSpinBox;
    number->setRange(0, kMostKept);
    number->setValue(static_cast<int>(value));
    number->setSpecialValueText(none);
    number->setAccessibleName(accessibleName);
    m_lines->addField(label, number);
    return number;
}

void ScheduleDialog::buildKeep() {
    const protocol::KeepRules& keep = m_form.before().keep;
    const QString none = tr("No rule");
    m_newest = addNumber(tr("Keep so many of the newest"), keep.newest, tr("Keep so many of the newest"), none);
    m_newest->setObjectName(QStringLiteral("schedule.newest"));
    m_days = addNumber(tr("Keep all of so many da&ys"), keep.days, tr("Keep all of so many days"), none);
    m_daily = addNumber(tr("One a day, of so many days"), keep.daily, tr("Keep one a day, of so many days"), none);
    m_daily->setObjectName(QStringLiteral("schedule.daily"));
    m_weekly = addNumber(tr("One of so many wee&ks"), keep.weekly, tr("Keep one of so many weeks"), none);
    m_monthly = addNumber(tr("One of so many months"), keep.monthly, tr("Keep one of so many months"), none);
    m_yearly = addNumber(tr("One of so many years"), keep.yearly, tr("Keep one of so many years"), none);
    m_yearly->setObjectName(QStringLiteral("schedule.yearly"));
    m_days->setToolTip(tr("Without any rule all are kept. The last one that is proved always is."));
    m_retries = addNumber(tr("Try a failed &run again"), m_form.before().retries,
                          tr("How often a failed run is tried again"), tr("Not at all"));
    m_retries->setObjectName(QStringLiteral("schedule.retries"));
    m_retries->setMaximum(kMostRetries);
    m_power = new QCheckBox(tr("Wait whi&le the machine runs on its battery"));
    m_enabled = new QCheckBox(tr("Switched on"));
    m_lines->addUnnamed(m_power);
    m_lines->addUnnamed(m_enabled);
}

void ScheduleDialog::showBefore() {
    const protocol::ScheduleConfig& before = m_form.before();
    m_name->setText(QString::fromStdString(before.name));
    pickData(*m_connection, QString::fromStdString(before.connection));
    m_when->setCurrentText(QString::fromStdString(before.when));
    m_folder->line().setText(QString::fromStdString(before.destination));
    pickData(*m_compression, QString::fromStdString(before.compression));
    m_encrypt->setChecked(before.encrypted);
    m_verify->setChecked(before.verify);
    pickData(*m_drill, static_cast<int>(before.drill));
    m_power->setChecked(before.waitsForPower);
    m_enabled->setChecked(before.enabled);
    if (m_form.hasPassphrase()) {
        m_passphrase->setPlaceholderText(tr("The stored one stays"));
    }
    followConnection();
    m_part->setScope(before.scope, before.allDatabases, before.except);
    followEncryption();
}

void ScheduleDialog::followEncryption() {
    const bool on = m_encrypt->isChecked();
    for (SecretEdit* field : {m_passphrase, m_again}) {
        m_lines->setFieldVisible(field, on);
    }
    m_passphraseTrouble->say({});
    if (m_room != nullptr) {
        m_room->fitHeight();
    }
}

protocol::ScheduleConfig ScheduleDialog::config() const {
    // What has no field here stays as it is.
    protocol::ScheduleConfig config = m_form.before();
    config.name = m_name->text().trimmed().toStdString();
    config.connection = m_connection->currentData().toString().toStdString();
    config.when = m_when->currentText().trimmed().toStdString();
    config.destination = m_folder->line().text().trimmed().toStdString();
    config.compression = m_compression->currentData().toString().toStdString();
    config.encrypted = m_encrypt->isChecked();
    config.verify = m_verify->isChecked();
    config.drill = static_cast<DrillPace>(m_drill->currentData().toInt());
    config.scope = m_part->scope();
    config.allDatabases = m_part->isServer();
    config.except = m_part->except();
    config.level = m_level->value();
    const QVariant place = m_drillPlace->currentData();
    config.drillsLocally = place.typeId() == QMetaType::Bool;
    config.drillConnection = config.drillsLocally ? std::string() : place.toString().toStdString();
    config.retries = static_cast<std::uint32_t>(m_retries->value());
    config.keep.newest = static_cast<std::uint32_t>(m_newest->value());
    config.keep.daily = static_cast<std::uint32_t>(m_daily->value());
    config.keep.yearly = static_cast<std::uint32_t>(m_yearly->value());
    config.keep.days = static_cast<std::uint32_t>(m_days->value());
    config.keep.weekly = static_cast<std::uint32_t>(m_weekly->value());
    config.keep.monthly = static_cast<std::uint32_t>(m_monthly->value());
    config.waitsForPower = m_power->isChecked();
    config.enabled = m_enabled->isChecked();
    return config;
}

void ScheduleDialog::save() {
    for (WarningLine* line :
         {m_nameTrouble, m_connectionTrouble, m_whenTrouble, m_folderTrouble, m_passphraseTrouble, m_trouble}) {
        line->say({});
    }
    m_part->say({});
    const protocol::ScheduleConfig meant = config();
    if (m_part->isPart() && meant.scope.objects.empty()) {
        m_part->say(tr("Choose at least one table, or the whole database."));
        m_part->focus();
        m_room->fitHeight();
        m_room->reveal(m_part->trouble());
        return;
    }
    m_form.save(meant, m_passphrase->secret(), m_again->secret());
}

void ScheduleDialog::refuse(ScheduleField field, const QString& message) {
    WarningLine* line = m_trouble;
    QWidget* where = nullptr;
    switch (field) {
    case ScheduleField::Name: line = m_nameTrouble, where = m_name; break;
    case ScheduleField::Connection: line = m_connectionTrouble, where = m_connection; break;
    case ScheduleField::When: line = m_whenTrouble, where = m_when; break;
    case ScheduleField::Folder: line = m_folderTrouble, where = &m_folder->line(); break;
    case ScheduleField::Passphrase: line = m_passphraseTrouble, where = m_passphrase; break;
    case ScheduleField::Whole: break;
    }
    line->say(message);
    if (where != nullptr) {
        where->setFocus();
    }
    m_room->fitHeight();
    m_room->reveal(*line);
}

} // namespace dbv::ui
