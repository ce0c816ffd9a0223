// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/formatters.h"
#include "jobs/json_text.h"

namespace dbv::jobs {

namespace {

/// The names as keys of an object: one that was there before gets the first free `_2`, `_3`, ... .
std::vector<std::string> uniqueNames(const std::vector<Column>& columns) {
    std::set<std::string> given;
    for (const Column& column : columns) {
        given.insert(column.name);
    }
    std::set<std::string> used;
    std::vector<std::string> names;
    for (const Column& column : columns) {
        std::string name = column.name;
        for (int number = 2; !used.insert(name).second; ++number) {
            name = column.name + "_" + std::to_string(number);
            if (given.contains(name)) {
                name = column.name;
            }
        }
        names.push_back(std::move(name));
    }
    return names;
}

const char* skipDigits(const char* p, const char* end) {
    while (p != end && *p >= '0' && *p <= '9') {
        ++p;
    }
    return p;
}

/// Whether a text is a number as JSON writes it.
bool isJsonNumber(std::string_view text) {
    const char* p = text.data();
    const char* const end = p + text.size();
    p += p != end && *p == '-' ? 1 : 0;
    const char* digits = skipDigits(p, end);
    if (digits == p || (*p == '0' && digits - p > 1)) {
        return false;
    }
    if (digits != end && *digits == '.') {
        p = digits + 1;
        digits = skipDigits(p, end);
        if (digits == p) {
            return false;
        }
    }
    if (digits != end && (*digits == 'e' || *digits == 'E')) {
        p = digits + 1;
        p += p != end && (*p == '+' || *p == '-') ? 1 : 0;
        digits = skipDigits(p, end);
        if (digits == p) {
            return false;
        }
    }
    return digits == end;
}

/// An object a row.
class JsonFormatter final : public RowFormatter {
public:
    explicit JsonFormatter(JsonLayout layout) : m_layout(layout) {}

    Result<void> header(const std::vector<Column>& columns, RowOutput& out) override {
        m_keys.clear();
        m_numbers.clear();
        for (const Column& column : columns) {
            m_numbers.push_back(column.family == ColumnFamily::Number);
        }
        for (const std::string& name : uniqueNames(columns)) {
            TextBuffer key;
            key.append(m_keys.empty() ? '{' : ',');
            appendJsonLabel(key, name);
            key.append(':');
            m_keys.emplace_back(key.view());
        }
        m_first = true;
        if (m_layout != JsonLayout::ObjectsALine) {
            out.text().append('[');
        }
        return {};
    }

    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, RowOutput& out) override {
        TextBuffer& text = out.text();
        for (std::size_t row = from; row < to; ++row) {
            if (m_layout == JsonLayout::Array) {
                text.append(m_first ? "\n" : ",\n");
            } else if (m_layout == JsonLayout::ArrayOnALine) {
                text.append(m_first ? "" : ",");
            }
            m_first = false;
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                text.append(m_keys[column]);
                const Cell cell = batch.cell(row, column);
                // Numbers that no type of ours holds come as the server's text, and go out with all its digits.
                if (cell.kind == CellKind::Text && m_numbers[column] && isJsonNumber(cell.bytes)) {
                    text.append(cell.bytes);
                } else if (Result<void> written = appendJsonCell(out, cell, JsonNumbers::Literal); !written) {
                    return written;
                }
            }
            text.append(m_layout == JsonLayout::ObjectsALine ? "}\n" : "}");
            if (Result<void> flushed = out.flushIfFull(); !flushed) {
                return flushed;
            }
        }
        return {};
    }

    Result<void> footer(RowOutput& out) override {
        if (m_layout != JsonLayout::ObjectsALine) {
            out.text().append(m_first || m_layout == JsonLayout::ArrayOnALine ? "]\n" : "\n]\n");
        }
        return out.flush();
    }

    Result<void> cutOff(RowOutput& out) override {
        if (m_layout != JsonLayout::ArrayOnALine) {
            return {};
        }
        out.text().append('\n');
        return out.flush();
    }

private:
    JsonLayout m_layout;
    bool m_first = true;
    // Each with what stands before and behind it.
    std::vector<std::string> m_keys;
    std::vector<bool> m_numbers;
};

} // namespace

std::unique_ptr<RowFormatter> makeJsonFormatter(JsonLayout layout) {
    return std::make_unique<JsonFormatter>(layout);
}

std::unique_ptr<RowFormatter> makeJsonResultsFormatter() {
    return makeJsonFormatter(JsonLayout::ArrayOnALine);
}

} // namespace dbv::jobs
