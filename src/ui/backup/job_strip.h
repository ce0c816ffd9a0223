// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QFrame>
#include <QTimer>

#include "viewmodel/backup_jobs.h"

class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace dbv::ui {

class ElidedLabel;

/// The work with backups that runs, each piece with how far it is and a way to stop it, and what the last pieces came to. Takes no
/// room while there is none.
class JobStrip final : public QFrame {
    Q_OBJECT

public:
    /// So many that are over are shown.
    static constexpr int kMostOver = 2;

    /// The jobs must outlive the strip.
    explicit JobStrip(viewmodel::BackupJobs& jobs, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Somebody wants to see what a job has told.
    void logRequested(dbv::viewmodel::BackupJob& job);

private:
    struct Row {
        QWidget* whole = nullptr;
        ElidedLabel* status = nullptr;
        QProgressBar* bar = nullptr;
        QPushButton* end = nullptr;
    };

    void rebuild();
    [[nodiscard]] Row makeRow(viewmodel::BackupJob& job);
    void show(const viewmodel::BackupJob& job);

    viewmodel::BackupJobs& m_jobs;
    QVBoxLayout* m_lines;
    std::map<const viewmodel::BackupJob*, Row> m_rows;
};

} // namespace dbv::ui
