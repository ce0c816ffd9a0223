// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <QtCore/QTemporaryDir>

#include "session_fixture.h"

namespace dbv::conformance {

class Dumps : public SessionTest {
protected:
    void SetUp() override {
        SessionTest::SetUp();
        if (session().dumper() == nullptr) {
            GTEST_SKIP() << "this engine has no dump of its own";
        }
        run("CREATE TABLE t (a " + quirks().textType() + ")");
        for (int i = 0; i < 40; ++i) {
            run({"INSERT INTO t VALUES (" + quirks().parameter(1) + ")", {std::string(100'000, 'x')}, {}});
        }
        m_path = m_folder.filePath(QStringLiteral("dump")).toStdString();
    }

    QTemporaryDir m_folder;
    std::string m_path;
};

TEST_P(Dumps, AreWrittenWholeAndTellHowFarTheyAre) {
    std::uint64_t last = 0;
    std::uint64_t total = 0;
    ASSERT_TRUE(session().dumper()->dump(m_path, [&](std::uint64_t done, std::uint64_t all) {
        EXPECT_GE(done, last);
        last = done;
        total = all;
        return true;
    }));
    EXPECT_GT(total, 0U);
    EXPECT_EQ(last, total);
    EXPECT_GT(std::filesystem::file_size(m_path), 4'000'000U);
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_P(Dumps, LeaveNothingBehindWhenStopped) {
    const auto stopped = session().dumper()->dump(m_path, [](std::uint64_t, std::uint64_t) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_TRUE(std::filesystem::is_empty(m_folder.path().toStdString()));
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_P(Dumps, NeverWriteOverAFile) {
    std::ofstream(m_path) << "precious";
    const auto refused = session().dumper()->dump(m_path, [](std::uint64_t, std::uint64_t) { return true; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::IoError);
    EXPECT_EQ(std::filesystem::file_size(m_path), 8U);
}

DBV_ON_EVERY_ENGINE(Dumps);

} // namespace dbv::conformance
