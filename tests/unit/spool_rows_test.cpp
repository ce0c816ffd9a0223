// SPDX-License-Identifier: Apache-2.0
#include <QtCore/QTemporaryDir>

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "results/result_spool.h"
#include "support/spool_rows.h"

namespace dbv::results {

namespace {

using testing::KnownRows;
using testing::NoLargeValues;

constexpr std::uint64_t kSpoolMebi = std::uint64_t{1} << 20U;

/// A spool over a real folder, with a memory budget to choose.
class SpoolRows : public ::testing::Test {
protected:
    void begin(std::uint64_t memoryBytes, std::uint64_t diskBytes = 4096 * kSpoolMebi) {
        m_budget =
            std::make_shared<SpoolBudget>(memoryBytes, diskBytes, std::filesystem::path(m_folder.path().toStdString()));
        m_writer = std::make_shared<SpoolWriter>(m_budget);
        m_spool = newSpool();
    }
    [[nodiscard]] std::unique_ptr<ResultSpool> newSpool() const {
        return std::make_unique<ResultSpool>(m_budget, m_writer, std::vector<Column>(3));
    }
    void expectRow(const KnownRows& rows, std::uint64_t row) const {
        const Result<ResultSpool::Located> located = m_spool->row(row);
        ASSERT_TRUE(located) << located.error().message;
        ASSERT_TRUE(rows.check(*located->batch, located->row, row));
    }

