// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "protocol/script_commands.h"

namespace dbv::viewmodel {

/// What failed in scripts on the disk, each with its place, in the order of the failures.
///
/// Thread: the UI thread.
class ScriptFailures final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : std::uint8_t { File, Line, Position, Message, Statement, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void add(protocol::ScriptStatementFailed failure);
    [[nodiscard]] const protocol::ScriptStatementFailed& at(int row) const {
        return m_failures[static_cast<std::size_t>(row)];
    }
    /// Where a failure is to be looked at: where the server found the fault, or else where its statement begins.
    [[nodiscard]] const protocol::FilePlace& placeOf(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString textOf(int row, int column) const;

    std::vector<protocol::ScriptStatementFailed> m_failures;
};

} // namespace dbv::viewmodel
