// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_failures.h"

#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString countedPlace(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

} // namespace

void ScriptFailures::clear() {
    beginResetModel();
    m_failures.clear();
    endResetModel();
}

void ScriptFailures::add(protocol::ScriptStatementFailed failure) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_failures.push_back(std::move(failure));
    endInsertRows();
}

const protocol::FilePlace& ScriptFailures::placeOf(int row) const {
    const protocol::ScriptStatementFailed& failure = at(row);
    return failure.at ? *failure.at : failure.place;
}

int ScriptFailures::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_failures.size());
}

int ScriptFailures::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant ScriptFailures::data(const QModelIndex& index, int role) const {
    switch (role) {
    case Qt::DisplayRole: return textOf(index.row(), index.column());
    case Qt::ToolTipRole:
        return index.column() == Message ? errorParagraph(at(index.row()).error) : textOf(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Line || index.column() == Position
                   ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter))
                   : QVariant();
    default: return {};
    }
}

QString ScriptFailures::textOf(int row, int column) const {
    const protocol::ScriptStatementFailed& failure = at(row);
    switch (column) {
    case File: return shownName(QString::fromStdString(placeOf(row).file));
    case Line: return countedPlace(placeOf(row).line);
    case Position: return failure.position ? countedPlace(*failure.position) : QString();
    case Message: return QString::fromStdString(failure.error.message).simplified();
    case Statement: return QString::fromStdString(failure.text).simplified();
    default: return {};
    }
}

QVariant ScriptFailures::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::ToolTipRole && section == Position) {
        return tr("Where in the statement the server found the fault, in characters from 1");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case File: return tr("File");
    case Line: return tr("Line");
    case Position: return tr("Position");
    case Message: return tr("Error");
    case Statement: return tr("Statement");
    default: return {};
    }
}

} // namespace dbv::viewmodel
