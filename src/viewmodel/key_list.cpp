// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/key_list.h"

#include <algorithm>
#include <utility>

namespace dbv::viewmodel {

namespace {

QStringList eachOf(const QString& keys) {
    return keys.split(QStringLiteral("; "), Qt::SkipEmptyParts);
}

bool haveOneInCommon(const QString& one, const QString& other) {
    const QStringList others = eachOf(other);
    return std::ranges::any_of(eachOf(one), [&others](const QString& key) { return others.contains(key); });
}

} // namespace

KeyList::KeyList(ActionCatalog& actions, std::function<QString(const QString&)> shown, QObject* parent)
    : QAbstractTableModel(parent), m_actions(actions), m_shown(std::move(shown)) {
    for (const ActionSpec& action : ActionCatalog::all()) {
        if (!actions.isHidden(action.id)) {
            m_listed.push_back(&action);
        }
    }
    // What one action gets is news for those that have it as well.
    connect(&actions, &ActionCatalog::keysChanged, this,
            [this] { Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1)); });
}

int KeyList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_listed.size());
}

int KeyList::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int{ColumnCount};
}

QStringList KeyList::othersWith(std::string_view id, const QString& keys) const {
    const auto self = std::ranges::find(m_listed, id, &ActionSpec::id);
    QStringList others;
    for (const ActionSpec* other : m_listed) {
        // Two parts of the window may have the same key: it belongs to the one that has the focus.
        const bool bothInParts = self != m_listed.end() && (*self)->shownOnly && other->shownOnly;
        if (other->id != id && !bothInParts && haveOneInCommon(keys, m_actions.keys(other->id))) {
            others << ActionCatalog::text(*other);
        }
    }
    return others;
}

QString KeyList::note(const ActionSpec& action) const {
    const QStringList others = othersWith(action.id, m_actions.keys(action.id));
    if (!others.isEmpty()) {
        return tr("also: %1").arg(others.join(QStringLiteral(", ")));
    }
    if (action.shownOnly) {
        return tr("of the part with the focus");
    }
    return m_actions.hasOwnKeys(action.id) ? tr("changed") : QString();
}

QVariant KeyList::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ActionSpec& action = *m_listed[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case ActionColumn: return ActionCatalog::text(action);
        case MenuColumn: return ActionCatalog::menu(action);
        case KeysColumn: return m_shown(m_actions.keys(action.id));
        case NoteColumn: return note(action);
        default: return {};
        }
    case IdRole: return QLatin1String(action.id.data(), static_cast<qsizetype>(action.id.size()));
    case EditableRole: return !action.shownOnly;
    case OwnRole: return m_actions.hasOwnKeys(action.id);
    case ConflictRole: return !othersWith(action.id, m_actions.keys(action.id)).isEmpty();
    default: return {};
    }
}

QVariant KeyList::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
        return {};
    }
    switch (section) {
    case ActionColumn: return tr("Action");
    case MenuColumn: return tr("Menu");
    case KeysColumn: return tr("Keys");
    case NoteColumn: return tr("Note");
    default: return {};
    }
}

} // namespace dbv::viewmodel
