// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <utility>

#include <dbv/data/cell_text.h>

#include "jobs/base64.h"
#include "jobs/formatters.h"

namespace dbv::jobs {

namespace {

char tsvEscape(char c) {
    switch (c) {
    case '\t': return 't';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\\': return '\\';
    default: return '\0';
    }
}

void appendTsvField(TextBuffer& text, std::string_view field) {
    char* to = text.room(field.size() * 2);
    for (const char c : field) {
        if (const char escaped = tsvEscape(c); escaped != '\0') {
            *to++ = '\\';
            *to++ = escaped;
        } else {
            *to++ = c;
        }
    }
    text.finishAt(to);
}

/// Fields between tabs, with backslashes where a field has a tab or a line end of its own.
class TsvFormatter final : public RowFormatter {
public:
    explicit TsvFormatter(protocol::ExportOptions options) : m_options(std::move(options)) {}

    Result<void> header(const std::vector<Column>& columns, RowOutput& out) override {
        if (!m_options.header) {
            return {};
        }
        TextBuffer& text = out.text();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (i != 0) {
                text.append('\t');
            }
            appendTsvField(text, columns[i].name);
        }
        text.append(m_options.lineEnd);
        return out.flushIfFull();
    }

    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, RowOutput& out) override {
        TextBuffer& text = out.text();
        for (std::size_t row = from; row < to; ++row) {
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                if (column != 0) {
                    text.append('\t');
                }
                if (Result<void> written = appendCell(out, batch.cell(row, column)); !written) {
                    return written;
                }
            }
            text.append(m_options.lineEnd);
            if (Result<void> flushed = out.flushIfFull(); !flushed) {
                return flushed;
            }
        }
        return {};
    }

    Result<void> footer(RowOutput& out) override { return out.flush(); }

private:
    Result<void> appendCell(RowOutput& out, const Cell& cell) const {
        TextBuffer& text = out.text();
        switch (cell.kind) {
        case CellKind::Null: text.append(m_options.nullText); break;
        case CellKind::Text: appendTsvField(text, cell.bytes); break;
        case CellKind::Bytes: appendBase64(text, cell.bytes); break;
        case CellKind::SmallInt:
        case CellKind::Integer: text.append(NumberText(cell.integer).view()); break;
        case CellKind::Real: text.append(NumberText(cell.real).view()); break;
        case CellKind::LargeText:
            return out.eachRange(cell, [&text](std::string_view range) { appendTsvField(text, range); });
        case CellKind::LargeBytes:
            return out.eachRange(cell, [&text](std::string_view range) { appendBase64(text, range); });
        }
        return {};
    }

    protocol::ExportOptions m_options;
};

} // namespace

std::unique_ptr<RowFormatter> makeTsvFormatter(const protocol::ExportOptions& options) {
    return std::make_unique<TsvFormatter>(options);
}

} // namespace dbv::jobs
