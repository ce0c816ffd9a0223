// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/backup_form.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;

namespace dbv::ui {

class DialogRoom;
class FileField;
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
                 const viewmodel::ConnectionList& connections, bus::CommandBus& bus, ConnectionId chosen,
                 QWidget* parent);

    [[nodiscard]] viewmodel::BackupForm& form() { return m_form; }

protected:
    void reject() override;

private:
    void buildFields();
    void buildPassphrase();
    void fillDatabases(const viewmodel::ConnectionList& connections, ConnectionId chosen);
    void followDatabase();
    void followEncryption();
    void start();
    void refuse(viewmodel::BackupForm::Field field, const QString& message);
    void showState();

    viewmodel::BackupForm m_form;
    /// What was proposed, so that another one is proposed only in its place.
    QString m_proposedFolder;
    QFormLayout* m_lines = nullptr;
    DialogRoom* m_room = nullptr;
    QComboBox* m_database = nullptr;
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
    QPushButton* m_start = nullptr;
};

} // namespace dbv::ui
