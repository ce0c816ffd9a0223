// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/change_sample_model.h"

#include <algorithm>

#include <QLocale>

#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

// Two of them stand in one cell.
constexpr qsizetype kLongestInSample = 100;

CellDisplay displayValue(const protocol::SampleValue& value) {
    if (!value.bytes) {
        return displayCell({});
    }
    if (value.binary && value.cut) {
        return {ChangeSampleModel::tr("‹blob of more than %1›").arg(byteCountText(value.bytes->size())),
                CellLook::Blob};
    }
    Cell cell;
    cell.bytes = *value.bytes;
    cell.kind = value.binary ? CellKind::Bytes : value.cut ? CellKind::LargeText : CellKind::Text;
    // How much longer it is, nobody knows.
    cell.large.length = value.bytes->size() + 1;
    CellDisplay shown = displayCell(cell, kLongestInSample);
    if (value.number && shown.look == CellLook::Plain) {
        shown.look = CellLook::Number;
    }
    return shown;
}

} // namespace

void ChangeSampleModel::show(const protocol::MeasuredChange& change) {
    beginResetModel();
    m_columns = change.columns;
    m_rows.assign(change.sample.begin(),
                  change.sample.begin() +
                      std::min<std::ptrdiff_t>(kMostRows, static_cast<std::ptrdiff_t>(change.sample.size())));
    m_change = change.change;
    endResetModel();
}

bool ChangeSampleModel::isChanged(int column) const {
    return column >= 0 && column < columnCount() &&
           std::ranges::any_of(
               m_rows,
               [this, column](const protocol::SampledChange& row) {
                   return shown(row, static_cast<std::size_t>(column)).changed;
               });
}

int ChangeSampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChangeSampleModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

ChangeSampleModel::Shown ChangeSampleModel::shown(const protocol::SampledChange& row, std::size_t column) const {
    const auto valueIn = [column](const protocol::SampleRow& values) {
        return column < values.size() ? std::optional(values[column]) : std::nullopt;
    };
    const std::optional<protocol::SampleValue> before = valueIn(row.before);
    const std::optional<protocol::SampleValue> after = row.after ? valueIn(*row.after) : std::nullopt;
    if (!before && !after) {
        return {};
    }
    const auto isNumber = [](const CellDisplay& display) { return display.look == CellLook::Number; };
    if (!before || !after || *before == *after) {
        CellDisplay display = displayValue(before ? *before : *after);
        const bool number = isNumber(display);
        return {std::move(display), false, number};
    }
    const CellDisplay old = displayValue(*before);
    CellDisplay now = displayValue(*after);
    const bool number = isNumber(old) || isNumber(now);
    now.text = tr("%1 → %2").arg(old.text, now.text);
    return {std::move(now), true, number};
}

QVariant ChangeSampleModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Shown cell = shown(m_rows[static_cast<std::size_t>(index.row())], static_cast<std::size_t>(index.column()));
    switch (role) {
    case Qt::DisplayRole: return cell.display.text;
    case Qt::AccessibleTextRole: return cell.changed ? tr("%1, changed").arg(cell.display.text) : cell.display.text;
    case Qt::TextAlignmentRole:
        return static_cast<int>((cell.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ChangedRole: return cell.changed;
    case LookRole: return static_cast<int>(cell.display.look);
    default: return {};
    }
}

QVariant ChangeSampleModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || section < 0) {
        return {};
    }
    const auto place = static_cast<std::size_t>(section);
    if (orientation == Qt::Horizontal) {
        return place < m_columns.size() ? shownName(QString::fromStdString(m_columns[place].name)) : QVariant();
    }
    if (place >= m_rows.size()) {
        return {};
    }
    const QString number = QLocale().toString(section + 1);
    const bool lost = m_change != RowChange::Delete && !m_rows[place].after;
    return lost ? tr("%1, not found again").arg(number) : number;
}

} // namespace dbv::viewmodel
