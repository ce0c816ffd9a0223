// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include "protocol/change_values.h"
#include "viewmodel/cell_display.h"

namespace dbv::viewmodel {

/// Some of the rows that a change has changed: a cell that is another one now as `old → new`, a row that is gone as it was.
///
/// Thread: the UI thread.
class ChangeSampleModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role : std::uint16_t {
        /// Whether the change has changed this cell.
        ChangedRole = Qt::UserRole,
        /// The `CellLook` of what the cell shows, of its new value where that is another one.
        LookRole,
    };
    /// Rows that are shown at most.
    static constexpr int kMostRows = 20;

    using QAbstractTableModel::QAbstractTableModel;

    void show(const protocol::MeasuredChange& change);
    /// Whether a row of the sample has another value in this column now. Errors: false for a column that there is not.
    [[nodiscard]] bool isChanged(int column) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Shown {
        CellDisplay display;
        bool changed = false;
        /// It stands at the right, as numbers do.
        bool number = false;
    };
    [[nodiscard]] Shown shown(const protocol::SampledChange& row, std::size_t column) const;

    std::vector<Column> m_columns;
    std::vector<protocol::SampledChange> m_rows;
    RowChange m_change = RowChange::None;
};

} // namespace dbv::viewmodel
