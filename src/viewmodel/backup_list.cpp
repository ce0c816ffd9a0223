// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_list.h"

#include <algorithm>
#include <compare>
#include <utility>

#include <QDateTime>
#include <QLocale>

#include "viewmodel/backup_words.h"
#include "viewmodel/error_text.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/result_status.h"
#include "viewmodel/script_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::BackupEntry;

std::int64_t thisMoment() {
    return QDateTime::currentMSecsSinceEpoch();
}

/// A tool tip is never taken for markup.
QString plainTip(const QString& text) {
    return QStringLiteral("<qt>") + text.toHtmlEscaped() + QStringLiteral("</qt>");
}

/// How two backups follow each other in a column; youngest first, where that is what it shows.
std::weak_ordering compareBy(int column, const BackupEntry& one, const BackupEntry& other) {
    const auto byText = [](const QString& left, const QString& right) {
        return QString::localeAwareCompare(left, right) <=> 0;
    };
    switch (column) {
    case BackupList::StateColumn: return one.state <=> other.state;
    case BackupList::DatabaseColumn: return byText(backupDatabaseText(one), backupDatabaseText(other));
    case BackupList::ConnectionColumn:
        return byText(QString::fromStdString(one.connection), QString::fromStdString(other.connection));
    case BackupList::SizeColumn: return one.bytes <=> other.bytes;
    case BackupList::RecoveryColumn: return one.recoveryMs.value_or(-1) <=> other.recoveryMs.value_or(-1);
    default: return other.begunAt <=> one.begunAt;
    }
}

} // namespace

BackupList::BackupList(bus::CommandBus& bus, WayDesk* ways, QObject* parent)
    : QAbstractTableModel(parent), m_bus(bus), m_change(bus, ways) {}

void BackupList::refresh() {
    m_listing = m_bus.ask(
        protocol::ListBackups{}, [this](const protocol::BackupsListed& listed) { show(listed); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void BackupList::show(const protocol::BackupsListed& listed) {
    m_known = true;
    m_notices.clear();
    for (const Notice& notice : listed.notices) {
        m_notices << QString::fromStdString(notice.message);
    }
    if (m_all != listed.entries) {
        m_all = listed.entries;
        arrange();
    }
    Q_EMIT changed();
}

void BackupList::setFilter(const BackupFilter& filter) {
    if (m_filter != filter) {
        m_filter = filter;
        arrange();
        Q_EMIT changed();
    }
}

void BackupList::sort(int column, Qt::SortOrder order) {
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    Q_EMIT changed();
}

bool BackupList::fits(const BackupEntry& entry) const {
    if ((m_filter.state && entry.state != *m_filter.state) ||
        (!m_filter.connection.isEmpty() && QString::fromStdString(entry.connection) != m_filter.connection)) {
        return false;
    }
    const std::string known = entry.id + '\n' + entry.database + '\n' + entry.connection + '\n' + entry.server + '\n' +
                              entry.engine + '\n' + entry.path + '\n' + entry.trouble;
    const QString where = QString::fromStdString(known) + QLatin1Char('\n') + backupStateText(entry.state) +
                          QLatin1Char('\n') + backupPartText(entry.scope);
    const QStringList words = m_filter.text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(words,
                               [&where](const QString& word) { return where.contains(word, Qt::CaseInsensitive); });
}

void BackupList::arrange() {
    beginResetModel();
    m_shown.clear();
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        if (fits(m_all[i])) {
            m_shown.push_back(i);
        }
    }
    std::ranges::sort(m_shown, [this](std::size_t one, std::size_t other) {
        const std::weak_ordering order = compareBy(m_sortColumn, m_all[one], m_all[other]);
        if (order != 0) {
            return m_sortOrder == Qt::AscendingOrder ? order < 0 : order > 0;
        }
        return std::pair(-m_all[one].begunAt, one) < std::pair(-m_all[other].begunAt, other);
    });
    endResetModel();
}

QStringList BackupList::connections() const {
    QStringList names;
    for (const BackupEntry& entry : m_all) {
        names << QString::fromStdString(entry.connection);
    }
    names.removeAll(QString());
    names.removeDuplicates();
    names.sort(Qt::CaseInsensitive);
    return names;
}

const BackupEntry* BackupList::find(const std::string& id) const {
    const auto found = std::ranges::find(m_all, id, &BackupEntry::id);
    return id.empty() || found == m_all.end() ? nullptr : &*found;
}

int BackupList::rowOf(const std::string& id) const {
    const auto found = std::ranges::find_if(m_shown, [&](std::size_t place) { return m_all[place].id == id; });
    return found == m_shown.end() ? -1 : static_cast<int>(std::distance(m_shown.begin(), found));
}

QString BackupList::folderOf(const std::string& connection) const {
    // The catalogue has the newest first.
    const auto last = std::ranges::find_if(m_all, [&connection](const BackupEntry& entry) {
        return entry.connection == connection && entry.schedule.empty();
    });
    return last == m_all.end() ? QString() : QString::fromStdString(last->path).section(QLatin1Char('/'), 0, -2);
}

QString BackupList::emptyText() const {
    if (!m_shown.empty() || !m_known) {
        return {};
    }
    if (!m_all.empty()) {
        return tr("No backup matches. Remove words, or show all connections and states.");
    }
    return tr("There is no backup yet. Back up a database (Ctrl+B), or find the backups that lie in a folder.");
}

void BackupList::remove(const std::string& id, bool keepFile) {
    const BackupEntry* entry = find(id);
    m_change.ask(
        protocol::DeleteBackup{id, keepFile},
        entry != nullptr ? tr("Removing the backup of %1").arg(backupDatabaseText(*entry)) : QString(),
        [this](const protocol::BackupsListed& listed) { show(listed); },
        [this](const Error& error) {
            Q_EMIT failed(refusedOr(error));
            refresh();
        });
}

void BackupList::scan(const QString& folder) {
    m_change.ask(
        protocol::ScanBackups{folder.toStdString()}, tr("Looking for backups in %1").arg(shownName(folder)),
        [this, folder](const protocol::BackupsListed& found) {
            const auto count = found.entries.size();
            QStringList told{
                count == 0 ? tr("No backup in %1 is new to the catalogue.").arg(shownName(folder))
                : count == 1
                    ? tr("1 backup was found in %1.").arg(shownName(folder))
                    : tr("%1 backups were found in %2.").arg(QLocale().toString(qulonglong{count}), shownName(folder))};
            for (const Notice& notice : found.notices) {
                told << QString::fromStdString(notice.message);
            }
            Q_EMIT scanned(told.join(QLatin1Char('\n')));
            refresh();
        },
        [this](const Error& error) { Q_EMIT failed(refusedOr(error)); });
}

QString BackupList::refusedOr(const Error& error) const {
    return error.kind == ErrorKind::Cancelled && m_change.isRefused()
               ? tr("A question on the way to the server was answered with no, so nothing was done.")
               : errorSentence(error);
}

void BackupList::showAges() {
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0, AgeColumn), index(rowCount() - 1, AgeColumn));
    }
}

