// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/backup_job.h"

class QLabel;
class QProgressBar;
class QPlainTextEdit;
class QPushButton;

namespace dbv::ui {

class SaidText;

/// What a piece of work with a backup tells while it runs, line by line, and its report when it is over: of a drill what was restored,
/// in how long, and each difference.
/// Thread: the UI thread; never modal. Goes when it is closed, or when the job is forgotten.
class JobDialog final : public QDialog {
    Q_OBJECT

public:
    explicit JobDialog(viewmodel::BackupJob& job, QWidget* parent);
    [[nodiscard]] const viewmodel::BackupJob& job() const { return m_job; }

private:
    void showJob();
    [[nodiscard]] QString asText() const;

    viewmodel::BackupJob& m_job;
    QLabel* m_status;
    QProgressBar* m_bar;
    QPlainTextEdit* m_log;
    SaidText* m_report;
    QPushButton* m_stop;
};

} // namespace dbv::ui
