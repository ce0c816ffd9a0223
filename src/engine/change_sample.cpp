// SPDX-License-Identifier: Apache-2.0
#include "engine/change_sample.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <dbv/data/cell_text.h>

#include "jobs/row_source.h"
#include "sql/literal.h"

namespace dbv::engine {

namespace {

using protocol::SampleRow;
using protocol::SampleValue;

// Of one value, more is not looked at by anybody. Unit: bytes.
constexpr std::uint64_t kLongestValue = std::uint64_t{64} << 10U;

Result<SampleValue> sampleValue(const Cell& cell, const jobs::RowSource& rows) {
    SampleValue value;
    if (cell.isNull()) {
        return value;
    }
    value.binary = cell.kind == CellKind::Bytes || cell.kind == CellKind::LargeBytes;
    value.number = cell.isInteger() || cell.kind == CellKind::Real;
    value.bytes.emplace();
    if (cell.isLarge()) {
        Result<std::string> read = rows.largeRange(cell.large, 0, std::min(cell.large.length, kLongestValue));
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        value.bytes = std::move(*read);
        value.cut = cell.large.length > kLongestValue;
        return value;
    }
    appendCellText(*value.bytes, cell);
    value.cut = value.bytes->size() > kLongestValue;
    value.bytes->resize(std::min<std::size_t>(value.bytes->size(), kLongestValue));
    return value;
}

struct ReadRows {
    std::vector<Column> columns;
    std::vector<SampleRow> rows;
};

Result<ReadRows> readRows(Session& session, std::string_view query, std::uint64_t most) {
    const Result<std::unique_ptr<Cursor>> cursor =
        session.execute({.sql = query, .positional = {}, .named = {}, .mustReturnRows = true});
    if (!cursor) {
        return std::unexpected(cursor.error());
    }
    ReadRows read{(*cursor)->columns(), {}};
    jobs::CursorRows source(**cursor);
    while (read.rows.size() < most) {
        const Result<RowBatchPtr> batch = source.next();
        if (!batch) {
            return std::unexpected(batch.error());
        }
        if (*batch == nullptr) {
            return read;
        }
        for (std::size_t row = 0; row < (*batch)->rows() && read.rows.size() < most; ++row) {
            SampleRow values;
            for (std::size_t column = 0; column < (*batch)->columns(); ++column) {
                Result<SampleValue> value = sampleValue((*batch)->cell(row, column), source);
                if (!value) {
                    return std::unexpected(std::move(value.error()));
                }
                values.push_back(std::move(*value));
            }
            read.rows.push_back(std::move(values));
        }
    }
    Result<void> ended = (*cursor)->end();
    return ended ? Result<ReadRows>(std::move(read)) : std::unexpected(std::move(ended.error()));
}

std::string asLiteral(const SampleValue& value, const Column& column, DialectId dialect) {
    if (value.binary) {
        std::string hex;
        for (const char byte : *value.bytes) {
            constexpr std::string_view kDigits = "0123456789abcdef";
            const auto number = static_cast<unsigned char>(byte);
            hex += kDigits[number >> 4U];
            hex += kDigits[number & 15U];
        }
        return dialect == DialectId::PostgreSql ? "'\\x" + hex + "'" : "x'" + hex + "'";
    }
    // Compared with a text, MySQL rounds a number of many digits.
    const bool plain = value.bytes->find_first_not_of("0123456789.-") == std::string::npos && !value.bytes->empty();
    const bool bare = value.number || (plain && column.family == ColumnFamily::Number);
    return bare && dialect != DialectId::PostgreSql ? *value.bytes : sql::quoteLiteral(*value.bytes, dialect);
}

bool onlyChangesRows(const Classification& found) {
    return std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.reason == EffectReason::ChangesRows || effect.reason == EffectReason::EveryRow ||
               effect.reason == EffectReason::ReplacesRows;
    });
}

} // namespace

