// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/restore_dialog.h"

#include <utility>

#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/backup_words.h"
#include "viewmodel/error_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using viewmodel::BackupJob;

constexpr int kRestoreWidth = 560;
constexpr int kMostRestoreLines = 8;

} // namespace

RestoreDialog::RestoreDialog(viewmodel::BackupJobs& jobs, protocol::BackupEntry entry,
                             const viewmodel::ConnectionList& connections, QWidget* parent)
    : QDialog(parent), m_jobs(jobs), m_connections(connections), m_entry(std::move(entry)) {
    setWindowTitle(tr("Restore a backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(m_place, &QComboBox::currentIndexChanged, this, &RestoreDialog::followPlace);
    connect(m_name, &QLineEdit::textChanged, this, &RestoreDialog::followTyped);
    connect(m_restore, &QPushButton::clicked, this, &RestoreDialog::start);
    connect(&m_jobs, &viewmodel::BackupJobs::changed, this, &RestoreDialog::follow);
    connect(&m_connections, &viewmodel::ConnectionList::added, this, &RestoreDialog::fillPlaces);
    fillPlaces();
    orderTabs(*this);
    m_place->setFocus();
    resizeWithinScreen(*this, {kRestoreWidth, 0});
    m_room->fitHeight();
}

void RestoreDialog::build() {
    auto* content = new QWidget;
    auto* rows = new FieldRows(content);
    auto* what = new SaidText(tr("Backup"), 4, content);
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    what->say(tr("%1, %2: %3. %4")
                  .arg(viewmodel::backupDatabaseText(m_entry), viewmodel::agoText(m_entry.begunAt, now),
                       viewmodel::backupContentText(m_entry), viewmodel::backupStateHelp(m_entry.state)));
    rows->addWide(what);
    m_place = new QComboBox;
    m_place->setObjectName(QStringLiteral("restore.place"));
    m_place->setAccessibleName(tr("Into the database"));
    m_place->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    rows->addField(tr("&Into"), m_place);
    m_warning = new WarningLine(tr("What is replaced"));
    m_warning->setObjectName(QStringLiteral("restore.warning"));
    rows->addWide(m_warning);
    m_name = new QLineEdit;
    m_name->setObjectName(QStringLiteral("restore.name"));
    m_name->setAccessibleName(tr("Name to confirm"));
    m_nameLabel = new QLabel;
    m_nameLabel->setTextFormat(Qt::PlainText);
    m_nameLabel->setWordWrap(true);
    m_nameLabel->setBuddy(m_name);
    rows->addWide(m_nameLabel);
    rows->addWide(m_name);
    m_told = new SaidText(tr("What came of it"), kMostRestoreLines, content);
    m_told->setObjectName(QStringLiteral("restore.told"));
    rows->addWide(m_told);
    m_room = new DialogRoom(content);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_close = buttons->button(QDialogButtonBox::Close);
    m_restore = buttons->addButton(tr("&Restore"), QDialogButtonBox::ActionRole);
    m_restore->setObjectName(QStringLiteral("restore.start"));
    // By an Enter that was meant for something else nothing is replaced.
    m_restore->setAutoDefault(false);
    m_close->setDefault(true);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void RestoreDialog::fillPlaces() {
    const QVariant before = m_place->currentData();
    {
        const QSignalBlocker quiet(m_place);
        m_place->clear();
        // The last thing that is wanted is to replace what was backed up by mistake: nothing is chosen.
        m_place->addItem(tr("Choose a database"), qulonglong{0});
        for (const viewmodel::OpenDatabase* database : viewmodel::placesFor(m_entry, m_connections)) {
            m_place->addItem(viewmodel::shownName(database->name), qulonglong{database->facts.connection.value});
        }
        m_place->setCurrentIndex(std::max(m_place->findData(before), 0));
    }
    followPlace();
}

const viewmodel::OpenDatabase* RestoreDialog::place() const {
    return m_connections.find(ConnectionId{m_place->currentData().toULongLong()});
}

bool RestoreDialog::isRunning() const {
    return m_job != nullptr && m_job->state() == BackupJob::State::Running;
}

void RestoreDialog::followPlace() {
    const viewmodel::OpenDatabase* database = place();
    const bool isProduction = database != nullptr && database->environment == protocol::Environment::Production;
    m_replaces = false;
    m_done = false;
    m_nameToType = isProduction ? database->name : QString();
    m_warning->say(isProduction ? tr("This is production.")
                   : m_place->count() < 2
                       ? tr("No database of this kind is open. Open the one to restore into first: an "
                            "empty one, best of all.")
                       : QString());
    m_told->say(database == nullptr ? QString()
                                    : tr("An empty database is filled at once. Where something is there, you are shown "
                                         "what would be replaced before anything happens."));
    m_nameLabel->setText(tr("&Name of the database, to confirm: %1").arg(shortText(m_nameToType)));
    followTyped();
}

void RestoreDialog::followTyped() {
    m_nameLabel->setVisible(!m_nameToType.isEmpty());
    m_name->setVisible(!m_nameToType.isEmpty());
    const bool same = m_nameToType.isEmpty() || m_name->text() == m_nameToType;
    const bool running = isRunning();
    m_restore->setText(m_replaces ? tr("&Replace what is there") : tr("&Restore"));
    m_restore->setEnabled(place() != nullptr && same && !running && !m_done);
    m_restore->setToolTip(running              ? tr("It is being restored.")
                          : place() == nullptr ? tr("Choose a database first.")
                          : same               ? QString()
                                               : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
    m_place->setEnabled(!running);
    m_room->fitHeight();
}

void RestoreDialog::start() {
    const viewmodel::OpenDatabase* database = place();
    if (database == nullptr || isRunning()) {
        return;
    }
    m_told->say(tr("Looking what is there…"));
    m_warning->say({});
    m_job = &m_jobs.restore(m_entry, database->facts.connection, m_replaces);
    followTyped();
}

void RestoreDialog::follow(const BackupJob& job) {
    if (&job != m_job) {
        return;
    }
    if (isRunning()) {
        m_told->say(job.status());
    } else if (job.error() && job.error()->kind == ErrorKind::ConfirmationRequired) {
        m_replaces = true;
        m_name->clear();
        m_warning->say(QString::fromStdString(job.error()->message));
        m_told->say(tr("Nothing was changed yet."));
        // What is asked here is no failure that anybody has to hear of elsewhere.
        QMetaObject::invokeMethod(
            &m_jobs, [jobs = &m_jobs, asked = &job] { jobs->dismiss(*asked); }, Qt::QueuedConnection);
    } else {
        // A wrong passphrase is asked for, and then it goes on.
        m_done = job.state() == BackupJob::State::Done || !job.error();
        m_told->say(job.report());
    }
    followTyped();
}

} // namespace dbv::ui
