// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/job_dialog.h"

#include <cmath>

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "viewmodel/moment_text.h"

namespace dbv::ui {

namespace {

using viewmodel::BackupJob;

constexpr QSize kJobSize(680, 420);
constexpr int kJobDialogSteps = 1000;
constexpr int kMostReportLines = 10;

} // namespace

JobDialog::JobDialog(BackupJob& job, QWidget* parent)
    : QDialog(parent),
      m_job(job),
      m_status(new QLabel),
      m_bar(new QProgressBar),
      m_log(new QPlainTextEdit),
      m_report(new SaidText(tr("Report"), kMostReportLines)) {
    setWindowTitle(job.kind() == viewmodel::BackupWorkKind::Drill ? tr("Drill") : shortText(job.title()));
    setAttribute(Qt::WA_DeleteOnClose);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setObjectName(QStringLiteral("job.status"));
    m_bar->setRange(0, kJobDialogSteps);
    m_bar->setAccessibleName(tr("How far it is"));
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setAccessibleName(tr("Log"));
    m_log->setObjectName(QStringLiteral("job.lines"));
    m_report->setObjectName(QStringLiteral("job.report"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_stop = buttons->addButton(tr("&Stop"), QDialogButtonBox::ActionRole);
    m_stop->setAutoDefault(false);
    auto* lines = new QVBoxLayout(this);
    for (QWidget* part : std::initializer_list<QWidget*>{m_status, m_bar, m_report}) {
        lines->addWidget(part);
    }
    lines->addWidget(m_log, 1);
    lines->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_stop, &QPushButton::clicked, &m_job, &BackupJob::stop);
    connect(&m_job, &BackupJob::changed, this, &JobDialog::showJob);
    connect(&m_job, &QObject::destroyed, this, &QDialog::reject);
    orderTabs(*this);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    resizeWithinScreen(*this, kJobSize);
    showJob();
}

QString JobDialog::asText() const {
    QStringList lines;
    for (const BackupJob::Line& line : m_job.log()) {
        lines << viewmodel::clockText(line.at) + QStringLiteral("  ") +
                     (line.isWarning ? tr("Note: %1").arg(line.text) : line.text);
    }
    return lines.join(QLatin1Char('\n'));
}

void JobDialog::showJob() {
    const bool running = m_job.state() == BackupJob::State::Running;
    m_status->setText(m_job.status());
    m_status->setVisible(running);
    const std::optional<double> fraction = m_job.fraction();
    m_bar->setVisible(fraction.has_value());
    m_bar->setValue(static_cast<int>(std::lround(fraction.value_or(0) * kJobDialogSteps)));
    m_report->say(m_job.report());
    m_stop->setVisible(running);
    m_stop->setEnabled(!m_job.isStopping());
    if (const QString text = asText(); text != m_log->toPlainText()) {
        // Who has scrolled up reads on where they are.
        QScrollBar* bar = m_log->verticalScrollBar();
        const bool atEnd = bar->value() == bar->maximum();
        const int value = bar->value();
        m_log->setPlainText(text);
        bar->setValue(atEnd ? bar->maximum() : value);
    }
}

} // namespace dbv::ui
