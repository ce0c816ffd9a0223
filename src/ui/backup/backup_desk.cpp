// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/backup_desk.h"

#include <algorithm>
#include <utility>

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QUrl>

#include "ui/backup/backup_dialog.h"
#include "ui/backup/job_dialog.h"
#include "ui/backup/passphrase_dialog.h"
#include "ui/backup/restore_dialog.h"
#include "ui/backup/scan_dialog.h"
#include "ui/backup/schedule_desk.h"
#include "ui/backup/schedules_view.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_dialog.h"
#include "ui/shell/said_text.h"
#include "viewmodel/backup_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::BackupEntry;
using protocol::BackupState;
using viewmodel::BackupJob;

/// Shows a dialog over the window, by itself and never modal.
void showOver(QDialog& dialog, const QWidget& window) {
    dialog.show();
    placeOver(dialog, window);
}

} // namespace

BackupDesk::BackupDesk(bus::CommandBus& bus, viewmodel::ConnectionList& connections, viewmodel::ActionCatalog& actions,
                       Place place)
    : QObject(&place.window),
      m_bus(bus),
      m_connections(connections),
      m_actions(actions),
      m_place(std::move(place)),
      m_ways(connections.desk()),
      m_list(bus, &m_ways),
      m_jobs(bus, &m_ways),
      m_schedules(
          new ScheduleDesk({bus, connections, actions, m_place.settings, m_list, m_jobs, m_place.window, m_place.usual},
                           std::make_unique<DesktopTray>())),
      m_progress(m_list, m_jobs, m_schedules->list()) {
    bindActions();
    connect(m_schedules, &ScheduleDesk::said, this, &BackupDesk::said);
    connect(m_schedules, &ScheduleDesk::failed, this, &BackupDesk::failed);
    connect(m_schedules, &ScheduleDesk::shown, this, [this] { show().showSchedules(true); });
    connect(&m_list, &viewmodel::BackupList::changed, this, &BackupDesk::updateActions);
    connect(&m_jobs, &viewmodel::BackupJobs::listChanged, this, &BackupDesk::updateActions);
    connect(&m_jobs, &viewmodel::BackupJobs::listChanged, &m_list, &viewmodel::BackupList::refresh);
    connect(&m_jobs, &viewmodel::BackupJobs::ended, this, &BackupDesk::follow);
    connect(&m_jobs, &viewmodel::BackupJobs::passphraseWanted, this, &BackupDesk::askPassphrase);
    connect(&m_connections, &viewmodel::ConnectionList::added, this, &BackupDesk::updateActions);
    connect(&m_connections, &viewmodel::ConnectionList::removed, this, &BackupDesk::updateActions);
    updateActions();
}

void BackupDesk::bindActions() {
    m_actions.setHandler("backup.make", [this] { openDialog(); });
    m_actions.setHandler("backup.show", [this] { show().focusList(); });
    m_actions.setHandler("backup.scan", [this] { scan(); });
    m_actions.setHandler("backup.stop", [this] {
        for (const auto& job : m_jobs.all()) {
            job->stop();
        }
    });
    bindChosen("backup.verify", &BackupDesk::verify);
    bindChosen("backup.drill", &BackupDesk::drill);
    bindChosen("backup.compare", &BackupDesk::compare);
    bindChosen("backup.restore", &BackupDesk::restore);
    bindChosen("backup.unpack", &BackupDesk::unpack);
    bindChosen("backup.folder", &BackupDesk::showFolder);
    bindChosen("backup.remove", &BackupDesk::askToRemove);
}

void BackupDesk::bindChosen(std::string_view id, void (BackupDesk::*act)(const BackupEntry&)) {
    m_actions.setHandler(id, [this, act] {
        if (const BackupEntry* entry = chosen()) {
            // What is chosen may be another one while it is worked with.
            const BackupEntry held = *entry;
            (this->*act)(held);
        }
    });
}

