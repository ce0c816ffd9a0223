// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_contents.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

/// What somebody looks for stands before what belongs to it; indexes, of which there are most, last.
std::size_t rankOf(const std::string& type) {
    constexpr std::array<std::string_view, 14> kRanks{
        "table", "foreignTable", "virtualTable", "view",   "materializedView", "sequence", "routine",
        "type",  "event",        "trigger",      "policy", "extension",        "schema",   "database"};
    const auto* const found = std::ranges::find(kRanks, type);
    return type == "index" ? kRanks.size() + 1 : static_cast<std::size_t>(found - kRanks.begin());
}

} // namespace

BackupContents::BackupContents(bus::CommandBus& bus, BackupJobs& jobs, QObject* parent)
    : QAbstractTableModel(parent), m_bus(bus), m_jobs(jobs), m_way(bus, jobs.ways()) {}

void BackupContents::show(const std::string& id) {
    if (id == m_id) {
        return;
    }
    beginResetModel();
    m_id = id;
    m_objects.clear();
    endResetModel();
    m_message.clear();
    m_wantsPassphrase = false;
    m_wantsWay = false;
    m_way.drop();
    // Who goes through a list is not asked for passwords on the way.
    m_way.setQuiet(true);
    if (!id.empty()) {
        ask(m_jobs.passphraseOf(id));
    }
    Q_EMIT changed();
}

void BackupContents::open(Secret passphrase) {
    ask(bus::LeftSecret(m_bus.secrets(), std::move(passphrase)));
    Q_EMIT changed();
}

void BackupContents::openWay() {
    m_way.setQuiet(false);
    ask(m_given);
    Q_EMIT changed();
}

void BackupContents::ask(const bus::LeftSecret& passphrase) {
    m_given = passphrase;
    m_wantsPassphrase = false;
    m_wantsWay = false;
    m_message = tr("Reading what is in it…");
    protocol::DescribeBackup command{{m_id, {}}, {}};
    if (passphrase.id()) {
        command.passphrase = passphrase.id();
    }
    m_way.ask(
        std::move(command), tr("Reading what is in a backup"),
        [this](const protocol::BackupDescribed& described) { take(described); },
        [this](const Error& error) { take(error); });
}

void BackupContents::take(const protocol::BackupDescribed& described) {
    if (m_given.id()) {
        m_jobs.remember(m_id, m_given);
    }
    beginResetModel();
    m_objects = described.objects;
    std::ranges::stable_sort(m_objects, {}, [](const protocol::BackupObject& object) { return rankOf(object.type); });
    endResetModel();
    m_message = m_objects.empty() ? tr("There is nothing in it: the database was empty.") : QString();
    Q_EMIT changed();
}

void BackupContents::take(const Error& error) {
    m_wantsPassphrase = error.kind == ErrorKind::WrongPassphrase;
    m_wantsWay = m_way.isNeeded() || m_way.isRefused();
    m_message = m_wantsWay ? tr("It lies at a server that asks before it lets anybody in. Log in to see what is in it.")
                : m_wantsPassphrase && !m_given.id() ? tr("It is encrypted. Give its passphrase to see what is in it.")
                                                     : errorSentence(error);
    Q_EMIT changed();
}

int BackupContents::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_objects.size());
}

int BackupContents::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant BackupContents::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const protocol::BackupObject& object = m_objects[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) {
        return QVariant((index.column() == RowsColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case TypeColumn: return shownName(QString::fromStdString(object.type));
    case NameColumn:
        return shownName(
            QString::fromStdString(object.schema.empty() ? object.name : object.schema + '.' + object.name));
    case RowsColumn: return object.rows ? QLocale().toString(qulonglong{*object.rows}) : QString();
    default: return {};
    }
}

QVariant BackupContents::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        const bool isNumber = section == RowsColumn;
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case TypeColumn: return tr("Type");
    case NameColumn: return tr("Name");
    case RowsColumn: return tr("Rows");
    default: return {};
    }
}

} // namespace dbv::viewmodel