void BackupList::setProgress(std::map<std::string, QString> progress) {
    const std::map<std::string, QString> before = std::exchange(m_progress, std::move(progress));
    for (int row = 0; row < rowCount(); ++row) {
        const auto was = before.find(entry(row).id);
        if ((was == before.end() ? QString() : was->second) != progressOf(entry(row).id)) {
            Q_EMIT dataChanged(index(row, StateColumn), index(row, DatabaseColumn));
        }
    }
}

QString BackupList::progressOf(const std::string& id) const {
    const auto known = m_progress.find(id);
    return known == m_progress.end() ? QString() : known->second;
}

int BackupList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int BackupList::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QString BackupList::text(const BackupEntry& entry, int column) const {
    const bool hasFile = entry.bytes > 0;
    switch (column) {
    case StateColumn: return backupStateText(entry.state);
    case DatabaseColumn: {
        const QString progress = progressOf(entry.id);
        return progress.isEmpty() ? backupNameText(entry) : backupNameText(entry) + QStringLiteral(" · ") + progress;
    }
    // One that is not kept is called after its database, which stands beside it.
    case ConnectionColumn:
        return entry.connection == entry.database ? QString() : shownName(QString::fromStdString(entry.connection));
    case AgeColumn: return ageText(entry.begunAt, thisMoment());
    case SizeColumn: return hasFile ? fileSizeText(entry.bytes) : QString();
    case RecoveryColumn: return entry.recoveryMs ? durationText(static_cast<double>(*entry.recoveryMs)) : QString();
    default: return {};
    }
}

QVariant BackupList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const BackupEntry& shown = entry(index.row());
    const bool isNumber =
        index.column() == AgeColumn || index.column() == SizeColumn || index.column() == RecoveryColumn;
    switch (role) {
    case Qt::DisplayRole: return text(shown, index.column());
    case kStateRole: return static_cast<int>(shown.state);
    case Qt::TextAlignmentRole: return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        switch (index.column()) {
        case StateColumn:
            return plainTip(!progressOf(shown.id).isEmpty() ? progressOf(shown.id)
                            : shown.trouble.empty()         ? backupStateHelp(shown.state)
                                                            : shownName(QString::fromStdString(shown.trouble)));
        case AgeColumn: return momentText(shown.begunAt, thisMoment());
        case DatabaseColumn: return plainTip(shownName(QString::fromStdString(shown.path)));
        default: return {};
        }
    case Qt::AccessibleTextRole:
        // A row that is read aloud begins with what matters.
        return headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": ") +
               text(shown, index.column());
    default: return {};
    }
}

QVariant BackupList::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        const bool isNumber = section == AgeColumn || section == SizeColumn || section == RecoveryColumn;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case StateColumn: return tr("State");
    case DatabaseColumn: return tr("Database");
    case ConnectionColumn: return tr("Connection");
    case AgeColumn: return tr("Age");
    case SizeColumn: return tr("Size");
    case RecoveryColumn: return tr("Recovery time");
    default: return {};
    }
}

} // namespace dbv::viewmodel