BackupsPage& BackupDesk::show() {
    if (m_page == nullptr) {
        m_page = new BackupsPage(m_bus, m_list, m_jobs, m_actions);
        m_page->setTheme(m_theme);
        m_page->addSchedules(m_schedules->makeView());
        connect(m_page, &BackupsPage::chosenChanged, this, &BackupDesk::updateActions);
        connect(m_page, &BackupsPage::logRequested, this, &BackupDesk::openLog);
        connect(m_page, &BackupsPage::passphraseRequested, this, &BackupDesk::openContents);
        connect(m_page, &BackupsPage::menuRequested, this, [this](const QPoint& place) {
            m_place.binder.popUp({"backup.verify", "backup.drill", "backup.compare", "backup.restore", "",
                                  "backup.unpack", "backup.folder", "backup.remove"},
                                 place);
        });
        m_place.tabs.addTab(m_page, tr("Backups"));
    }
    m_place.tabs.setCurrentWidget(m_page);
    Q_EMIT added();
    return *m_page;
}

const BackupEntry* BackupDesk::chosen() const {
    return m_page != nullptr ? m_list.find(m_page->chosen()) : nullptr;
}

bool BackupDesk::isLooking() const {
    return m_page != nullptr && m_place.tabs.currentWidget() == m_page;
}

void BackupDesk::setTheme(const Theme& theme) {
    m_theme = theme;
    if (m_page != nullptr) {
        m_page->setTheme(theme);
    }
}

void BackupDesk::updateActions() {
    m_actions.setEnabled("backup.make", !m_connections.databases().empty(),
                         tr("No database is open. Open the one to back up first (Ctrl+O)."));
    if (isLooking()) {
        m_actions.setEnabled("tab.close", true);
    }
    m_actions.setEnabled("backup.stop", m_jobs.running() > 0, tr("Nothing is being done with a backup."));
    const BackupEntry* entry = chosen();
    const bool running = entry != nullptr && entry->state == BackupState::Running;
    // Of one that failed before it was written there is no file.
    const bool hasFile = entry != nullptr && !running && entry->bytes > 0;
    const QString why = entry == nullptr ? tr("Choose a backup in the list first (Ctrl+Shift+B).")
                        : running        ? tr("The backup is still being made.")
                                         : tr("The backup failed before there was a file.");
    for (const char* id : {"backup.verify", "backup.unpack", "backup.folder"}) {
        m_actions.setEnabled(id, hasFile, why);
    }
    m_actions.setEnabled("backup.remove", entry != nullptr && !running, why);
    m_actions.setEnabled("backup.restore", hasFile, why);
    const bool hasPlace = hasFile && !viewmodel::placesFor(*entry, m_connections).empty();
    const QString kind = entry != nullptr ? viewmodel::shownName(QString::fromStdString(entry->engine)) : QString();
    m_actions.setEnabled(
        "backup.compare", hasPlace,
        hasFile ? tr("No database of this kind (%1) is open to compare it with. Open it first.").arg(kind) : why);
    m_actions.setEnabled("backup.drill", hasFile, why);
}

bool BackupDesk::holdsWindow() {
    // The run of a schedule is a process of its own, and goes on.
    const auto ends = [](const auto& job) {
        return job->state() == BackupJob::State::Running && job->kind() != viewmodel::BackupWorkKind::Run;
    };
    const auto running = std::ranges::find_if(m_jobs.all(), ends);
    if (m_letsGo || running == m_jobs.all().end()) {
        return false;
    }
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Work with a backup is running"), (*running)->title(),
                                QMessageBox::Cancel, &m_place.window);
    box->setObjectName(QStringLiteral("backup.holds"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("It stops when the window is closed, and nothing is left of what was begun."));
    connect(box->addButton(tr("&Stop it and close"), QMessageBox::DestructiveRole), &QPushButton::clicked, this,
            [this] {
                m_letsGo = true;
                m_place.window.close();
            });
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
    return true;
}

