// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/selection_copy.h"

#include <algorithm>
#include <utility>

#include <QLocale>

#include "viewmodel/cell_display.h"
#include "viewmodel/clipboard_field.h"

namespace dbv::viewmodel {
namespace {

constexpr std::size_t kCellsAStep = 8192;
constexpr std::size_t kBytesAStep = std::size_t{1} << 20U;

[[nodiscard]] QString countText(std::uint64_t count) {
    return QLocale().toString(static_cast<qulonglong>(count));
}

} // namespace

SelectionCopy::SelectionCopy(std::shared_ptr<RowSource> rows, const ColumnLayout& layout,
                             const GridSelection& selection, CopyLimits limits, QObject* parent)
    : QObject(parent), m_rows(std::move(rows)), m_selection(selection), m_limits(limits) {
    if (m_selection.empty()) {
        m_selection.selectCell(selection.current());
    }
    for (const int visual : m_selection.selectedColumns()) {
        if (visual < layout.count() && !layout.isHidden(layout.logicalAt(visual))) {
            m_columns.push_back({visual, layout.logicalAt(visual)});
        }
    }
    m_ranges = m_selection.selectedRows(m_rows->rowCount());
}

void SelectionCopy::addColumnNames() {
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        std::string name = m_rows->columns()[static_cast<std::size_t>(m_columns[i].logical)].name;
        // One name is one field of one line.
        std::ranges::replace_if(name, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
        m_text += (i > 0 ? "\t" : "") + name;
    }
    m_text += '\n';
    m_named = true;
}

void SelectionCopy::start() {
    std::uint64_t rows = 0;
    for (const RowRange range : m_ranges) {
        rows += range.size();
    }
    if (rows == 0 || m_columns.empty()) {
        refuse(tr("Nothing is selected. Select cells first."));
        return;
    }
    if (rows > m_limits.cells / m_columns.size()) {
        refuse(tr("%1 rows of %2 columns are selected; the clipboard takes %3 cells. Select less, or export the result "
                  "to a file.")
                   .arg(countText(rows), countText(m_columns.size()), countText(m_limits.cells)));
        return;
    }
    m_cells = rows * m_columns.size();
    m_alone = m_cells == 1 && !m_named;
    m_row = m_ranges.front().begin;
    continueLater();
}

void SelectionCopy::continueLater() {
    QMetaObject::invokeMethod(this, &SelectionCopy::step, Qt::QueuedConnection);
}

void SelectionCopy::step() {
    const std::size_t textBefore = m_text.size();
    for (std::size_t cells = 0; cells < kCellsAStep && m_text.size() - textBefore < kBytesAStep; ++cells) {
        if (m_range == m_ranges.size()) {
            finish();
            return;
        }
        if (!m_located) {
            m_located = m_rows->tryRow(m_row);
        }
        if (!m_located) {
            loadRow();
            return;
        }
        if (!appendCell()) {
            return;
        }
        if (m_text.size() > m_limits.bytes) {
            refuse(tooLarge());
            return;
        }
        if (++m_column == m_columns.size()) {
            endRow();
        }
    }
    continueLater();
}

void SelectionCopy::loadRow() {
    m_pending = m_rows->load(m_row, [this](const Result<void>& outcome) {
        const std::unique_ptr<PendingRead> finished = std::move(m_pending);
        m_located = outcome ? m_rows->tryRow(m_row) : std::nullopt;
        if (m_located) {
            step();
            return;
        }
        const QString reason = outcome ? QString() : QString::fromStdString(outcome.error().message);
        refuse(tr("Row %1 can not be read, so nothing was copied. %2").arg(countText(m_row + 1), reason).trimmed());
    });
}

bool SelectionCopy::appendCell() {
    const CopiedColumn column = m_columns[m_column];
    if (m_column > 0) {
        m_text += '\t';
    }
    if (!m_selection.contains({m_row, column.visual})) {
        return true;
    }
    const Cell cell = m_located->cell(column.logical);
    if (!cell.isLarge()) {
        appendValue(cell, cell.bytes);
        return true;
    }
    m_large.clear();
    readLargePart(cell);
    return false;
}

void SelectionCopy::appendValue(const Cell& cell, std::string_view value) {
    const FieldForm form = m_alone ? FieldForm::Alone : FieldForm::Inline;
    m_hexadecimal += appendClipboardField(m_text, cell, value, form) ? 1U : 0U;
}

void SelectionCopy::readLargePart(const Cell& cell) {
    if (cell.large.length > m_limits.bytes) {
        refuse(tooLarge());
        return;
    }
    m_pending =
        m_rows->readLarge(cell.large, m_large.size(), kBytesAStep, [this, cell](const Result<std::string>& part) {
            const std::unique_ptr<PendingRead> finished = std::move(m_pending);
            if (!part || part->empty()) {
                const QString reason = part ? QString() : QString::fromStdString(part.error().message);
                refuse(tr("A value of row %1 can not be read, so nothing was copied. %2")
                           .arg(countText(m_row + 1), reason)
                           .trimmed());
                return;
            }
            m_large += *part;
            if (m_large.size() < cell.large.length) {
                readLargePart(cell);
                return;
            }
            appendValue(cell, m_large);
            std::string().swap(m_large);
            if (++m_column == m_columns.size()) {
                endRow();
            }
            step();
        });
}

void SelectionCopy::endRow() {
    m_located.reset();
    m_column = 0;
    ++m_row;
    if (m_row == m_ranges[m_range].end) {
        ++m_range;
        m_row = m_range < m_ranges.size() ? m_ranges[m_range].begin : m_row;
    }
    if (m_range < m_ranges.size()) {
        m_text += '\n';
    }
}

void SelectionCopy::finish() {
    QString message = m_cells == 1 ? tr("Copied one value.") : tr("Copied %1 cells.").arg(countText(m_cells));
    if (m_hexadecimal > 0) {
        message += QLatin1Char(' ') + tr("Not text, and so copied as hexadecimal: %1.").arg(countText(m_hexadecimal));
    }
    Q_EMIT finished(QString::fromUtf8(m_text.data(), static_cast<qsizetype>(m_text.size())), message);
}

void SelectionCopy::refuse(const QString& message) {
    // Later, also when it is known at once: whoever starts a copy need not think of two ways.
    QMetaObject::invokeMethod(this, [this, message] { Q_EMIT failed(message); }, Qt::QueuedConnection);
}

QString SelectionCopy::tooLarge() const {
    return tr("The selection is longer than the %1 that the clipboard takes. Select less, or export the result to a "
              "file.")
        .arg(byteCountText(m_limits.bytes));
}

} // namespace dbv::viewmodel
