// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/schedule_desk.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QFileDialog>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>

#include "settings/known_settings.h"
#include "ui/backup/schedule_dialog.h"
#include "ui/backup/schedules_view.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/file_dialog.h"
#include "viewmodel/schedule_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using protocol::RunOutcome;
using protocol::ScheduleEntry;

/// How often the tray says how far work is.
constexpr int kTrayMs = 1'000;

void showByItself(QDialog& dialog, const QWidget& window) {
    dialog.show();
    placeOver(dialog, window);
}

} // namespace

ScheduleDesk::ScheduleDesk(const Place& place, std::unique_ptr<TrayHost> tray)
    : QObject(&place.window),
      m_place(place),
      m_list(place.bus),
      m_clock(m_list, place.jobs),
      m_tray(std::make_unique<BackupTray>(std::move(tray), place.actions, place.window)) {
    bindActions();
    m_showing.setSingleShot(true);
    m_showing.setInterval(kTrayMs);
    connect(&m_showing, &QTimer::timeout, this, &ScheduleDesk::updateTray);
    const auto showSoon = [this] {
        if (!m_showing.isActive()) {
            m_showing.start();
        }
    };
    connect(&m_list, &viewmodel::ScheduleList::changed, this, &ScheduleDesk::updateActions);
    connect(&m_list, &viewmodel::ScheduleList::changed, this, showSoon);
    connect(&place.backups, &viewmodel::BackupList::changed, this, showSoon);
    connect(&place.jobs, &viewmodel::BackupJobs::changed, this, showSoon);
    connect(&place.jobs, &viewmodel::BackupJobs::listChanged, this, showSoon);
    connect(&m_clock, &viewmodel::ScheduleClock::failed, this, &ScheduleDesk::tell);
    connect(&m_clock, &viewmodel::ScheduleClock::missed, this, &ScheduleDesk::tell);
    connect(&place.settings, &viewmodel::UserSettings::changed, this, &ScheduleDesk::showKeeping);
    updateActions();
}

void ScheduleDesk::start() {
    m_clock.start();
    m_place.backups.refresh();
}

void ScheduleDesk::bindActions() {
    viewmodel::ActionCatalog& actions = m_place.actions;
    actions.setHandler("schedule.new", [this] { openNew(); });
    actions.setHandler("schedule.show", [this] { Q_EMIT shown(); });
    actions.setHandler("schedule.export", [this] { chooseExport(); });
    actions.setHandler("schedule.import", [this] { chooseImport(); });
    bindChosen("schedule.edit", [this](const ScheduleEntry& entry) { openDialog(entry); });
    bindChosen("schedule.run", [this](const ScheduleEntry& entry) { m_clock.runNow(entry); });
    bindChosen("schedule.stop", [this](const ScheduleEntry& entry) { m_list.stop(entry.id); });
    bindChosen("schedule.switch",
               [this](const ScheduleEntry& entry) { m_list.setEnabled(entry.id, !entry.config.enabled); });
    bindChosen("schedule.remove", [this](const ScheduleEntry& entry) { askToRemove(entry); });
}

void ScheduleDesk::bindChosen(std::string_view id, std::function<void(const ScheduleEntry&)> act) {
    m_place.actions.setHandler(id, [this, act = std::move(act)] {
        if (const ScheduleEntry* entry = chosen()) {
            // The list may be read anew meanwhile.
            const ScheduleEntry held = *entry;
            act(held);
        }
    });
}

const ScheduleEntry* ScheduleDesk::chosen() const {
    return m_view != nullptr ? m_list.find(m_view->chosen()) : nullptr;
}

bool ScheduleDesk::anyOn() const {
    return std::ranges::any_of(m_list.entries(), [](const ScheduleEntry& entry) { return entry.config.enabled; });
}

SchedulesView* ScheduleDesk::makeView() {
    m_view = new SchedulesView(m_list, m_place.actions);
    connect(m_view, &SchedulesView::chosenChanged, this, &ScheduleDesk::updateActions);
    connect(m_view, &SchedulesView::editRequested, this, [this] { m_place.actions.trigger("schedule.edit"); });
    connect(m_view, &SchedulesView::keepingChosen, this,
            [this](bool keeps) { m_place.settings.choose(settings::kBackupsKeepRunning, keeps); });
    showKeeping();
    m_list.refresh();
    return m_view;
}

void ScheduleDesk::showKeeping() {
    if (m_view != nullptr) {
        m_view->showKeeping(m_place.settings.value(settings::kBackupsKeepRunning),
                            m_tray->isAvailable()
                                ? tr("When the window is &closed, schedules go on: the program stays in the tray")
                                : tr("When the window is &closed, schedules go on: it stays minimised, since this "
                                     "desktop has no tray"));
    }
}

