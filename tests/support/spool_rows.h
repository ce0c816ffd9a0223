// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <dbv/data/cell_text.h>
#include <dbv/data/row_batch_builder.h>

namespace dbv::testing {

/// A store that no test value is large enough for.
class NoLargeValues final : public LargeValueStore {
public:
    Result<std::uint64_t> store(std::string_view) override { return fail(ErrorKind::Internal, "no large values here"); }
};

/// Rows whose every cell follows from its row and column, so that any row can be checked by itself.
class KnownRows {
public:
    explicit KnownRows(std::size_t columns, std::size_t textBytes = 24) : m_columns(columns), m_textBytes(textBytes) {}

    [[nodiscard]] std::size_t columns() const { return m_columns; }
    /// The rows [first, first + count) as one block.
    [[nodiscard]] RowBatchPtr batch(std::uint64_t first, std::size_t count) const {
        NoLargeValues none;
        RowBatchBuilder builder(m_columns, {count, std::size_t{1} << 20U}, none);
        for (std::uint64_t row = first; row < first + count; ++row) {
            builder.beginRow();
            for (std::size_t column = 0; column < m_columns; ++column) {
                add(builder, row, column);
            }
        }
        return builder.take();
    }
    /// Whether a row of a block is the row of this number, in every cell.
    [[nodiscard]] ::testing::AssertionResult check(const RowBatch& batch, std::size_t at, std::uint64_t row) const {
        if (batch.columns() != m_columns || at >= batch.rows()) {
            return ::testing::AssertionFailure() << "wrong shape at row " << row;
        }
        for (std::size_t column = 0; column < m_columns; ++column) {
            std::string got;
            appendCellText(got, batch.cell(at, column));
            if (got != text(row, column) || batch.cell(at, column).isNull() != (kind(row, column) == 0)) {
                return ::testing::AssertionFailure() << "row " << row << ", column " << column << " is '" << got << "'";
            }
        }
        return ::testing::AssertionSuccess();
    }

private:
    [[nodiscard]] static std::uint64_t mix(std::uint64_t row, std::size_t column) {
        std::uint64_t value = row * 0x9E3779B97F4A7C15U + column * 0xC2B2AE3D27D4EB4FU;
        value ^= value >> 29U;
        return value * 0xBF58476D1CE4E5B9U;
    }
    [[nodiscard]] static unsigned kind(std::uint64_t row, std::size_t column) {
        return static_cast<unsigned>(mix(row, column) >> 40U) % 5;
    }
    [[nodiscard]] static std::int64_t integer(std::uint64_t row, std::size_t column) {
        return static_cast<std::int64_t>(mix(row, column)) >> (row % 2 == 0 ? 40U : 3U);
    }
    [[nodiscard]] static double real(std::uint64_t row, std::size_t column) {
        return static_cast<double>(integer(row, column)) / 64;
    }
    [[nodiscard]] std::string longText(std::uint64_t row, std::size_t column) const {
        std::string text = std::to_string(row) + ":" + std::to_string(column) + ":";
        text.append(mix(row, column) % (m_textBytes + 1), 'x');
        return text;
    }
    [[nodiscard]] std::string text(std::uint64_t row, std::size_t column) const {
        switch (kind(row, column)) {
        case 0: return {};
        case 1: return std::string(NumberText(integer(row, column)).view());
        case 2: return std::string(NumberText(real(row, column)).view());
        default: return longText(row, column);
        }
    }
    void add(RowBatchBuilder& builder, std::uint64_t row, std::size_t column) const {
        switch (kind(row, column)) {
        case 0: return builder.addNull();
        case 1: return builder.addInteger(integer(row, column));
        case 2: return builder.addReal(real(row, column));
        case 3: EXPECT_TRUE(builder.addText(longText(row, column))); return;
        default: EXPECT_TRUE(builder.addBytes(longText(row, column))); return;
        }
    }

    std::size_t m_columns;
    std::size_t m_textBytes;
};

} // namespace dbv::testing
