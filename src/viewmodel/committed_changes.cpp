// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/committed_changes.h"

#include <utility>

#include <QDateTime>
#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/shown_name.h"
#include "viewmodel/undo_words.h"

namespace dbv::viewmodel {

void CommittedChanges::setState(State state, const QString& message) {
    m_state = state;
    m_message = message;
    Q_EMIT changed();
}

QString CommittedChanges::told(const std::vector<Notice>& notices) const {
    QStringList lines;
    for (const Notice& notice : notices) {
        lines << QString::fromStdString(notice.message);
    }
    return lines.join(QLatin1Char('\n'));
}

void CommittedChanges::load() {
    setState(State::Loading);
    m_request = m_bus.ask(
        protocol::ListUndo{m_connection}, [this](const protocol::UndoListed& listed) { take(listed); },
        [this](const Error& error) { setState(State::Failed, errorParagraph(error)); });
}

void CommittedChanges::take(const protocol::UndoListed& listed) {
    beginResetModel();
    m_entries = listed.entries;
    m_chosen.reset();
    m_looked.reset();
    endResetModel();
    m_unread = told(listed.notices);
    setState(State::Idle);
}

const protocol::UndoEntry* CommittedChanges::chosen() const {
    return m_chosen ? &m_entries[*m_chosen] : nullptr;
}

void CommittedChanges::choose(int row) {
    if (row < 0 || std::cmp_greater_equal(row, m_entries.size()) || m_state == State::Undoing) {
        return;
    }
    m_chosen = static_cast<std::size_t>(row);
    m_looked.reset();
    setState(State::Looking);
    m_request = m_bus.ask(
        protocol::UndoChange{m_connection, m_entries[*m_chosen].id, false, false},
        [this](const protocol::UndoDone& done) {
            m_looked = done;
            setState(State::Looked, told(done.notices));
        },
        [this](const Error& error) { setState(State::Failed, errorParagraph(error)); });
}

void CommittedChanges::putBack() {
    if (!canPutBack()) {
        return;
    }
    const bool partly = m_looked->found.changedSince > 0;
    setState(State::Undoing);
    m_request = m_bus.ask(
        protocol::UndoChange{m_connection, m_entries[*m_chosen].id, true, partly},
        [this](const protocol::UndoDone& done) {
            const QString rows = QLocale().toString(static_cast<qulonglong>(done.found.restorable));
            const QString table = shownName(QString::fromStdString(done.entry.table));
            QString message = done.applied ? tr("Put back and committed: %1 rows of %2.").arg(rows, table)
                                           : tr("Nothing was put back: no row can be any more.");
            m_looked = done;
            if (const QString more = told(done.notices); !more.isEmpty()) {
                message += QLatin1Char('\n') + more;
            }
            setState(State::Undone, message);
            if (done.applied) {
                Q_EMIT undone(message);
            }
        },
        [this](const Error& error) { setState(State::Failed, errorParagraph(error)); });
}

void CommittedChanges::writeScript() {
    if (!m_chosen) {
        return;
    }
    m_script = m_bus.ask(
        protocol::WriteUndoScript{m_entries[*m_chosen].id},
        [this](const protocol::UndoScriptWritten& written) {
            Q_EMIT scriptWritten(tr("Undo %1").arg(shownName(QString::fromStdString(written.entry.table))),
                                 QString::fromStdString(written.sql));
        },
        [this](const Error& error) { setState(State::Failed, errorParagraph(error)); });
}

int CommittedChanges::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int CommittedChanges::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant CommittedChanges::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || role != Qt::DisplayRole) {
        return {};
    }
    const protocol::UndoEntry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Made: return momentText(entry.madeAt, QDateTime::currentMSecsSinceEpoch());
    case Change:
        return entry.outcome == protocol::UndoOutcome::Unknown
                   ? tr("%1 (whether it was committed is not known)").arg(undoEntryText(entry))
                   : undoEntryText(entry);
    case Statement: return shownName(QString::fromStdString(entry.statement));
    case Until: return undoDay(entry.until);
    default: return {};
    }
}

QVariant CommittedChanges::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Made: return tr("Made");
    case Change: return tr("Change");
    case Statement: return tr("Statement");
    case Until: return tr("Can be undone until");
    default: return {};
    }
}

} // namespace dbv::viewmodel
