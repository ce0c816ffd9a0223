// SPDX-License-Identifier: Apache-2.0
#include <QtCore/QTemporaryDir>

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <dbv/data/row_batch_builder.h>

#include "results/result_spool.h"
#include "support/fail_spool_folder.h"

namespace dbv::results {

namespace {

constexpr std::uint64_t kMebi = std::uint64_t{1} << 20U;

/// A text whose every byte follows from its place.
[[nodiscard]] std::string ramp(std::size_t size, std::size_t from = 0) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        text[i] = static_cast<char>('a' + (from + i) % 23);
    }
    return text;
}

/// Large values in a real folder and next to no memory.
class SpoolLargeValues : public ::testing::Test {
protected:
    SpoolLargeValues() { m_spool = std::make_unique<ResultSpool>(m_budget, m_writer, std::vector<Column>(2)); }
    /// One row: a number and a large text.
    void appendLarge(std::string_view text) {
        RowBatchBuilder builder(2, {1, kMebi}, *m_spool);
        builder.beginRow();
        builder.addInteger(static_cast<std::int64_t>(text.size()));
        ASSERT_TRUE(builder.addText(text));
        ASSERT_TRUE(m_spool->append(builder.take()));
    }

    QTemporaryDir m_folder;
    std::shared_ptr<SpoolBudget> m_budget =
        std::make_shared<SpoolBudget>(kMebi, 1024 * kMebi, std::filesystem::path(m_folder.path().toStdString()));
    std::shared_ptr<SpoolWriter> m_writer = std::make_shared<SpoolWriter>(m_budget);
    std::unique_ptr<ResultSpool> m_spool;
};

TEST_F(SpoolLargeValues, ThreeHundredMegabytesAreKeptWithoutMemoryAndReadByRanges) {
    const std::size_t size = 300 * kMebi;
    appendLarge(ramp(size));
    EXPECT_LT(m_budget->memoryUsed(), kMebi);
    EXPECT_GE(m_spool->stats().diskBytes, size);

    const Result<ResultSpool::Located> row = m_spool->row(0);
    ASSERT_TRUE(row);
    const Cell cell = row->batch->cell(row->row, 1);
    ASSERT_EQ(cell.kind, CellKind::LargeText);
    EXPECT_EQ(cell.totalBytes(), size);
    EXPECT_EQ(cell.bytes, ramp(RowBatchBuilder::kLargeHead));
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{1}, 4 * kMebi - 1, 299 * kMebi + 12'345}) {
        EXPECT_EQ(*m_spool->largeRange(cell.large, offset, 100'000), ramp(100'000, offset)) << offset;
    }
    EXPECT_EQ(*m_spool->largeRange(cell.large, size - 10, 100), ramp(10, size - 10));
    EXPECT_EQ(*m_spool->largeRange(cell.large, size, 100), "");
}

TEST_F(SpoolLargeValues, AValueOfAnotherResultIsRefused) {
    appendLarge(ramp(kMebi));
    constexpr std::uint64_t kHuge = ~std::uint64_t{0};
    for (const LargeValue& foreign :
         {LargeValue{0, 1024 * kMebi}, LargeValue{1024 * kMebi, 1}, LargeValue{kHuge, 2}, LargeValue{2, kHuge}}) {
        const Result<std::string> range = m_spool->largeRange(foreign, 0, 10);
        ASSERT_FALSE(range);
        EXPECT_EQ(range.error().kind, ErrorKind::InvalidInput);
    }
    EXPECT_FALSE(m_spool->largeRange({0, kMebi}, kMebi + 1, 1));
    ResultSpool empty(m_budget, m_writer, {});
    EXPECT_FALSE(empty.largeRange({0, 1}, 0, 1));
}

TEST_F(SpoolLargeValues, AValueThatExceedsTheDiskBudgetStopsTheResultAndKeepsWhatIsThere) {
    appendLarge(ramp(kMebi));
    m_budget->setDiskLimit(2 * kMebi);
    const Result<std::uint64_t> stored = m_spool->store(ramp(3 * kMebi));
    ASSERT_FALSE(stored);
    EXPECT_EQ(stored.error().kind, ErrorKind::IoError);
    EXPECT_TRUE(m_spool->stopped());
    EXPECT_EQ(m_spool->largeRange({0, kMebi}, 5, 20), ramp(20, 5));
}

TEST_F(SpoolLargeValues, RowsPassedOnGiveTheSpaceOfTheirLargeValuesBack) {
    for (int i = 0; i < 4; ++i) {
        appendLarge(ramp(kMebi));
    }
    const Cell first = m_spool->row(0)->batch->cell(0, 1);
    const LargeValue gone = first.large;
    m_spool->releaseBefore(3);
    EXPECT_LT(m_spool->stats().diskBytes, kMebi + kMebi / 2);
    EXPECT_FALSE(m_spool->largeRange(gone, 0, 10));
    const Result<ResultSpool::Located> last = m_spool->row(3);
    ASSERT_TRUE(last);
    EXPECT_EQ(*m_spool->largeRange(last->batch->cell(last->row, 1).large, 77, 1000), ramp(1000, 77));
}

TEST_F(SpoolLargeValues, AFullDiskInTheMiddleOfAValueIsAnError) {
    const auto trouble = std::make_shared<testing::SpoolTrouble>();
    const auto budget =
        std::make_shared<SpoolBudget>(kMebi, 1024 * kMebi, std::make_shared<testing::FailSpoolFolder>(trouble));
    const auto writer = std::make_shared<SpoolWriter>(budget);
    ResultSpool spool(budget, writer, {});
    trouble->diskFullAfter(5 * kMebi);
    ASSERT_FALSE(spool.store(ramp(10 * kMebi)));
    EXPECT_TRUE(spool.stopped());
    EXPECT_EQ(trouble->bytesWritten(), 4 * kMebi);
}

} // namespace

} // namespace dbv::results