void BackupDesk::openDialog() {
    if (auto* open = m_place.window.findChild<BackupDialog*>(QString(), Qt::FindDirectChildrenOnly);
        open != nullptr && open->isVisible()) {
        open->raise();
        open->activateWindow();
        return;
    }
    m_list.refresh();
    auto* dialog = new BackupDialog(m_jobs, m_list, m_connections, m_bus, m_place.usual(), &m_place.window);
    connect(&dialog->form(), &viewmodel::BackupForm::begun, this, [this](const BackupJob& job) {
        // A small database is backed up before anybody can look.
        BackupsPage& page = show();
        page.focusList();
        // Only now is it in the catalogue.
        m_list.refresh();
        if (!job.backup().empty()) {
            page.choose(job.backup());
        }
    });
    connect(dialog, &BackupDialog::scheduled, &m_schedules->list(), &viewmodel::ScheduleList::refresh);
    showOver(*dialog, m_place.window);
}

void BackupDesk::openLog(BackupJob& job) {
    for (auto* open : m_place.window.findChildren<JobDialog*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (&open->job() == &job) {
            open->raise();
            open->activateWindow();
            return;
        }
    }
    showOver(*new JobDialog(job, &m_place.window), m_place.window);
}

void BackupDesk::askPassphrase(BackupJob& job) {
    auto* dialog = new PassphraseDialog(job.title() + QLatin1Char('\n') + job.report(), &m_place.window);
    connect(dialog, &QDialog::accepted, &job, [this, dialog, &job] { m_jobs.retry(job, dialog->passphrase()); });
    showOver(*dialog, m_place.window);
}

void BackupDesk::openContents() {
    if (m_page == nullptr) {
        return;
    }
    auto* dialog = new PassphraseDialog(m_page->contents().message(), &m_place.window);
    connect(dialog, &QDialog::accepted, m_page, [this, dialog, id = m_page->chosen()] {
        if (m_page->contents().shown() == id) {
            m_page->contents().open(dialog->passphrase());
        }
    });
    showOver(*dialog, m_place.window);
}

void BackupDesk::verify(const BackupEntry& entry) {
    m_jobs.verify(entry);
}

void BackupDesk::drill(const BackupEntry& entry) {
    const auto places = viewmodel::placesFor(entry, m_connections);
    if (viewmodel::drillsByItself(entry, m_connections) || places.empty()) {
        m_jobs.drill(entry, std::nullopt);
        return;
    }
    QMenu& menu = newPlaceMenu(tr("Make the empty database beside"), places,
                               [this, entry](ConnectionId connection) { m_jobs.drill(entry, connection); });
    menu.addSeparator();
    connect(menu.addAction(tr("On a &server of this computer, started for it")), &QAction::triggered, this,
            [this, entry] { m_jobs.drill(entry, std::nullopt); });
    menu.popup(m_place.window.mapToGlobal(m_place.window.rect().center()));
}

void BackupDesk::compare(const BackupEntry& entry) {
    withPlace(entry, tr("Compare with"), [this, entry](ConnectionId connection) { m_jobs.compare(entry, connection); });
}

void BackupDesk::withPlace(const BackupEntry& entry, const QString& question, const Placed& placed) {
    const auto places = viewmodel::placesFor(entry, m_connections);
    if (places.size() == 1) {
        placed(places.front()->facts.connection);
        return;
    }
    newPlaceMenu(question, places, placed).popup(m_place.window.mapToGlobal(m_place.window.rect().center()));
}

