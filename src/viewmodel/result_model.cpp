// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/result_model.h"

#include <algorithm>

namespace dbv::viewmodel {
namespace {

[[nodiscard]] bool readsLikeNumber(const QString& text) {
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || QStringLiteral("+-.eE").contains(c);
    });
}

} // namespace

ResultModel::ResultModel(std::shared_ptr<RowSource> rows, QObject* parent)
    : QObject(parent),
      m_rows(std::move(rows)),
      m_rendered(
          m_rows, [this] { Q_EMIT rowsLoaded(); }, [this](const Error& error) { Q_EMIT readFailed(error); }),
      m_layout(static_cast<int>(m_rows->columns().size())),
      m_rowCount(m_rows->rowCount()) {}

DisplayRow ResultModel::displayRow(std::uint64_t row) const {
    if (row >= m_rowCount) {
        return {};
    }
    if (auto located = m_rows->tryRow(row)) {
        return DisplayRow(std::move(*located));
    }
    const std::vector<CellDisplay>* rendered = m_rendered.find(row);
    return rendered == nullptr ? DisplayRow() : DisplayRow(*rendered);
}

QString ResultModel::displayText(std::uint64_t row, int logical) const {
    const DisplayRow shown = displayRow(row);
    return shown.resident() ? shown.cell(logical).text : QString();
}

bool ResultModel::alignsRight(const CellDisplay& cell, int logical) const {
    if (cell.look == CellLook::Number) {
        return true;
    }
    if (columns()[static_cast<std::size_t>(logical)].family != ColumnFamily::Number) {
        return false;
    }
    return cell.look == CellLook::Null || (cell.look == CellLook::Plain && readsLikeNumber(cell.text));
}

std::vector<QString> ResultModel::sampleTexts(int logical, std::uint64_t around, std::size_t limit) const {
    std::vector<QString> texts;
    const std::uint64_t half = limit / 2;
    const std::uint64_t first = around > half ? around - half : 0;
    const std::uint64_t end = std::min<std::uint64_t>(m_rowCount, first + limit);
    for (std::uint64_t row = first; row < end; ++row) {
        if (const DisplayRow shown = displayRow(row); shown.resident()) {
            texts.push_back(shown.cell(logical).text);
        }
    }
    return texts;
}

void ResultModel::wantRows(RowRange rows) {
    m_rendered.want({rows.begin, std::min(rows.end, m_rowCount)});
}

void ResultModel::noteRows() {
    const std::uint64_t rows = m_rows->rowCount();
    if (rows != m_rowCount) {
        m_rowCount = rows;
        Q_EMIT rowCountChanged();
    }
}

} // namespace dbv::viewmodel