    QTemporaryDir m_folder;
    std::shared_ptr<SpoolBudget> m_budget;
    std::shared_ptr<SpoolWriter> m_writer;
    std::unique_ptr<ResultSpool> m_spool;
};

TEST_F(SpoolRows, RandomBlocksComeBackRowByRowWhateverFitsInMemory) {
    for (const std::uint64_t memory : {std::uint64_t{0}, std::uint64_t{200'000}, 64 * kSpoolMebi}) {
        SCOPED_TRACE(memory);
        begin(memory);
        const KnownRows rows(7);
        std::mt19937_64 random(memory + 1);
        std::uint64_t count = 0;
        for (int i = 0; i < 200; ++i) {
            const std::size_t size = 1 + random() % (i % 3 == 0 ? 3 : 700);
            ASSERT_TRUE(m_spool->append(rows.batch(count, size)));
            count += size;
            ASSERT_EQ(m_spool->rowCount(), count);
            expectRow(rows, random() % count);
        }
        ASSERT_TRUE(m_spool->finish());
        for (std::uint64_t row = 0; row < count; ++row) {
            ASSERT_NO_FATAL_FAILURE(expectRow(rows, row));
        }
        for (int i = 0; i < 300; ++i) {
            ASSERT_NO_FATAL_FAILURE(expectRow(rows, random() % count));
        }
    }
}

TEST_F(SpoolRows, MemoryStaysWithinTheBudgetAndTheRestIsOnDisk) {
    begin(8 * kSpoolMebi);
    const KnownRows rows(10, 100);
    std::uint64_t count = 0;
    for (int i = 0; i < 60; ++i, count += 1000) {
        ASSERT_TRUE(m_spool->append(rows.batch(count, 1000)));
        ASSERT_LE(m_budget->memoryUsed(), 8 * kSpoolMebi);
    }
    m_writer->waitUntilIdle();
    EXPECT_GT(m_budget->memoryUsed(), 2 * kSpoolMebi);
    EXPECT_GT(m_spool->stats().diskBytes, 10 * kSpoolMebi);
    EXPECT_EQ(m_spool->stats().diskBytes, m_budget->diskUsed());
    EXPECT_EQ(m_spool->stats().rows, count);
    for (std::uint64_t row = 0; row < count; row += 37) {
        ASSERT_NO_FATAL_FAILURE(expectRow(rows, row));
        ASSERT_LE(m_budget->memoryUsed(), 8 * kSpoolMebi);
    }
}

TEST_F(SpoolRows, ARowOnDiskIsNotWaitedForButFoundOnceItWasRead) {
    begin(0);
    const KnownRows rows(3);
    ASSERT_TRUE(m_spool->append(rows.batch(0, 100)));
    m_writer->waitUntilIdle();
    EXPECT_FALSE(m_spool->tryRow(50));
    expectRow(rows, 50);
    const std::optional<ResultSpool::Located> cached = m_spool->tryRow(51);
    ASSERT_TRUE(cached);
    EXPECT_TRUE(rows.check(*cached->batch, cached->row, 51));
}

TEST_F(SpoolRows, TenThousandBlocksOfOneRowAreOneResult) {
    begin(kSpoolMebi);
    const KnownRows rows(5);
    for (std::uint64_t row = 0; row < 10'000; ++row) {
        ASSERT_TRUE(m_spool->append(rows.batch(row, 1)));
    }
    EXPECT_LE(m_budget->memoryUsed(), kSpoolMebi);
    for (std::uint64_t row = 0; row < 10'000; ++row) {
        ASSERT_NO_FATAL_FAILURE(expectRow(rows, row));
    }
}

TEST_F(SpoolRows, AResultWithoutRowsIsAResult) {
    begin(kSpoolMebi);
    ASSERT_TRUE(m_spool->append(KnownRows(3).batch(0, 0)));
    ASSERT_TRUE(m_spool->finish());
    EXPECT_TRUE(m_spool->finished());
    EXPECT_EQ(m_spool->rowCount(), 0U);
    EXPECT_FALSE(m_spool->tryRow(0));
    ASSERT_FALSE(m_spool->row(0));
    EXPECT_EQ(m_spool->row(0).error().kind, ErrorKind::InvalidInput);
    m_spool->releaseBefore(1);
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
}

TEST_F(SpoolRows, RowsWithoutColumnsAreCounted) {
    for (const std::uint64_t memory : {std::uint64_t{0}, kSpoolMebi}) {
        begin(memory);
        const KnownRows rows(0);
        ASSERT_TRUE(m_spool->append(rows.batch(0, 5)));
        m_writer->waitUntilIdle();
        EXPECT_EQ(m_spool->rowCount(), 5U);
        expectRow(rows, 4);
    }
}

TEST_F(SpoolRows, TwoThousandColumnsComeBackFromDisk) {
    begin(0);
    const KnownRows rows(2000);
    for (std::uint64_t row = 0; row < 300; row += 60) {
        ASSERT_TRUE(m_spool->append(rows.batch(row, 60)));
    }
    for (std::uint64_t row = 0; row < 300; row += 13) {
        ASSERT_NO_FATAL_FAILURE(expectRow(rows, row));
    }
}

TEST_F(SpoolRows, ReadersFollowTheWriterFromOtherThreads) {
    begin(2 * kSpoolMebi);
    const KnownRows rows(4, 60);
    constexpr std::uint64_t kRows = 40'000;
    std::atomic<int> wrong = 0;
    const auto read = [&](unsigned seed) {
        std::minstd_rand random(seed);
        std::uint64_t seen = 0;
        while (seen < kRows) {
            seen = m_spool->rowCount();
            if (seen == 0) {
                std::this_thread::yield();
                continue;
            }
            const std::uint64_t row = random() % seen;
            if (const auto quick = m_spool->tryRow(row); quick && !rows.check(*quick->batch, quick->row, row)) {
                ++wrong;
            }
            const auto located = m_spool->row(row);
            if (!located || !rows.check(*located->batch, located->row, row)) {
                ++wrong;
            }
        }
    };
    {
        const std::jthread first(read, 1U);
        const std::jthread second(read, 2U);
        for (std::uint64_t row = 0; row < kRows; row += 200) {
            ASSERT_TRUE(m_spool->append(rows.batch(row, 200)));
        }
        ASSERT_TRUE(m_spool->finish());
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(SpoolRows, RowsPassedOnGiveTheirMemoryAndDiskBack) {
    begin(4 * kSpoolMebi);
    const KnownRows rows(10, 100);
    for (std::uint64_t row = 0; row < 30'000; row += 1000) {
        ASSERT_TRUE(m_spool->append(rows.batch(row, 1000)));
    }
    m_writer->waitUntilIdle();
    const SpoolStats before = m_spool->stats();
    m_spool->releaseBefore(15'500);
    const SpoolStats half = m_spool->stats();
    EXPECT_EQ(half.memoryBytes, 0U);
    EXPECT_LT(half.diskBytes, before.diskBytes * 3 / 4);
    expectRow(rows, 15'000); // its page holds row 15,500 too
    ASSERT_FALSE(m_spool->row(14'999));
    EXPECT_EQ(m_spool->row(14'999).error().kind, ErrorKind::InvalidInput);
    EXPECT_FALSE(m_spool->tryRow(14'999));
    m_spool->releaseBefore(30'000);
    EXPECT_EQ(m_budget->diskUsed(), 0U);
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
    ASSERT_TRUE(m_spool->append(rows.batch(30'000, 1000)));
    expectRow(rows, 30'999);
    EXPECT_EQ(m_spool->rowCount(), 31'000U);
}

TEST_F(SpoolRows, AStreamThatIsReleasedAsItGoesNeedsNoMoreThanItsBudget) {
    begin(kSpoolMebi, 3 * kSpoolMebi);
    const KnownRows rows(10, 100);
    for (std::uint64_t row = 0; row < 100'000; row += 500) {
        ASSERT_TRUE(m_spool->append(rows.batch(row, 500)));
        ASSERT_NO_FATAL_FAILURE(expectRow(rows, row + 499));
        m_spool->releaseBefore(row);
    }
    EXPECT_TRUE(m_spool->finish());
}

TEST_F(SpoolRows, ClosingAResultGivesEverythingBackToTheOthers) {
    begin(8 * kSpoolMebi);
    const KnownRows rows(10, 100);
    std::vector<std::unique_ptr<ResultSpool>> spools;
    for (int i = 0; i < 4; ++i) {
        spools.push_back(newSpool());
        for (std::uint64_t row = 0; row < 10'000; row += 1000) {
            ASSERT_TRUE(spools.back()->append(rows.batch(row, 1000)));
        }
        ASSERT_TRUE(spools.back()->row(9'999));
    }
    spools.clear();
    m_writer->waitUntilIdle();
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
    EXPECT_EQ(m_budget->diskUsed(), 0U);
}

TEST_F(SpoolRows, ABlockOutlivesItsResult) {
    begin(kSpoolMebi);
    const KnownRows rows(3);
    ASSERT_TRUE(m_spool->append(rows.batch(0, 10)));
    const ResultSpool::Located kept = *m_spool->tryRow(7);
    m_spool.reset();
    m_writer->waitUntilIdle();
    EXPECT_TRUE(rows.check(*kept.batch, kept.row, 7));
}

TEST_F(SpoolRows, NothingIsLeftInTheFolder) {
    begin(0);
    const KnownRows rows(3);
    ASSERT_TRUE(m_spool->append(rows.batch(0, 1000)));
    m_writer->waitUntilIdle();
    EXPECT_TRUE(std::filesystem::is_empty(m_folder.path().toStdString()));
}

TEST_F(SpoolRows, ALowerMemoryLimitCountsForTheRowsThatFollow) {
    begin(64 * kSpoolMebi);
    const KnownRows rows(10, 100);
    ASSERT_TRUE(m_spool->append(rows.batch(0, 1000)));
    EXPECT_EQ(m_spool->stats().diskBytes, 0U);
    m_budget->setMemoryLimit(0);
    ASSERT_TRUE(m_spool->append(rows.batch(1000, 1000)));
    EXPECT_GT(m_spool->stats().diskBytes, 0U);
    expectRow(rows, 500);
    expectRow(rows, 1500);
}

TEST_F(SpoolRows, BlocksThatWereWrittenGiveTheirMemoryToTheNextOnes) {
    begin(0);
    NoLargeValues none;
    RowBatchBuilder builder(1, {1, 8}, none, m_spool->batchPool());
    const auto appendOne = [&] {
        builder.beginRow();
        builder.addReal(1.5);
        const RowBatchPtr batch = builder.take();
        const CellSlot* cells = batch->cellSlots().data();
        EXPECT_EQ(batch->rows(), 1U);
        EXPECT_EQ(batch->cell(0, 0).real, 1.5);
        EXPECT_TRUE(m_spool->append(batch));
        return cells;
    };
    const CellSlot* first = appendOne();
    m_writer->waitUntilIdle();
    appendOne(); // was begun before the first came back
    EXPECT_EQ(appendOne(), first);
}

} // namespace

} // namespace dbv::results