QMenu& BackupDesk::newPlaceMenu(const QString& question, const std::vector<const viewmodel::OpenDatabase*>& places,
                                const Placed& placed) {
    auto* menu = new QMenu(&m_place.window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(question);
    menu->addSection(question);
    for (const viewmodel::OpenDatabase* database : places) {
        QString name = viewmodel::shownName(database->name);
        // In a menu's text an ampersand marks a key.
        connect(menu->addAction(name.replace(QLatin1Char('&'), QLatin1String("&&"))), &QAction::triggered, this,
                [placed, connection = database->facts.connection] { placed(connection); });
    }
    return *menu;
}

void BackupDesk::restore(const BackupEntry& entry) {
    showOver(*new RestoreDialog(m_bus, m_jobs, entry, m_connections, &m_place.window), m_place.window);
}

void BackupDesk::unpack(const BackupEntry& entry) {
    auto* dialog = newFileDialog(tr("Unpack the dump of a backup"), &m_place.window);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    // The engine never replaces a file.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    const QFileInfo file(QString::fromStdString(entry.path));
    // The file of a backup at a server has no folder here.
    dialog->setDirectory(QFileInfo::exists(file.path()) ? file.path() : QDir::homePath());
    dialog->selectFile(file.completeBaseName() + QStringLiteral(".dump"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, entry](const QString& path) { m_jobs.unpack(entry, path); });
    dialog->open();
}

void BackupDesk::showFolder(const BackupEntry& entry) {
    const QString folder = QString::fromStdString(entry.path).section(QLatin1Char('/'), 0, -2);
    const bool isAtServer = folder.startsWith(QLatin1String("sftp://"));
    if (!QDesktopServices::openUrl(isAtServer ? QUrl(folder) : QUrl::fromLocalFile(folder))) {
        Q_EMIT said(tr("No program opens folders here. The backup lies in %1.").arg(viewmodel::shownName(folder)));
    }
}

void BackupDesk::askToRemove(const BackupEntry& entry) {
    const QString name = tr("the backup of %1, %2")
                             .arg(viewmodel::backupDatabaseText(entry),
                                  viewmodel::agoText(entry.begunAt, QDateTime::currentMSecsSinceEpoch()));
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Remove a backup"), tr("Remove %1?").arg(name),
                                QMessageBox::Cancel, &m_place.window);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        entry.bytes > 0
            ? tr("With its file it is gone for good:\n%1").arg(viewmodel::shownName(QString::fromStdString(entry.path)))
            : tr("There is no file of it."));
    QPushButton* fromList = box->addButton(tr("&Only from the list"), QMessageBox::AcceptRole);
    QPushButton* whole = entry.bytes > 0 ? box->addButton(tr("&With its file"), QMessageBox::DestructiveRole) : nullptr;
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(fromList, &QPushButton::clicked, &m_list, [this, id = entry.id] { m_list.remove(id, true); });
    if (whole != nullptr) {
        connect(whole, &QPushButton::clicked, &m_list, [this, id = entry.id] { m_list.remove(id, false); });
    }
    box->open();
}

void BackupDesk::scan() {
    const QString last = m_list.all().empty()
                             ? QString()
                             : QString::fromStdString(m_list.all().front().path).section(QLatin1Char('/'), 0, -2);
    auto* dialog = new ScanDialog(last, &m_place.window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        show();
        m_list.scan(dialog->folder());
    });
    showOver(*dialog, m_place.window);
}

void BackupDesk::follow(const BackupJob& job) {
    if (job.kind() == viewmodel::BackupWorkKind::Restore && job.state() == BackupJob::State::Done) {
        Q_EMIT schemaMayHaveChanged();
    }
    const bool isAsked = job.error() && (job.error()->kind == ErrorKind::ConfirmationRequired || job.wantsPassphrase());
    // A schedule tells by itself what has to be told.
    if (isLooking() || isAsked || job.kind() == viewmodel::BackupWorkKind::Run) {
        return;
    }
    const QString line = job.title() + QStringLiteral(": ") + job.report().section(QLatin1Char('\n'), 0, 0);
    if (job.state() == BackupJob::State::Failed) {
        Q_EMIT failed(line);
    } else {
        Q_EMIT said(line);
    }
}

} // namespace dbv::ui