ChangeSample::ChangeSample(std::string_view statement, const Classification& found, Grammar grammar, std::uint64_t most)
    : m_most(most) {
    if (most == 0) {
        m_why = "None was asked for.";
    } else if (found.rows != RowChange::Update && found.rows != RowChange::Delete) {
        m_why = "Rows are shown of an UPDATE or DELETE.";
    } else if (!onlyChangesRows(found)) {
        // It would do it twice.
        m_why = "The statement calls something that may do more than look.";
    } else if (m_selection = sql::selectionOf(statement, grammar); !m_selection) {
        m_why = "The statement's rows can not be found by a query: it has parameters, several tables or a cursor.";
    }
}

void ChangeSample::giveUp(std::string why) {
    m_rows.clear();
    m_columns.clear();
    m_selection.reset();
    m_why = std::move(why);
}

Result<void> ChangeSample::readBefore(Session& session) {
    if (!m_selection) {
        return {};
    }
    const std::string limit = m_selection->limited ? std::string() : " LIMIT " + std::to_string(m_most);
    Result<ReadRows> read = readRows(session, m_selection->query + limit, m_most);
    if (!read) {
        return std::unexpected(std::move(read.error()));
    }
    m_columns = std::move(read->columns);
    for (SampleRow& row : read->rows) {
        m_rows.push_back({std::move(row), std::nullopt});
    }
    if (m_selection->change == RowChange::Delete || m_rows.empty()) {
        return {};
    }
    const Result<std::vector<std::string>> key = session.rowKey(m_selection->table);
    if (!key) {
        return std::unexpected(key.error());
    }
    for (const std::string& name : *key) {
        const auto column = std::ranges::find(m_columns, name, &Column::name);
        if (column == m_columns.end()) {
            m_key.clear();
            break;
        }
        m_key.push_back(static_cast<std::size_t>(column - m_columns.begin()));
    }
    if (m_key.empty()) {
        m_why = "The table has no primary key, and no unique one without NULL, by which its rows could be found again.";
    }
    return {};
}

std::string ChangeSample::conditionOfRows(DialectId dialect) const {
    std::string all;
    for (const protocol::SampledChange& row : m_rows) {
        std::string one;
        for (const std::size_t place : m_key) {
            const SampleValue& value = row.before[place];
            if (!value.bytes || value.cut) {
                return {};
            }
            one += (one.empty() ? "(" : " AND ") + sql::quoteIdentifier(m_columns[place].name, dialect) + " = " +
                   asLiteral(value, m_columns[place], dialect);
        }
        all += (all.empty() ? "" : " OR ") + one + ")";
    }
    return all;
}

Result<void> ChangeSample::readAfter(Session& session) {
    if (!m_selection || m_selection->change == RowChange::Delete || m_rows.empty() || m_key.empty()) {
        return {};
    }
    const std::string condition = conditionOfRows(session.dialect().id);
    if (condition.empty()) {
        m_why = "The rows' keys are too long to find them again.";
        return {};
    }
    Result<ReadRows> read =
        readRows(session, "SELECT * FROM " + m_selection->table + " WHERE " + condition, m_rows.size());
    if (!read) {
        return std::unexpected(std::move(read.error()));
    }
    if (read->columns != m_columns) {
        m_why = "The rows came back with other columns.";
        return {};
    }
    for (protocol::SampledChange& row : m_rows) {
        const auto same = std::ranges::find_if(read->rows, [&](const SampleRow& after) {
            return std::ranges::all_of(m_key, [&](std::size_t place) { return after[place] == row.before[place]; });
        });
        if (same != read->rows.end()) {
            row.after = std::move(*same);
            read->rows.erase(same);
        }
    }
    return {};
}

void ChangeSample::moveInto(protocol::MeasuredChange& measured) && {
    measured.table = m_selection ? m_selection->table : std::string();
    measured.columns = std::move(m_columns);
    measured.sample = std::move(m_rows);
    measured.noSample = std::move(m_why);
}

} // namespace dbv::engine
