// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <dbv/data/cell_text.h>

#include "jobs/base64.h"
#include "jobs/formatters.h"

namespace dbv::jobs {

namespace {

constexpr std::uint64_t kCsvOnes = 0x0101010101010101U;
constexpr std::uint64_t kCsvTops = 0x8080808080808080U;

std::uint64_t repeated(char c) {
    return kCsvOnes * static_cast<unsigned char>(c);
}

std::uint64_t csvZeroBytes(std::uint64_t word) {
    return (word - kCsvOnes) & ~word & kCsvTops;
}

/// RFC 4180, and NULL apart from the empty string.
class CsvFormatter final : public RowFormatter {
public:
    explicit CsvFormatter(const protocol::ExportOptions& options)
        : m_options(options), m_delimiters(repeated(options.delimiter)) {}

    Result<void> header(const std::vector<Column>& columns, RowOutput& out) override {
        if (!m_options.header) {
            return {};
        }
        TextBuffer& text = out.text();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (i != 0) {
                text.append(m_options.delimiter);
            }
            appendField(text, columns[i].name);
        }
        text.append(m_options.lineEnd);
        return out.flushIfFull();
    }

    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, RowOutput& out) override {
        TextBuffer& text = out.text();
        for (std::size_t row = from; row < to; ++row) {
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                if (column != 0) {
                    text.append(m_options.delimiter);
                }
                const Cell cell = batch.cell(row, column);
                if (cell.isLarge()) {
                    if (Result<void> written = appendLarge(out, cell); !written) {
                        return written;
                    }
                } else {
                    appendCell(text, cell);
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
    void appendCell(TextBuffer& text, const Cell& cell) const {
        switch (cell.kind) {
        case CellKind::Text: appendField(text, cell.bytes); break;
        case CellKind::Bytes: appendBytes(text, cell.bytes); break;
        case CellKind::SmallInt:
        case CellKind::Integer: appendField(text, NumberText(cell.integer).view()); break;
        case CellKind::Real: appendField(text, NumberText(cell.real).view()); break;
        case CellKind::Null:
        case CellKind::LargeText:
        case CellKind::LargeBytes: text.append(m_options.nullText); break;
        }
    }

    void appendBytes(TextBuffer& text, std::string_view bytes) const {
        // Base64 may hold the delimiter or read like the text for NULL as well.
        TextBuffer encoded;
        appendBase64(encoded, bytes);
        appendField(text, encoded.view());
    }

    void appendField(TextBuffer& text, std::string_view field) const {
        char* to = text.room(field.size() * 2 + 2);
        if (!needsQuotes(field)) {
            if (!field.empty()) {
                std::memcpy(to, field.data(), field.size());
            }
            text.finishAt(to + field.size());
            return;
        }
        *to++ = '"';
        to = writeQuoted(to, field);
        *to++ = '"';
        text.finishAt(to);
    }

    static char* writeQuoted(char* to, std::string_view piece) {
        for (const char c : piece) {
            if (c == '"') {
                *to++ = '"';
            }
            *to++ = c;
        }
        return to;
    }

    [[nodiscard]] bool needsQuotes(std::string_view field) const {
        if (field.size() == m_options.nullText.size() && field == m_options.nullText) {
            return true;
        }
        const char* at = field.data();
        std::size_t left = field.size();
        std::uint64_t word = 0;
        for (; left >= sizeof word; at += sizeof word, left -= sizeof word) {
            std::memcpy(&word, at, sizeof word);
            if (hasSpecial(word)) {
                return true;
            }
        }
        for (; left > 0; ++at, --left) {
            if (*at == '"' || *at == m_options.delimiter || *at == '\n' || *at == '\r') {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool hasSpecial(std::uint64_t word) const {
        return (csvZeroBytes(word ^ repeated('"')) | csvZeroBytes(word ^ m_delimiters) |
                csvZeroBytes(word ^ repeated('\n')) | csvZeroBytes(word ^ repeated('\r'))) != 0;
    }

    Result<void> appendLarge(RowOutput& out, const Cell& cell) const {
        TextBuffer& text = out.text();
        // Whether quotes are needed is known only at its end, and they never hurt.
        text.append('"');
        Result<void> written = out.eachRange(cell, [&text, &cell](std::string_view range) {
            if (cell.kind == CellKind::LargeBytes) {
                appendBase64(text, range);
            } else {
                text.finishAt(writeQuoted(text.room(range.size() * 2), range));
            }
        });
        text.append('"');
        return written;
    }

    protocol::ExportOptions m_options;
    std::uint64_t m_delimiters;
};

} // namespace

std::unique_ptr<RowFormatter> makeCsvFormatter(const protocol::ExportOptions& options) {
    return std::make_unique<CsvFormatter>(options);
}

} // namespace dbv::jobs
