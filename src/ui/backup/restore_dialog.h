// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QDialog>
#include <QPointer>

#include "ui/shell/place_band.h"
#include "viewmodel/backup_contents.h"
#include "viewmodel/backup_jobs.h"
#include "viewmodel/object_choice.h"
#include "viewmodel/restore_ground.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace dbv::ui {

class DialogRoom;
class FieldRows;
class FileField;
class ObjectList;
class SaidText;
class WarningLine;

/// Restores a backup into a new database, which is made for it, or into one that is there, on a connection that is open or kept. The engine
/// looks first what is there: what would be replaced is shown and asked about, and of production the name has to be typed before anything is sent. What came of it is told below, difference by difference.
///
/// Thread: the UI thread; never modal. Goes when it is closed; what runs goes on.
class RestoreDialog final : public QDialog {
    Q_OBJECT

public:
    /// All must outlive the dialog.
    RestoreDialog(bus::CommandBus& bus, viewmodel::BackupJobs& jobs, protocol::BackupEntry entry,
                  viewmodel::ConnectionList& connections, QWidget* parent);

private:
    void build();
    void buildInto(FieldRows& rows);
    void fillPlaces();
    void followInto();
    void buildWhat(FieldRows& rows);
    void followWhat();
    void followPlace();
    void followTyped();
    void start();
    void restore(const Result<ConnectionId>& into);
    void openWhenRestored(ConnectionId beside, const std::string& name);
    void follow(const viewmodel::BackupJob& job);
    [[nodiscard]] bool isNew() const;
    [[nodiscard]] bool isNewFile() const;
    /// Null for none.
    [[nodiscard]] const viewmodel::RestorePlace* place() const;
    /// What a restore needs is chosen; else why it is not.
    [[nodiscard]] QString whatLacks() const;
    [[nodiscard]] bool isRunning() const;

    viewmodel::BackupJobs& m_jobs;
    viewmodel::ConnectionList& m_connections;
    protocol::BackupEntry m_entry;
    viewmodel::RestoreGround m_ground;
    std::vector<viewmodel::RestorePlace> m_places;
    viewmodel::BackupContents m_contents;
    viewmodel::ObjectChoice m_choice;
    QPointer<viewmodel::BackupJob> m_job;
    /// What is there was shown, so the next click replaces it.
    bool m_replaces = false;
    bool m_done = false;
    /// A connection is opened.
    bool m_isPreparing = false;
    /// The way to the backup was asked for once.
    bool m_asksWay = false;
    QString m_nameToType;
    DialogRoom* m_room = nullptr;
    FieldRows* m_rows = nullptr;
    QComboBox* m_into = nullptr;
    QComboBox* m_place = nullptr;
    QLineEdit* m_newName = nullptr;
    FileField* m_newFile = nullptr;
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
