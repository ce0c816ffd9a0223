// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/history_list.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/result_status.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::HistoryOutcome;

/// The first line that says something, and a mark where more follows.
QString firstLine(const QString& text) {
    const QString trimmed = text.trimmed();
    const qsizetype end = trimmed.indexOf(u'\n');
    return shownName(end < 0 ? trimmed : trimmed.left(end).trimmed() + QStringLiteral(" …"));
}

} // namespace

QString outcomeText(HistoryOutcome outcome) {
    switch (outcome) {
    case HistoryOutcome::Done: return HistoryList::tr("Done");
    case HistoryOutcome::Failed: return HistoryList::tr("Failed");
    case HistoryOutcome::Cancelled: return HistoryList::tr("Stopped");
    case HistoryOutcome::Unknown: return HistoryList::tr("Outcome unknown");
    case HistoryOutcome::Refused: return HistoryList::tr("Refused");
    case HistoryOutcome::RolledBack: return HistoryList::tr("Rolled back");
    }
    return {};
}

QString entryNote(const protocol::HistoryEntry& entry, std::int64_t now) {
    QStringList parts{momentText(entry.at, now), shownName(QString::fromStdString(entry.connection))};
    if (entry.outcome != HistoryOutcome::Done) {
        parts.append(outcomeText(entry.outcome));
    }
    const QLocale locale;
    if (!entry.error.empty()) {
        parts.append(shownName(QString::fromStdString(entry.error)));
    } else if (entry.rows > 0) {
        parts.append(entry.rows == 1 ? HistoryList::tr("1 row")
                                     : HistoryList::tr("%1 rows").arg(locale.toString(qulonglong(entry.rows))));
    } else if (entry.affectedRows && *entry.affectedRows > 0) {
        parts.append(*entry.affectedRows == 1
                         ? HistoryList::tr("1 row changed")
                         : HistoryList::tr("%1 rows changed").arg(locale.toString(qlonglong(*entry.affectedRows))));
    }
    if (entry.outcome != HistoryOutcome::Refused) {
        parts.append(durationText(entry.timeMs));
    }
    return parts.join(QStringLiteral(" · "));
}

HistoryList::HistoryList(bus::CommandBus& bus, QObject* parent) : QAbstractListModel(parent), m_bus(bus) {}

protocol::SearchHistory HistoryList::question() const {
    protocol::SearchHistory asked;
    asked.text = m_filter.text.toStdString();
    asked.connection = m_filter.connection.toStdString();
    asked.outcome = m_filter.outcome;
    return asked;
}

void HistoryList::setFilter(const HistoryFilter& filter) {
    if (m_filter != filter) {
        m_filter = filter;
        refresh();
    }
}

void HistoryList::refresh() {
    // The question before this one is dropped with its handle.
    m_search = m_bus.ask(
        question(), [this](const protocol::HistoryFound& found) { show(found); },
        [this](const Error& error) { fail(error); });
}

void HistoryList::show(const protocol::HistoryFound& found) {
    beginResetModel();
    m_entries = found.entries;
    m_more = found.more;
    m_connections = found.connections;
    m_allPrivate = found.isPrivate;
    m_notices = found.notices;
    endResetModel();
    Q_EMIT changed();
}

bool HistoryList::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && m_more && !m_search.active();
}

void HistoryList::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) {
        return;
    }
    protocol::SearchHistory asked = question();
    asked.before = m_entries.empty() ? std::nullopt : std::optional(m_entries.back().id);
    m_search = m_bus.ask(
        std::move(asked), [this](const protocol::HistoryFound& found) { append(found); },
        [this](const Error& error) { fail(error); });
}

void HistoryList::append(const protocol::HistoryFound& found) {
    m_more = found.more;
    if (!found.entries.empty()) {
        const auto first = static_cast<int>(m_entries.size());
        beginInsertRows({}, first, first + static_cast<int>(found.entries.size()) - 1);
        m_entries.insert(m_entries.end(), found.entries.begin(), found.entries.end());
        endInsertRows();
    }
    Q_EMIT changed();
}

void HistoryList::fail(const Error& error) {
    m_more = false;
    Q_EMIT failed(errorSentence(error));
}

bool HistoryList::isPrivate(const QString& connection) const {
    const auto known = std::ranges::find(m_connections, connection.toStdString(), &protocol::HistoryConnection::name);
    return known != m_connections.end() && known->isPrivate;
}

QString HistoryList::emptyText() const {
    if (!m_entries.empty() || m_search.active()) {
        return {};
    }
    if (m_filter != HistoryFilter()) {
        return tr("No statement matches. Remove words, or search all connections and outcomes.");
    }
    return m_allPrivate ? tr("Nothing is recorded: the history is in private mode.")
                        : tr("No statement was sent yet. What you run is found here, on this computer only.");
}

void HistoryList::remove(const std::vector<int>& rows) {
    protocol::RemoveHistory command;
    command.ids.reserve(rows.size());
    for (const int row : rows) {
        command.ids.push_back(entry(row).id);
    }
    if (command.ids.empty()) {
        return;
    }
    m_change = m_bus.ask(
        std::move(command), [this](const protocol::HistoryRemoved&) { refresh(); },
        [this](const Error& error) { fail(error); });
}

void HistoryList::setPrivate(const QString& connection, bool isPrivate) {
    m_change = m_bus.ask(
        protocol::SetHistoryPrivacy{connection.toStdString(), isPrivate},
        [this](const protocol::HistoryPrivacySet&) { refresh(); },
        [this](const Error& error) {
            fail(error);
            // Whatever shows the wish shows what holds again.
            refresh();
        });
}

int HistoryList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant HistoryList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const protocol::HistoryEntry& shown = entry(index.row());
    switch (role) {
    case Qt::DisplayRole: return firstLine(QString::fromStdString(shown.sql));
    case NoteRole: return entryNote(shown, QDateTime::currentMSecsSinceEpoch());
    case OutcomeRole: return static_cast<int>(shown.outcome);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3")
            .arg(firstLine(QString::fromStdString(shown.sql)), outcomeText(shown.outcome),
                 entryNote(shown, QDateTime::currentMSecsSinceEpoch()));
    default: return {};
    }
}

} // namespace dbv::viewmodel
