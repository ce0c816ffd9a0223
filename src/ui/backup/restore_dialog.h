// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QPointer>

#include "ui/shell/place_band.h"
#include "viewmodel/backup_contents.h"
#include "viewmodel/backup_jobs.h"
#include "viewmodel/object_choice.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace dbv::ui {

class DialogRoom;
class FieldRows;
class ObjectList;
class SaidText;
class WarningLine;

/// Restores a backup into a database that is open. The engine looks first what is there: what would be replaced is shown and asked
/// about, and of production the name has to be typed before anything is sent. What came of it is told below, difference by difference.
///
/// Thread: the UI thread; never modal. Goes when it is closed; what runs goes on.
class RestoreDialog final : public QDialog {
    Q_OBJECT

public:
    /// All must outlive the dialog.
    RestoreDialog(bus::CommandBus& bus, viewmodel::BackupJobs& jobs, protocol::BackupEntry entry,
                  const viewmodel::ConnectionList& connections, QWidget* parent);

private:
    void build();
    void fillPlaces();
    void buildWhat(FieldRows& rows);
    void followWhat();
    void followPlace();
    void followTyped();
    void start();
    void follow(const viewmodel::BackupJob& job);
    [[nodiscard]] const viewmodel::OpenDatabase* place() const;
    [[nodiscard]] bool isRunning() const;

    viewmodel::BackupJobs& m_jobs;
    const viewmodel::ConnectionList& m_connections;
    protocol::BackupEntry m_entry;
    viewmodel::BackupContents m_contents;
    viewmodel::ObjectChoice m_choice;
    QPointer<viewmodel::BackupJob> m_job;
    /// What is there was shown, so the next click replaces it.
    bool m_replaces = false;
    bool m_done = false;
    QString m_nameToType;
    DialogRoom* m_room = nullptr;
    QComboBox* m_place = nullptr;
    QComboBox* m_what = nullptr;
    ObjectList* m_objects = nullptr;
    QCheckBox* m_owners = nullptr;
    WarningLine* m_warning = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    SaidText* m_told = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_close = nullptr;
};

} // namespace dbv::ui
