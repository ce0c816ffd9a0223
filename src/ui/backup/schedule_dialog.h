// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_list.h"
#include "viewmodel/schedule_form.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace dbv::ui {

class DialogRoom;
class FieldRows;
class FileField;
class PartFields;
class SecretEdit;
class WarningLine;

/// Makes or changes a schedule: what is backed up, when, where to, how it is looked after, and what is kept.
///
/// What is missing, or can not be read, is said at its field.
/// Thread: the UI thread; never modal. Goes when it is closed.
class ScheduleDialog final : public QDialog {
    Q_OBJECT

public:
    /// `before` without an id is a new one. All must outlive the dialog.
    ScheduleDialog(bus::CommandBus& bus, viewmodel::ConnectionList& connections, const protocol::ScheduleEntry& before,
                   QWidget* parent);

    [[nodiscard]] viewmodel::ScheduleForm& form() { return m_form; }

private:
    void buildWhat(const viewmodel::ConnectionList& connections);
    void followConnection();
    void followEncryption();
    void buildHow(const viewmodel::ConnectionList& connections);
    void buildKeep();
    [[nodiscard]] QSpinBox* addNumber(const QString& label, std::uint32_t value, const QString& accessibleName,
                                      const QString& none);
    void showBefore();
    void save();
    [[nodiscard]] protocol::ScheduleConfig config() const;
    void refuse(viewmodel::ScheduleForm::Field field, const QString& message);

    viewmodel::ConnectionList& m_connections;
    viewmodel::ScheduleForm m_form;
    FieldRows* m_lines = nullptr;
    DialogRoom* m_room = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_connection = nullptr;
    PartFields* m_part = nullptr;
    QComboBox* m_when = nullptr;
    FileField* m_folder = nullptr;
    QComboBox* m_compression = nullptr;
    QSpinBox* m_level = nullptr;
    QCheckBox* m_encrypt = nullptr;
    SecretEdit* m_passphrase = nullptr;
    SecretEdit* m_again = nullptr;
    QCheckBox* m_verify = nullptr;
    QComboBox* m_drill = nullptr;
    QComboBox* m_drillPlace = nullptr;
    QSpinBox* m_newest = nullptr;
    QSpinBox* m_days = nullptr;
    QSpinBox* m_daily = nullptr;
    QSpinBox* m_weekly = nullptr;
    QSpinBox* m_monthly = nullptr;
    QSpinBox* m_yearly = nullptr;
    QSpinBox* m_retries = nullptr;
    QCheckBox* m_power = nullptr;
    QCheckBox* m_enabled = nullptr;
    WarningLine* m_nameTrouble = nullptr;
    WarningLine* m_connectionTrouble = nullptr;
    WarningLine* m_whenTrouble = nullptr;
    WarningLine* m_folderTrouble = nullptr;
    WarningLine* m_passphraseTrouble = nullptr;
    WarningLine* m_trouble = nullptr;
    QPushButton* m_save = nullptr;
};

} // namespace dbv::ui
