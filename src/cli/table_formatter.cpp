// SPDX-License-Identifier: Apache-2.0
#include "cli/table_formatter.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/data/cell_text.h>

#include "cli/terminal_text.h"
#include "jobs/json_text.h"

namespace dbv::cli {

namespace {

constexpr std::size_t kMeasuredRows = 200;
constexpr std::string_view kGap = "  ";

struct TableCell {
    std::string text;
    bool right = false;
};
using TableRow = std::vector<TableCell>;

std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// As inside a JSON string, so that a value never breaks its line or moves a terminal's cursor.
std::string escaped(std::string_view text) {
    jobs::TextBuffer json;
    jobs::appendJsonLabel(json, text);
    std::string plain(json.view().substr(1, json.view().size() - 2));
    // Quotes and backslashes need no escape here.
    std::string shown;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const bool pair = plain[i] == '\\' && i + 1 < plain.size() && (plain[i + 1] == '"' || plain[i + 1] == '\\');
        shown += plain[pair ? ++i : i];
    }
    return terminalText(shown);
}

TableCell tableCell(const Cell& cell) {
    if (cell.isNull()) {
        return {"NULL", false};
    }
    if (cell.kind == CellKind::Text) {
        return {escaped(cell.bytes), false};
    }
    if (cell.isInteger() || cell.kind == CellKind::Real) {
        std::string text;
        appendCellText(text, cell);
        return {std::move(text), true};
    }
    const bool bytes = cell.kind == CellKind::Bytes || cell.kind == CellKind::LargeBytes;
    return {(bytes ? "(binary, " : "(text, ") + std::to_string(cell.totalBytes()) + " bytes)", false};
}

class TableFormatter final : public jobs::RowFormatter {
public:
    Result<void> header(const std::vector<Column>& columns, jobs::RowOutput&) override {
        TableRow names;
        for (const Column& column : columns) {
            names.push_back({escaped(column.name), false});
            m_widths.push_back(widthOf(names.back().text));
        }
        m_waiting.push_back(std::move(names));
        return {};
    }

    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, jobs::RowOutput& out) override {
        for (std::size_t i = from; i < to; ++i) {
            TableRow row;
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                row.push_back(tableCell(batch.cell(i, column)));
            }
            ++m_rows;
            if (m_laidOut) {
                writeRow(row, out.text());
            } else {
                m_waiting.push_back(std::move(row));
                if (m_waiting.size() > kMeasuredRows) {
                    layOut(out.text());
                }
            }
            if (Result<void> flushed = out.flushIfFull(); !flushed) {
                return flushed;
            }
        }
        return {};
    }

    Result<void> footer(jobs::RowOutput& out) override {
        layOut(out.text());
        out.text().append("(" + std::to_string(m_rows) + (m_rows == 1 ? " row)\n" : " rows)\n"));
        return out.flush();
    }

private:
    void layOut(jobs::TextBuffer& text) {
        if (std::exchange(m_laidOut, true)) {
            return;
        }
        for (const TableRow& row : m_waiting) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                m_widths[i] = std::max(m_widths[i], widthOf(row[i].text));
            }
        }
        for (std::size_t i = 0; i < m_waiting.size(); ++i) {
            writeRow(m_waiting[i], text);
            if (i == 0) {
                writeRule(text);
            }
        }
        m_waiting.clear();
    }

    void writeRow(const TableRow& row, jobs::TextBuffer& text) const {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::size_t width = widthOf(row[i].text);
            const std::string padding(m_widths[i] > width ? m_widths[i] - width : 0, ' ');
            text.append(i == 0 ? std::string_view() : kGap);
            text.append(row[i].right ? padding : std::string());
            text.append(row[i].text);
            const bool last = i + 1 == row.size();
            text.append(row[i].right || last ? std::string() : padding);
        }
        text.append('\n');
    }

    void writeRule(jobs::TextBuffer& text) const {
        for (std::size_t i = 0; i < m_widths.size(); ++i) {
            text.append(i == 0 ? std::string_view() : kGap);
            text.append(std::string(m_widths[i], '-'));
        }
        text.append('\n');
    }

    std::vector<std::size_t> m_widths;
    // The header, and rows until enough of them are measured.
    std::vector<TableRow> m_waiting;
    bool m_laidOut = false;
    std::uint64_t m_rows = 0;
};

} // namespace

std::unique_ptr<jobs::RowFormatter> makeTableFormatter() {
    return std::make_unique<TableFormatter>();
}

} // namespace dbv::cli
