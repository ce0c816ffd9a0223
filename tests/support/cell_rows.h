// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/data/row_batch_builder.h>

#include "jobs/byte_sink.h"
#include "jobs/row_source.h"

namespace dbv::support {

/// Rows written out by a test, cell by cell; can be gone through any number of times.
class CellRows final : public jobs::RowSource {
public:
    explicit CellRows(const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            m_columns.push_back(Column{.name = name});
        }
        m_builder = std::make_unique<RowBatchBuilder>(m_columns.size(), BatchLimits{}, m_largeValues);
    }
    CellRows(CellRows&& other) = delete;

    /// Makes a column one of numbers.
    void setNumber(std::size_t column) { m_columns[column].family = ColumnFamily::Number; }

    CellRows& integer(std::int64_t value) {
        beginRow().addInteger(value);
        return *this;
    }
    CellRows& real(double value) {
        beginRow().addReal(value);
        return *this;
    }
    CellRows& null() {
        beginRow().addNull();
        return *this;
    }
    CellRows& text(std::string_view value) {
        m_kept = beginRow().addText(value).has_value() && m_kept;
        return *this;
    }
    CellRows& blob(std::string_view value) {
        m_kept = beginRow().addBytes(value).has_value() && m_kept;
        return *this;
    }
    /// False when a large value of any row found no room.
    bool endRow() {
        m_inRow = false;
        if (m_builder->full()) {
            m_batches.push_back(m_builder->take());
        }
        return m_kept;
    }

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_columns; }
    [[nodiscard]] Result<RowBatchPtr> next() override {
        if (m_builder->rows() != 0) {
            m_batches.push_back(m_builder->take());
        }
        if (m_next == m_batches.size()) {
            m_next = 0;
            return RowBatchPtr();
        }
        return m_batches[m_next++];
    }
    [[nodiscard]] Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                 std::uint64_t count) const override {
        return m_largeValues.range(value, offset, count);
    }

private:
    RowBatchBuilder& beginRow() {
        if (!std::exchange(m_inRow, true)) {
            m_builder->beginRow();
        }
        return *m_builder;
    }

    std::vector<Column> m_columns;
    jobs::ScratchValues m_largeValues;
    std::unique_ptr<RowBatchBuilder> m_builder;
    std::vector<RowBatchPtr> m_batches;
    std::size_t m_next = 0;
    bool m_inRow = false;
    bool m_kept = true;
};

/// Keeps what is written.
class StringSink final : public jobs::ByteSink {
public:
    Result<void> write(std::string_view bytes) override {
        text += bytes;
        return {};
    }
    std::string text;
};

} // namespace dbv::support
