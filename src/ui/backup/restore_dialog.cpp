// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/restore_dialog.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/backup/object_list.h"
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

RestoreDialog::RestoreDialog(bus::CommandBus& bus, viewmodel::BackupJobs& jobs, protocol::BackupEntry entry,
                             const viewmodel::ConnectionList& connections, QWidget* parent)
    : QDialog(parent), m_jobs(jobs), m_connections(connections), m_entry(std::move(entry)), m_contents(bus, jobs) {
    setWindowTitle(tr("Restore a backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(m_place, &QComboBox::currentIndexChanged, this, &RestoreDialog::followPlace);
    connect(m_name, &QLineEdit::textChanged, this, &RestoreDialog::followTyped);
    connect(m_what, &QComboBox::currentIndexChanged, this, [this] {
        followWhat();
        if (!m_objects->isHidden()) {
            m_objects->focusFilter();
        }
    });
    connect(m_owners, &QCheckBox::toggled, this, &RestoreDialog::followWhat);
    connect(&m_choice, &viewmodel::ObjectChoice::changed, this, &RestoreDialog::followWhat);
    connect(&m_contents, &viewmodel::BackupContents::changed, this,
            [this] { m_choice.setBackedUp(m_contents.objects()); });
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
    buildWhat(*rows);
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

void RestoreDialog::buildWhat(FieldRows& rows) {
    m_what = new QComboBox;
    m_what->setObjectName(QStringLiteral("restore.what"));
    m_what->setAccessibleName(tr("What"));
    m_what->addItem(tr("All of the backup"));
    m_what->addItem(tr("Chosen objects, beside what is there"));
    m_what->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_objects = new ObjectList(m_choice, QStringLiteral("restore"));
    m_objects->hide();
    m_owners = new QCheckBox(tr("With o&wners and rights"));
    m_owners->setObjectName(QStringLiteral("restore.owners"));
    m_owners->setChecked(true);
    m_owners->setToolTip(tr("Without them everything belongs to the user of the connection."));
    m_owners->setVisible(m_entry.engine != "sqlite" && m_entry.scope.owners);
    rows.addField(tr("Wha&t"), m_what);
    rows.addUnnamed(m_objects);
    rows.addUnnamed(m_owners);
}

void RestoreDialog::followWhat() {
    const bool isPart = m_what->currentIndex() == 1;
    if (isPart && m_contents.shown() != m_entry.id) {
        m_contents.show(m_entry.id);
    }
    m_objects->setVisible(isPart);
    // What was shown is not what is meant now.
    m_replaces = false;
    m_done = false;
    followTyped();
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
    const bool lacks = m_what->currentIndex() == 1 && m_choice.chosenCount() == 0;
    m_restore->setEnabled(place() != nullptr && same && !running && !m_done && !lacks);
    m_restore->setToolTip(running              ? tr("It is being restored.")
                          : place() == nullptr ? tr("Choose a database first.")
                          : lacks              ? tr("Choose at least one object first.")
                          : same               ? QString()
                                               : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
    for (QWidget* field : std::initializer_list<QWidget*>{m_place, m_what, m_objects, m_owners}) {
        field->setEnabled(!running);
    }
    m_room->fitHeight();
}

void RestoreDialog::start() {
    const viewmodel::OpenDatabase* database = place();
    if (database == nullptr || isRunning()) {
        return;
    }
    m_told->say(tr("Looking what is there…"));
    m_warning->say({});
    RestoreWish wish;
    wish.objects = m_what->currentIndex() == 1 ? m_choice.chosen() : std::vector<DumpObject>();
    wish.replace = m_replaces;
    wish.owners = m_owners->isHidden() || m_owners->isChecked();
    m_job = &m_jobs.restore(m_entry, database->facts.connection, std::move(wish));
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
