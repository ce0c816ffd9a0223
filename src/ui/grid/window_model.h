// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QAbstractTableModel>

#include "viewmodel/result_model.h"

namespace dbv::ui {

/// The rows of a result that are on the screen, as a model that a QTableView can hold whatever the size of the result.
class WindowModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Of a column's header: its declared type, and whether it has no name.
    static constexpr int kTypeRole = Qt::UserRole;
    static constexpr int kNamelessRole = Qt::UserRole + 1;

    explicit WindowModel(QObject* parent = nullptr);

    /// Null shows nothing. The result must outlive its being shown.
    void setResult(viewmodel::ResultModel* result);
    /// Moves the window; `rows` may be more than the result has from `first` on.
    void setWindow(std::uint64_t first, int rows);
    [[nodiscard]] std::uint64_t firstRow() const { return m_first; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant columnHeader(int logical, int role) const;

    viewmodel::ResultModel* m_result = nullptr;
    std::uint64_t m_first = 0;
    int m_rows = 0;
};

} // namespace dbv::ui
