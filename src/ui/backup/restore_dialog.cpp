// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/restore_dialog.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/backup/field_rows.h"
#include "ui/backup/object_list.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_field.h"
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
                             viewmodel::ConnectionList& connections, QWidget* parent)
    : QDialog(parent),
      m_jobs(jobs),
      m_connections(connections),
      m_entry(std::move(entry)),
      m_ground(connections),
      m_contents(bus, jobs) {
    setWindowTitle(tr("Restore a backup"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(m_into, &QComboBox::currentIndexChanged, this, &RestoreDialog::followInto);
    connect(m_place, &QComboBox::currentIndexChanged, this, &RestoreDialog::followPlace);
    connect(m_newName, &QLineEdit::textChanged, this, &RestoreDialog::followPlace);
    connect(&m_newFile->line(), &QLineEdit::textChanged, this, &RestoreDialog::followPlace);
    connect(m_name, &QLineEdit::textChanged, this, &RestoreDialog::followTyped);
    connect(m_what, &QComboBox::currentIndexChanged, this, [this] {
        followWhat();
        if (!m_objects->isHidden()) {
            m_objects->focusFilter();
        }
    });
    connect(m_owners, &QCheckBox::toggled, this, &RestoreDialog::followWhat);
    connect(&m_choice, &viewmodel::ObjectChoice::changed, this, &RestoreDialog::followWhat);
    connect(&m_contents, &viewmodel::BackupContents::changed, this, [this] {
        m_choice.setBackedUp(m_contents.objects());
        if (m_contents.wantsWay() && !std::exchange(m_asksWay, true)) {
            m_contents.openWay();
        }
    });
    connect(m_restore, &QPushButton::clicked, this, &RestoreDialog::start);
    connect(&m_jobs, &viewmodel::BackupJobs::changed, this, &RestoreDialog::follow);
    const auto placesChange = [this] {
        // What came of a restore stays to be read, whose new database is one more.
        if (!m_done) {
            fillPlaces();
        }
    };
    connect(&m_connections, &viewmodel::ConnectionList::added, this, placesChange);
    connect(&m_connections, &viewmodel::ConnectionList::removed, this, placesChange);
    connect(&m_connections, &viewmodel::ConnectionList::savedChanged, this, placesChange);
    fillPlaces();
    followInto();
    orderTabs(*this);
    m_into->setFocus();
    resizeWithinScreen(*this, {kRestoreWidth, 0});
    m_room->fitHeight();
}

void RestoreDialog::build() {
    auto* content = new QWidget;
    auto* rows = new FieldRows(content);
    m_rows = rows;
    auto* what = new SaidText(tr("Backup"), 4, content);
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    what->say(tr("%1, %2: %3. %4")
                  .arg(viewmodel::backupDatabaseText(m_entry), viewmodel::agoText(m_entry.begunAt, now),
                       viewmodel::backupContentText(m_entry), viewmodel::backupStateHelp(m_entry.state)));
    rows->addWide(what);
    buildInto(*rows);
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
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    all->addWidget(buttons);
    m_close->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void RestoreDialog::buildInto(FieldRows& rows) {
    const bool isFile = m_entry.engine == "sqlite";
    m_into = new QComboBox;
    m_into->setObjectName(QStringLiteral("restore.into"));
    m_into->setAccessibleName(tr("Into"));
    m_into->addItem(isFile ? tr("A new file") : tr("A new database"));
    m_into->addItem(isFile ? tr("A file that is there") : tr("A database that is there"));
    // Of an encrypted one that was found in a folder nobody knows where it could be put.
    m_into->setCurrentIndex(m_entry.engine.empty() ? 1 : 0);
    m_place = new QComboBox;
    m_place->setObjectName(QStringLiteral("restore.place"));
    m_place->setAccessibleName(tr("On the connection"));
    for (QComboBox* list : {m_into, m_place}) {
        list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }
    m_newName = new QLineEdit(viewmodel::usualNewName(m_entry));
    m_newName->setObjectName(QStringLiteral("restore.newName"));
    m_newName->setAccessibleName(tr("Name of the new database"));
    m_newFile = new FileField(tr("New file"), FileField::Purpose::Write);
    m_newFile->line().setObjectName(QStringLiteral("restore.newFile"));
    m_newFile->line().setText(viewmodel::usualNewFile(m_entry));
    rows.addField(tr("&Into"), m_into);
    rows.addField(tr("C&onnection"), m_place);
    rows.addField(tr("New na&me"), m_newName);
    rows.addField(tr("New &file"), m_newFile);
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

bool RestoreDialog::isNew() const {
    return m_into->currentIndex() == 0;
}

bool RestoreDialog::isNewFile() const {
    return isNew() && m_entry.engine == "sqlite";
}

void RestoreDialog::fillPlaces() {
    if (m_isPreparing || isRunning()) {
        // Its own work opens connections.
        return;
    }
    const viewmodel::RestorePlace* chosen = place();
    const viewmodel::RestorePlace before = chosen != nullptr ? *chosen : viewmodel::RestorePlace();
    m_places = viewmodel::restorePlacesFor(m_entry, m_connections);
    // A file has no databases beside it.
    std::erase_if(m_places, [this](const viewmodel::RestorePlace& each) { return isNew() && each.isFile; });
    {
        const QSignalBlocker quiet(m_place);
        m_place->clear();
        m_place->addItem(isNew() ? tr("Choose a connection") : tr("Choose a database"));
        for (const viewmodel::RestorePlace& each : m_places) {
            const QString name = viewmodel::shownName(each.name);
            m_place->addItem(each.open.value != 0 ? name : tr("%1 (is opened for it)").arg(name));
        }
        const auto same = std::ranges::find_if(m_places, [&before](const viewmodel::RestorePlace& each) {
            return (before.open.value != 0 && each.open == before.open) ||
                   (!before.saved.empty() && each.saved == before.saved);
        });
        // The last thing that is wanted is to replace what was backed up by mistake: nothing is chosen. Beside it is where a new one belongs.
        const bool isUsual =
            isNew() && !m_places.empty() && !m_entry.connection.empty() && m_places.front().saved == m_entry.connection;
        m_place->setCurrentIndex(same != m_places.end() ? static_cast<int>(same - m_places.begin()) + 1
                                 : isUsual              ? 1
                                                        : 0);
    }
    followPlace();
}

void RestoreDialog::followInto() {
    m_rows->setFieldVisible(m_place, !isNewFile());
    m_rows->setFieldVisible(m_newName, isNew() && !isNewFile());
    m_rows->setFieldVisible(m_newFile, isNewFile());
    fillPlaces();
}

const viewmodel::RestorePlace* RestoreDialog::place() const {
    const auto chosen = static_cast<std::size_t>(std::max(m_place->currentIndex(), 0));
    return chosen == 0 || chosen > m_places.size() ? nullptr : &m_places[chosen - 1];
}

QString RestoreDialog::whatLacks() const {
    if (isNewFile()) {
        return QDir::isRelativePath(m_newFile->line().text().trimmed()) ? tr("Name the new file by its whole path.")
                                                                        : QString();
    }
    if (place() == nullptr) {
        return isNew() ? tr("Choose a connection first.") : tr("Choose a database first.");
    }
    if (isNew() && m_newName->text().trimmed().isEmpty()) {
        return tr("Give the new database a name first.");
    }
    const bool isEmptyPart = m_what->currentIndex() == 1 && m_choice.chosenCount() == 0;
    return isEmptyPart ? tr("Choose at least one object first.") : QString();
}

bool RestoreDialog::isRunning() const {
    return m_job != nullptr && m_job->state() == BackupJob::State::Running;
}

void RestoreDialog::followPlace() {
    const viewmodel::RestorePlace* chosen = isNewFile() ? nullptr : place();
    const bool isProduction = chosen != nullptr && chosen->environment == protocol::Environment::Production;
    m_replaces = false;
    m_done = false;
    m_nameToType = isProduction && !isNew() ? chosen->name : QString();
    m_warning->say(isProduction ? tr("This is production.")
                   : m_places.empty() && !isNewFile()
                       ? tr("No connection to a database of this kind is open or kept. Add or open one first.")
                       : QString());
    m_told->say(isNew() ? tr("What is there stays as it is. The new one is opened in this window afterwards.")
                : chosen == nullptr ? QString()
                                    : tr("An empty database is filled at once. Where something is there, you are shown "
                                         "what would be replaced before anything happens."));
    m_nameLabel->setText(tr("&Name of the database, to confirm: %1").arg(shortText(m_nameToType)));
    followTyped();
}

void RestoreDialog::followTyped() {
    m_nameLabel->setVisible(!m_nameToType.isEmpty());
    m_name->setVisible(!m_nameToType.isEmpty());
    const bool same = m_nameToType.isEmpty() || m_name->text() == m_nameToType;
    const bool running = m_isPreparing || isRunning();
    m_restore->setText(m_replaces ? tr("&Replace what is there") : tr("&Restore"));
    const QString lacks = whatLacks();
    m_restore->setEnabled(lacks.isEmpty() && same && !running && !m_done);
    m_restore->setToolTip(running            ? tr("It is being restored.")
                          : !lacks.isEmpty() ? lacks
                          : same             ? QString()
                                             : plainToolTip(tr("Type %1 first.").arg(shortText(m_nameToType))));
    for (QWidget* field :
         std::initializer_list<QWidget*>{m_into, m_place, m_newName, m_newFile, m_what, m_objects, m_owners}) {
        field->setEnabled(!running);
    }
    m_room->fitHeight();
}

void RestoreDialog::start() {
    if (!whatLacks().isEmpty() || m_isPreparing || isRunning()) {
        return;
    }
    m_isPreparing = true;
    m_warning->say({});
    const auto ready = [this](const Result<ConnectionId>& into) { restore(into); };
    if (isNewFile()) {
        m_ground.makeFile(m_newFile->line().text().trimmed(), ready);
    } else {
        const viewmodel::RestorePlace chosen = *place();
        m_told->say(chosen.open.value != 0 ? QString() : tr("Opening %1…").arg(shortText(chosen.name)));
        m_ground.open(chosen, ready);
    }
    followTyped();
}

void RestoreDialog::restore(const Result<ConnectionId>& into) {
    m_isPreparing = false;
    if (!into) {
        m_told->say(viewmodel::errorSentence(into.error()));
        followTyped();
        return;
    }
    const QString newName = isNew() && !isNewFile() ? m_newName->text().trimmed() : QString();
    m_told->say(newName.isEmpty() ? tr("Looking what is there…")
                                  : tr("Making the database %1…").arg(shortText(newName)));
    RestoreWish wish;
    wish.objects = m_what->currentIndex() == 1 ? m_choice.chosen() : std::vector<DumpObject>();
    wish.replace = m_replaces;
    wish.owners = m_owners->isHidden() || m_owners->isChecked();
    m_job = &m_jobs.restore(m_entry, *into, std::move(wish), newName.toStdString());
    if (!newName.isEmpty()) {
        openWhenRestored(*into, newName.toStdString());
    }
    followTyped();
}

void RestoreDialog::openWhenRestored(ConnectionId beside, const std::string& name) {
    // Also when nobody looks at this page any more.
    connect(&m_jobs, &viewmodel::BackupJobs::ended, &m_connections,
            [self = QPointer(this), job = m_job, connections = &m_connections, beside, name](const BackupJob& ended) {
                if (&ended != job || ended.state() != BackupJob::State::Done) {
                    return;
                }
                connections->openBeside(beside, name, [self](const Result<protocol::ConnectionFacts>& facts) {
                    if (self && !facts) {
                        self->m_told->say(self->m_job->report() + QLatin1Char('\n') +
                                          viewmodel::errorSentence(facts.error()));
                    }
                });
            });
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
