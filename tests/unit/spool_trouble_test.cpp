// SPDX-License-Identifier: Apache-2.0
#include <QtCore/QTemporaryDir>

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#ifdef __linux__
#include <csignal>
#include <sys/resource.h>
#endif

#include "results/result_spool.h"
#include "support/fail_spool_folder.h"
#include "support/spool_rows.h"

namespace dbv::results {

namespace {

using testing::FailSpoolFolder;
using testing::KnownRows;
using testing::SpoolTrouble;

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 32U;

/// A spool whose disk has trouble.
class SpoolTroubles : public ::testing::Test {
protected:
    void begin(std::uint64_t memoryBytes, std::uint64_t diskBytes = kPlenty) {
        begin(std::make_shared<SpoolBudget>(memoryBytes, diskBytes, std::make_shared<FailSpoolFolder>(m_trouble)));
    }
    void begin(std::shared_ptr<SpoolBudget> budget) {
        m_budget = std::move(budget);
        m_writer = std::make_shared<SpoolWriter>(m_budget);
        m_spool = std::make_unique<ResultSpool>(m_budget, m_writer, std::vector<Column>(m_rows.columns()));
    }
    /// Appends blocks of 100 rows until one is refused; at most 1,000.
    [[nodiscard]] Error appendUntilStopped() const {
        for (int i = 0; i < 1000; ++i) {
            if (const Result<void> appended = m_spool->append(m_rows.batch(m_spool->rowCount(), 100)); !appended) {
                return appended.error();
            }
        }
        return makeError(ErrorKind::Internal, "never stopped");
    }
    void expectEveryRowReadable() const {
        for (std::uint64_t row = 0; row < m_spool->rowCount(); ++row) {
            const Result<ResultSpool::Located> located = m_spool->row(row);
            ASSERT_TRUE(located) << located.error().message;
            ASSERT_TRUE(m_rows.check(*located->batch, located->row, row));
        }
    }
    void expectStopped(const Error& error) const {
        EXPECT_EQ(error.kind, ErrorKind::IoError) << error.message;
        EXPECT_FALSE(error.hint.empty());
        ASSERT_TRUE(m_spool->stopped());
        EXPECT_EQ(m_spool->stopped()->message, error.message);
        const std::uint64_t rows = m_spool->rowCount();
        EXPECT_FALSE(m_spool->append(m_rows.batch(rows, 1)));
        EXPECT_FALSE(m_spool->store("large"));
        EXPECT_EQ(m_spool->rowCount(), rows);
        EXPECT_FALSE(m_spool->finish());
    }

