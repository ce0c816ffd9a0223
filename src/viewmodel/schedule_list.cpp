// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schedule_list.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QLocale>

#include "protocol/events.h"
#include "viewmodel/error_text.h"
#include "viewmodel/schedule_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::ScheduleEntry;

std::vector<std::string> idsOf(const std::vector<ScheduleEntry>& entries) {
    std::vector<std::string> ids(entries.size());
    std::ranges::transform(entries, ids.begin(), &ScheduleEntry::id);
    return ids;
}

} // namespace

ScheduleList::ScheduleList(bus::CommandBus& bus, QObject* parent) : QAbstractTableModel(parent), m_bus(bus) {}

void ScheduleList::refresh() {
    m_listing = m_bus.ask(
        protocol::ListSchedules{}, [this](const protocol::SchedulesListed& listed) { show(listed); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void ScheduleList::show(const protocol::SchedulesListed& listed) {
    m_known = true;
    m_notices.clear();
    for (const Notice& notice : listed.notices) {
        m_notices << QString::fromStdString(notice.message);
    }
    // It is read every half minute: who looks at a line goes on looking at it.
    if (idsOf(listed.entries) != idsOf(m_entries)) {
        beginResetModel();
        m_entries = listed.entries;
        endResetModel();
    } else {
        m_entries = listed.entries;
        if (!m_entries.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
        }
    }
    Q_EMIT changed();
}

const ScheduleEntry* ScheduleList::find(const std::string& id) const {
    const int row = rowOf(id);
    return row < 0 ? nullptr : &entry(row);
}

int ScheduleList::rowOf(const std::string& id) const {
    const auto found = std::ranges::find(m_entries, id, &ScheduleEntry::id);
    return found == m_entries.end() ? -1 : static_cast<int>(std::distance(m_entries.begin(), found));
}

QString ScheduleList::emptyText() const {
    return m_entries.empty() && m_known
               ? tr("No backup is made by itself yet. Make a schedule: a saved connection, a folder, and when.")
               : QString();
}

template <class Command>
void ScheduleList::change(Command command) {
    m_change = m_bus.ask(
        std::move(command), [this](const typename Command::Answer&) { refresh(); },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            // Whatever shows the wish shows what holds again.
            refresh();
        });
}

void ScheduleList::setEnabled(const std::string& id, bool enabled) {
    if (const ScheduleEntry* known = find(id); known != nullptr && known->config.enabled != enabled) {
        protocol::SaveSchedule command{id, known->config};
        command.config.enabled = enabled;
        change(std::move(command));
    }
}

void ScheduleList::remove(const std::string& id) {
    change(protocol::RemoveSchedule{id});
}

void ScheduleList::stop(const std::string& id) {
    change(protocol::StopScheduledRun{id});
}

template <class Command>
void ScheduleList::exchange(Command command, bool isExport) {
    m_change = m_bus.ask(
        std::move(command),
        [this, isExport](const protocol::SchedulesExchanged& done) {
            const QLocale locale;
            const QString schedules = done.schedules == 1
                                          ? tr("1 schedule")
                                          : tr("%1 schedules").arg(locale.toString(qulonglong{done.schedules}));
            const QString backups =
                done.backups == 1 ? tr("1 backup") : tr("%1 backups").arg(locale.toString(qulonglong{done.backups}));
            QStringList told{
                isExport
                    ? tr("Written: %1 and what is known of %2. No password is in the file.").arg(schedules, backups)
                    : tr("Added: %1, switched off, and what is known of %2. Switch on what this "
                         "machine is to run.")
                          .arg(schedules, backups)};
            for (const Notice& notice : done.notices) {
                told << QString::fromStdString(notice.message);
            }
            Q_EMIT said(told.join(QLatin1Char('\n')));
            refresh();
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void ScheduleList::exportTo(const QString& path) {
    exchange(protocol::ExportSchedules{path.toStdString()}, true);
}

void ScheduleList::importFrom(const QString& path) {
    exchange(protocol::ImportSchedules{path.toStdString()}, false);
}

int ScheduleList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int ScheduleList::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant ScheduleList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const ScheduleEntry& shown = entry(index.row());
    const std::int64_t now = QDateTime::currentMSecsSinceEpoch();
    if (role == kTroubledRole) {
        return !scheduleTrouble(shown).isEmpty();
    }
    if (role == Qt::ToolTipRole) {
        const QString trouble = scheduleTrouble(shown);
        const QString text = trouble.isEmpty() ? scheduleSummary(shown.config) : trouble;
        return QString(QStringLiteral("<qt>") + text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) +
                       QStringLiteral("</qt>"));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case NameColumn: return shownName(QString::fromStdString(shown.config.name));
    case WhenColumn: return shownName(QString::fromStdString(shown.config.when));
    case NextColumn: return nextRunText(shown, now);
    case LastColumn: return lastRunText(shown, now);
    default: return {};
    }
}

QVariant ScheduleList::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case NameColumn: return tr("Schedule");
    case WhenColumn: return tr("When");
    case NextColumn: return tr("Next run");
    case LastColumn: return tr("Last run");
    default: return {};
    }
}

} // namespace dbv::viewmodel
