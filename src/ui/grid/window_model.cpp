// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/window_model.h"

#include <algorithm>

#include <QLocale>

namespace dbv::ui {

WindowModel::WindowModel(QObject* parent) : QAbstractTableModel(parent) {}

void WindowModel::setResult(viewmodel::ResultModel* result) {
    beginResetModel();
    m_result = result;
    m_first = 0;
    m_rows = 0;
    endResetModel();
}

void WindowModel::setWindow(std::uint64_t first, int rows) {
    const std::uint64_t total = m_result == nullptr ? 0 : m_result->rowCount();
    const std::uint64_t left = total > first ? total - first : 0;
    const int shown = static_cast<int>(std::min<std::uint64_t>(left, static_cast<std::uint64_t>(std::max(rows, 0))));
    const bool moved = first != m_first;
    m_first = first;
    if (shown > m_rows) {
        beginInsertRows({}, m_rows, shown - 1);
        m_rows = shown;
        endInsertRows();
    } else if (shown < m_rows) {
        beginRemoveRows({}, shown, m_rows - 1);
        m_rows = shown;
        endRemoveRows();
    }
    if (moved && m_rows > 0) {
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
        if (const int columns = columnCount(); columns > 0) {
            Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columns - 1));
        }
    }
}

int WindowModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int WindowModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || m_result == nullptr ? 0 : m_result->columnCount();
}

QVariant WindowModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || m_result == nullptr) {
        return {};
    }
    const viewmodel::DisplayRow row = m_result->displayRow(m_first + static_cast<std::uint64_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        // The value first: it is what a screen reader speaks; row and column have headers of their own.
        return row.resident() ? QVariant(row.cell(index.column()).text) : QVariant(tr("loading"));
    case Qt::TextAlignmentRole: {
        const bool right = row.resident() && m_result->alignsRight(row.cell(index.column()), index.column());
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft)));
    }
    default: return {};
    }
}

QVariant WindowModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (m_result == nullptr || section < 0) {
        return {};
    }
    if (orientation == Qt::Horizontal) {
        return section < columnCount() ? columnHeader(section, role) : QVariant();
    }
    if (role != Qt::DisplayRole || section >= m_rows) {
        return {};
    }
    return QLocale().toString(static_cast<qulonglong>(m_first + static_cast<std::uint64_t>(section) + 1));
}

QVariant WindowModel::columnHeader(int logical, int role) const {
    const Column& column = m_result->columns()[static_cast<std::size_t>(logical)];
    const QString name = column.name.empty() ? tr("(no name)") : QString::fromStdString(column.name);
    const QString type = column.type.empty() ? tr("no declared type") : QString::fromStdString(column.type);
    switch (role) {
    case Qt::DisplayRole: return name;
    case Qt::ToolTipRole: return tr("%1\n%2, column %3").arg(name, type, QLocale().toString(logical + 1));
    case Qt::AccessibleTextRole: return tr("%1, %2").arg(name, type);
    case kTypeRole: return QString::fromStdString(column.type);
    case kNamelessRole: return column.name.empty();
    default: return {};
    }
}

} // namespace dbv::ui