void ScheduleDesk::updateActions() {
    const ScheduleEntry* entry = chosen();
    const bool running = entry != nullptr && entry->state.outcome == RunOutcome::Running;
    const QString none = tr("Choose a schedule in the list first.");
    const QString busy = tr("It is running. Stop the run first, or wait for its end.");
    viewmodel::ActionCatalog& actions = m_place.actions;
    for (const char* id : {"schedule.edit", "schedule.switch"}) {
        actions.setEnabled(id, entry != nullptr, none);
    }
    for (const char* id : {"schedule.run", "schedule.remove"}) {
        actions.setEnabled(id, entry != nullptr && !running, entry == nullptr ? none : busy);
    }
    actions.setEnabled("schedule.stop", running, entry == nullptr ? none : tr("It is not running."));
}

void ScheduleDesk::openNew() {
    const viewmodel::OpenDatabase* shown = m_place.connections.find(m_place.usual());
    const std::string connection = shown != nullptr ? shown->saved : std::string();
    ScheduleEntry entry;
    entry.config = viewmodel::ScheduleForm::usual(connection, m_place.backups.folderOf(connection));
    openDialog(entry);
}

void ScheduleDesk::openDialog(const ScheduleEntry& entry) {
    auto* dialog = new ScheduleDialog(m_place.bus, m_place.connections, entry, &m_place.window);
    connect(&dialog->form(), &viewmodel::ScheduleForm::saved, this, [this](const std::string& id) {
        Q_EMIT shown();
        if (m_view != nullptr) {
            m_view->choose(id);
        }
        m_list.refresh();
    });
    showByItself(*dialog, m_place.window);
}

void ScheduleDesk::askToRemove(const ScheduleEntry& entry) {
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Remove a schedule"),
        tr("Remove the schedule %1?").arg(viewmodel::shownName(QString::fromStdString(entry.config.name))),
        QMessageBox::Cancel, &m_place.window);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Its backups stay. No new ones are made."));
    connect(box->addButton(tr("&Remove"), QMessageBox::DestructiveRole), &QPushButton::clicked, &m_list,
            [this, id = entry.id] { m_list.remove(id); });
    box->setDefaultButton(QMessageBox::Cancel);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void ScheduleDesk::chooseExport() {
    auto* dialog = newFileDialog(tr("Export schedules"), &m_place.window);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(QStringLiteral("schedules.json"));
    connect(dialog, &QFileDialog::fileSelected, &m_list, &viewmodel::ScheduleList::exportTo);
    dialog->open();
}

void ScheduleDesk::chooseImport() {
    auto* dialog = newFileDialog(tr("Import schedules"), &m_place.window);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Schedules (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, &m_list, &viewmodel::ScheduleList::importFrom);
    dialog->open();
}

void ScheduleDesk::tell(const QString& schedule, const QString& text) {
    const QString title = tr("Backup schedule %1").arg(schedule);
    m_tray->notify(title, text);
    Q_EMIT failed(title + QStringLiteral(": ") + text);
}

void ScheduleDesk::updateTray() {
    const auto summary = viewmodel::backupSummary(m_place.backups.all(), m_list.entries(), m_place.jobs,
                                                  QDateTime::currentMSecsSinceEpoch());
    m_tray->show(summary, anyOn() || m_place.jobs.running() > 0);
    // A tray may come later than the view.
    showKeeping();
}

bool ScheduleDesk::staysRunning() {
    if (std::exchange(m_quits, false) || !m_place.settings.value(settings::kBackupsKeepRunning) || !anyOn()) {
        return false;
    }
    goOutOfSight();
    return true;
}

void ScheduleDesk::startOutOfSight() {
    // Who has the program started at login knows where it is.
    m_hasTold = true;
    m_place.window.showMinimized();
    auto* const once = new QObject(this);
    connect(&m_list, &viewmodel::ScheduleList::changed, once, [this, once] {
        once->deleteLater();
        if (anyOn() && m_tray->isAvailable()) {
            goOutOfSight();
        }
    });
}

void ScheduleDesk::goOutOfSight() {
    updateTray();
    if (m_tray->isAvailable()) {
        m_place.window.hide();
        if (!std::exchange(m_hasTold, true)) {
            m_tray->notify(tr("DB Visualizer goes on"),
                           tr("Schedules of backups run. The window opens from here; Quit ends the program."));
        }
    } else {
        Q_EMIT said(tr("This desktop has no tray, so the window stays minimised and schedules go on. Quit (Ctrl+Q) "
                       "ends the program."));
        m_place.window.showMinimized();
    }
}

} // namespace dbv::ui
