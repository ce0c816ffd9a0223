// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include <dbv/core/error.h>

#include "viewmodel/cell_display.h"
#include "viewmodel/column_layout.h"
#include "viewmodel/grid_selection.h"
#include "viewmodel/rendered_rows.h"
#include "viewmodel/row_source.h"

namespace dbv::viewmodel {

/// One row as a grid shows it: its cells, or that they are still on their way.
class DisplayRow {
public:
    DisplayRow() = default;
    explicit DisplayRow(LocatedRow located) : m_located(std::move(located)) {}
    explicit DisplayRow(const std::vector<CellDisplay>& rendered) : m_rendered(&rendered) {}

    [[nodiscard]] bool resident() const { return m_located.batch != nullptr || m_rendered != nullptr; }
    /// A cell of a resident row.
    [[nodiscard]] CellDisplay cell(int logical) const {
        return m_rendered != nullptr ? (*m_rendered)[static_cast<std::size_t>(logical)]
                                     : displayCell(m_located.cell(logical));
    }

private:
    LocatedRow m_located;
    const std::vector<CellDisplay>* m_rendered = nullptr;
};

/// One result on the screen: its columns and their layout, its rows, and the reading of those that are not in memory.
///
/// Thread: the UI thread; nothing here waits.
class ResultModel final : public QObject {
    Q_OBJECT

public:
    explicit ResultModel(std::shared_ptr<RowSource> rows, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Column>& columns() const { return m_rows->columns(); }
    [[nodiscard]] int columnCount() const { return m_layout.count(); }
    /// As of the last `noteRows`.
    [[nodiscard]] std::uint64_t rowCount() const { return m_rowCount; }
    /// The view keeps it in step with what the user does.
    [[nodiscard]] ColumnLayout& layout() { return m_layout; }
    [[nodiscard]] const std::shared_ptr<RowSource>& source() const { return m_rows; }

    /// Valid until control returns to the event loop.
    [[nodiscard]] DisplayRow displayRow(std::uint64_t row) const;
    /// Empty for a row that is not in memory.
    [[nodiscard]] QString displayText(std::uint64_t row, int logical) const;
    /// Numbers and what reads like one in a column of numbers.
    [[nodiscard]] bool alignsRight(const CellDisplay& cell, int logical) const;
    /// Up to `limit` texts of a column from rows in memory near `around`, to choose a width by.
    [[nodiscard]] std::vector<QString> sampleTexts(int logical, std::uint64_t around, std::size_t limit) const;

    /// Rows that are looked at now; those not in memory are brought there, and `rowsLoaded` tells.
    void wantRows(RowRange rows);
    /// The source has more rows.
    void noteRows();

Q_SIGNALS:
    void rowCountChanged();
    void rowsLoaded();
    /// Rows that are looked at can not be read.
    void readFailed(const dbv::Error& error);

private:
    std::shared_ptr<RowSource> m_rows;
    RenderedRows m_rendered;
    ColumnLayout m_layout;
    std::uint64_t m_rowCount = 0;
};

} // namespace dbv::viewmodel