    KnownRows m_rows{5};
    QTemporaryDir m_folder;
    std::shared_ptr<SpoolTrouble> m_trouble = std::make_shared<SpoolTrouble>();
    std::shared_ptr<SpoolBudget> m_budget;
    std::shared_ptr<SpoolWriter> m_writer;
    std::unique_ptr<ResultSpool> m_spool;
};

TEST_F(SpoolTroubles, HaveTheNextStepOfTheirCause) {
    EXPECT_NE(spoolIoError("It failed in", "/f", ENOENT).hint.find("Make the folder again"), std::string::npos);
    EXPECT_NE(spoolIoError("It failed in", "/f", EACCES).hint.find("Allow writing"), std::string::npos);
    EXPECT_NE(spoolIoError("It failed in", "/f", ENOSPC).hint.find("Free some space"), std::string::npos);
}

TEST_F(SpoolTroubles, AFullDiskStopsTheResultAndKeepsEveryRowAccepted) {
    begin(100'000);
    m_trouble->diskFullAfter(50'000);
    const Error error = appendUntilStopped();
    expectStopped(error);
    EXPECT_NE(error.message.find("temporary folder fail"), std::string::npos) << error.message;
    EXPECT_GT(m_spool->rowCount(), 1000U);
    m_writer->waitUntilIdle();
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, AWriteThatFailsAfterTheLastBlockIsReportedByFinishAndLosesNothing) {
    begin(0);
    m_trouble->diskFullAfter(0);
    ASSERT_TRUE(m_spool->append(m_rows.batch(0, 100)));
    m_writer->waitUntilIdle();
    ASSERT_FALSE(m_spool->finish());
    EXPECT_EQ(m_spool->finish().error().kind, ErrorKind::IoError);
    EXPECT_TRUE(m_spool->finished());
    EXPECT_EQ(m_spool->rowCount(), 100U);
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, AUsedUpDiskBudgetNamesItsSizeAndTheSetting) {
    begin(0, std::uint64_t{1} << 20U);
    const Error error = appendUntilStopped();
    expectStopped(error);
    EXPECT_NE(error.message.find("1 MB"), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find("settings"), std::string::npos) << error.hint;
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, AFolderThatVanishedStopsOnlyWhatNeedsANewFile) {
    const std::string path = m_folder.path().toStdString() + "/spool";
    std::filesystem::create_directory(path);
    begin(std::make_shared<SpoolBudget>(0, kPlenty, std::filesystem::path(path)));
    ASSERT_TRUE(m_spool->append(m_rows.batch(0, 100)));
    std::filesystem::remove_all(path);
    ASSERT_TRUE(m_spool->append(m_rows.batch(100, 100)));
    m_writer->waitUntilIdle();
    expectEveryRowReadable();

    m_spool = std::make_unique<ResultSpool>(m_budget, m_writer, std::vector<Column>());
    const Error error = appendUntilStopped();
    expectStopped(error);
    EXPECT_NE(error.message.find(path), std::string::npos) << error.message;

    const std::string other = m_folder.path().toStdString();
    m_budget->setDirectory(other);
    m_spool = std::make_unique<ResultSpool>(m_budget, m_writer, std::vector<Column>());
    ASSERT_TRUE(m_spool->append(m_rows.batch(0, 100)));
}

TEST_F(SpoolTroubles, RowsInMemoryStayWhenTheFirstFileCanNotBeMade) {
    begin(40'000);
    m_trouble->vanish();
    expectStopped(appendUntilStopped());
    EXPECT_GT(m_spool->rowCount(), 0U);
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, DamagedBytesAreAnErrorAndNotACrash) {
    begin(0);
    ASSERT_TRUE(m_spool->append(m_rows.batch(0, 100)));
    m_writer->waitUntilIdle();
    m_trouble->turnBits(true);
    const Result<ResultSpool::Located> located = m_spool->row(5);
    ASSERT_FALSE(located);
    EXPECT_EQ(located.error().kind, ErrorKind::IoError);
    m_trouble->turnBits(false);
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, AppendWaitsForTheDiskOnceTooMuchIsUnderWay) {
    begin(400'000);
    m_trouble->hold();
    std::jthread filling([this] {
        for (int i = 0; i < 200; ++i) {
            EXPECT_TRUE(m_spool->append(m_rows.batch(m_spool->rowCount(), 100)));
        }
    });
    m_trouble->awaitWrite();
    // Rows under way are read from memory while the disk hangs.
    for (std::uint64_t row = 0; row < m_spool->rowCount(); ++row) {
        ASSERT_TRUE(m_spool->tryRow(row));
    }
    EXPECT_LE(m_budget->memoryUsed(), 400'000U);
    EXPECT_LT(m_spool->rowCount(), 20'000U);
    m_trouble->resume();
    filling.join();
    EXPECT_EQ(m_spool->rowCount(), 20'000U);
    m_writer->waitUntilIdle();
    expectEveryRowReadable();
}

TEST_F(SpoolTroubles, ClosingAResultDoesNotWaitForAWriteThatHangs) {
    begin(std::uint64_t{1} << 20U);
    m_trouble->hold();
    for (int i = 0; i < 250; ++i) {
        if (m_budget->diskUsed() > 100'000) {
            break;
        }
        ASSERT_TRUE(m_spool->append(m_rows.batch(m_spool->rowCount(), 100)));
    }
    m_trouble->awaitWrite();
    m_spool.reset(); // returns although the disk hangs
    EXPECT_EQ(m_trouble->filesOpen(), 1);
    m_trouble->resume();
    m_writer->waitUntilIdle();
    EXPECT_EQ(m_trouble->filesOpen(), 0);
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
    EXPECT_EQ(m_budget->diskUsed(), 0U);
    EXPECT_LT(m_trouble->bytesWritten(), 100'000U) << "queued blocks of a closed result were written";
}

TEST_F(SpoolTroubles, RowsReleasedBeforeTheyWereWrittenAreNeverWritten) {
    begin(std::uint64_t{1} << 20U);
    m_trouble->hold();
    while (m_budget->diskUsed() < 50'000) {
        ASSERT_TRUE(m_spool->append(m_rows.batch(m_spool->rowCount(), 100)));
    }
    m_trouble->awaitWrite();
    m_spool->releaseBefore(m_spool->rowCount());
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
    EXPECT_EQ(m_budget->diskUsed(), 0U);
    m_trouble->resume();
    m_writer->waitUntilIdle();
    EXPECT_LT(m_trouble->bytesWritten(), 20'000U);
    EXPECT_EQ(m_budget->memoryUsed(), 0U);
}

#ifdef __linux__
TEST_F(SpoolTroubles, TheSystemsOwnLimitOfFileSizesIsAnErrorLikeAFullDisk) {
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{300'000, before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    begin(std::make_shared<SpoolBudget>(0, kPlenty, std::filesystem::path(m_folder.path().toStdString())));
    const Error error = appendUntilStopped();
    m_writer->waitUntilIdle();
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    expectStopped(error);
    EXPECT_NE(error.message.find(m_folder.path().toStdString()), std::string::npos) << error.message;
    EXPECT_GT(m_spool->rowCount(), 1000U);
    expectEveryRowReadable();
}
#endif

} // namespace

} // namespace dbv::results
