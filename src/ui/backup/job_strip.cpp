// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/job_strip.h"

#include <cmath>
#include <vector>

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/elided_label.h"

namespace dbv::ui {

namespace {

using viewmodel::BackupJob;

constexpr int kJobSteps = 1000;
constexpr int kJobBarWidth = 120;

} // namespace

JobStrip::JobStrip(viewmodel::BackupJobs& jobs, QWidget* parent)
    : QFrame(parent), m_jobs(jobs), m_lines(new QVBoxLayout(this)) {
    setAccessibleName(tr("Work with backups"));
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(2);
    connect(&m_jobs, &viewmodel::BackupJobs::listChanged, this, &JobStrip::rebuild);
    connect(&m_jobs, &viewmodel::BackupJobs::changed, this, &JobStrip::show);
    rebuild();
}

void JobStrip::rebuild() {
    std::vector<BackupJob*> wanted;
    int over = 0;
    for (const auto& job : m_jobs.all()) {
        if (job->state() == BackupJob::State::Running || ++over <= kMostOver) {
            wanted.push_back(job.get());
        }
    }
    std::erase_if(m_rows, [&wanted](const auto& row) {
        const bool gone = std::ranges::find(wanted, row.first) == wanted.end();
        if (gone) {
            // It may be one of its buttons that has called.
            row.second.whole->hide();
            row.second.whole->deleteLater();
        }
        return gone;
    });
    int place = 0;
    for (BackupJob* job : wanted) {
        if (!m_rows.contains(job)) {
            const Row row = makeRow(*job);
            m_lines->insertWidget(place, row.whole);
            m_rows.emplace(job, row);
        }
        ++place;
        show(*job);
    }
    setVisible(!wanted.empty());
}

JobStrip::Row JobStrip::makeRow(BackupJob& job) {
    Row row;
    row.whole = new QWidget;
    row.status = new ElidedLabel;
    row.status->setObjectName(QStringLiteral("job.status"));
    row.bar = new QProgressBar;
    row.bar->setRange(0, kJobSteps);
    row.bar->setTextVisible(false);
    row.bar->setFixedWidth(kJobBarWidth);
    row.bar->setAccessibleName(tr("How far it is"));
    auto* log = new QPushButton(tr("Log"));
    log->setObjectName(QStringLiteral("job.log"));
    log->setAccessibleName(tr("%1: log").arg(job.title()));
    row.end = new QPushButton;
    row.end->setObjectName(QStringLiteral("job.end"));
    auto* line = new QHBoxLayout(row.whole);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(row.status, 1);
    line->addWidget(row.bar);
    line->addWidget(log);
    line->addWidget(row.end);
    connect(log, &QPushButton::clicked, this, [this, &job] { Q_EMIT logRequested(job); });
    connect(row.end, &QPushButton::clicked, this, [this, &job] {
        if (job.state() == BackupJob::State::Running) {
            job.stop();
        } else {
            m_jobs.dismiss(job);
        }
    });
    return row;
}

void JobStrip::show(const BackupJob& job) {
    const auto found = m_rows.find(&job);
    if (found == m_rows.end()) {
        return;
    }
    const Row& row = found->second;
    const bool running = job.state() == BackupJob::State::Running;
    // What went well is told by its outcome alone.
    const QString status = job.status();
    row.status->say(job.state() == BackupJob::State::Done ? status : job.title() + QStringLiteral(" · ") + status);
    const std::optional<double> fraction = job.fraction();
    row.bar->setVisible(fraction.has_value());
    row.bar->setValue(static_cast<int>(std::lround(fraction.value_or(0) * kJobSteps)));
    row.end->setText(running ? tr("Stop") : tr("Dismiss"));
    row.end->setAccessibleName((running ? tr("%1: stop") : tr("%1: dismiss")).arg(job.title()));
    row.end->setEnabled(!job.isStopping());
    row.end->setToolTip(job.isStopping() ? tr("It was asked to stop. That takes a moment.") : QString());
}

} // namespace dbv::ui
