// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <QDialog>

#include "viewmodel/backup_form.h"
#include "viewmodel/schedule_form.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace dbv::ui {

class DialogRoom;
class FieldRows;
class FileField;
class PartFields;
class SecretEdit;
class WarningLine;

/// Makes a backup: what is to be chosen stands on one page, and what is usual is chosen already.
///
/// What is missing, or goes wrong before anything has begun, is said at its field.
/// Thread: the UI thread; never modal. Goes when it is closed.
class BackupDialog final : public QDialog {
    Q_OBJECT

public:
    /// `chosen` is the database that is backed up unless somebody chooses another one. All must outlive the dialog.
    BackupDialog(viewmodel::BackupJobs& jobs, const viewmodel::BackupList& known,
                 viewmodel::ConnectionList& connections, bus::CommandBus& bus, ConnectionId chosen, QWidget* parent);

    [[nodiscard]] viewmodel::BackupForm& form() { return m_form; }

Q_SIGNALS:
    /// A schedule was made of it, too.
    void scheduled(const std::string& id);

protected:
    void reject() override;

private:
    void buildFields();
    void buildPassphrase();
    void buildSchedule();
    void followRepeating();
    void schedule();
    [[nodiscard]] viewmodel::BackupForm::Choices choices() const;
    void backUp();
    void fillDatabases(ConnectionId chosen);
    void followDatabase();
    void followEncryption();
    void start();
    void refuse(viewmodel::BackupForm::Field field, const QString& message);
    void showState();

    viewmodel::ConnectionList& m_connections;
    bus::CommandBus& m_bus;
    viewmodel::BackupForm m_form;
    /// While a schedule is made of it; it is made once.
    std::unique_ptr<viewmodel::ScheduleForm> m_schedule;
    bool m_isScheduled = false;
    /// What was proposed, so that another one is proposed only in its place.
    QString m_proposedFolder;
    FieldRows* m_lines = nullptr;
    DialogRoom* m_room = nullptr;
    QComboBox* m_database = nullptr;
    PartFields* m_part = nullptr;
    FileField* m_folder = nullptr;
    QComboBox* m_compression = nullptr;
    QComboBox* m_check = nullptr;
    QCheckBox* m_encrypt = nullptr;
    SecretEdit* m_passphrase = nullptr;
    SecretEdit* m_again = nullptr;
    WarningLine* m_databaseTrouble = nullptr;
    WarningLine* m_folderTrouble = nullptr;
    WarningLine* m_passphraseTrouble = nullptr;
    WarningLine* m_trouble = nullptr;
    QCheckBox* m_repeat = nullptr;
    QComboBox* m_when = nullptr;
    WarningLine* m_whenTrouble = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace dbv::ui
