// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "viewmodel/column_layout.h"
#include "viewmodel/grid_selection.h"
#include "viewmodel/row_source.h"

namespace dbv::viewmodel {

/// How much may go to the clipboard at once: it is a copy in memory, and whoever pastes makes more of them.
struct CopyLimits {
    std::uint64_t cells = 1'000'000;
    /// Unit: bytes of UTF-8.
    std::size_t bytes = std::size_t{32} << 20U;
};

/// Turns what is selected into text: a line for each row, tabs between the columns in the order of the screen, hidden
/// columns left out, and nothing where a cell between selected ones is not selected. `clipboard_field.h` says how each
/// value is written. Rows and large values that are not in memory are read; the work is done in short pieces.
///
/// After `start` exactly one of the signals comes, once, later.
/// Thread: the UI thread; never waits.
class SelectionCopy final : public QObject {
    Q_OBJECT

public:
    SelectionCopy(std::shared_ptr<RowSource> rows, const ColumnLayout& layout, const GridSelection& selection,
                  CopyLimits limits = {}, QObject* parent = nullptr);

    /// The names of the columns come first, as a line of their own. To be called before `start`.
    void addColumnNames();
    void start();

Q_SIGNALS:
    /// `message` says what was copied, for the status line.
    void finished(const QString& text, const QString& message);
    void failed(const QString& message);

private:
    struct CopiedColumn {
        int visual = 0;
        int logical = 0;
    };

    void step();
    void continueLater();
    /// False while the value is being read.
    [[nodiscard]] bool appendCell();
    void appendValue(const Cell& cell, std::string_view value);
    void readLargePart(const Cell& cell);
    void loadRow();
    void endRow();
    void finish();
    void refuse(const QString& message);
    [[nodiscard]] QString tooLarge() const;

    std::shared_ptr<RowSource> m_rows;
    GridSelection m_selection;
    CopyLimits m_limits;
    std::vector<CopiedColumn> m_columns;
    std::vector<RowRange> m_ranges;
    std::uint64_t m_cells = 0;
    bool m_named = false;
    bool m_alone = false;

    std::size_t m_range = 0;
    std::uint64_t m_row = 0;
    std::size_t m_column = 0;
    std::optional<LocatedRow> m_located;
    std::string m_large;
    std::unique_ptr<PendingRead> m_pending;
    std::string m_text;
    std::uint64_t m_hexadecimal = 0;
};

} // namespace dbv::viewmodel
