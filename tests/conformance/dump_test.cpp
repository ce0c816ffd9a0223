// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <map>
#include <string>

#include <QtCore/QTemporaryDir>

#include "heard_inventory.h"
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
        run({"INSERT INTO t VALUES (" + quirks().parameter(1) + ")", {std::string("one")}, {}});
    }
    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] DumpGround ground() const {
        return {folder(), [this] { return Result<ConnectParams>(quirks().params()); }};
    }
    [[nodiscard]] bool leftNothing() const { return std::filesystem::is_empty(folder()); }
    [[nodiscard]] Dumper& dumper() const { return *session().dumper(); }
    /// The bytes of a dump, and what it says that is in it.
    Result<std::string> dump(HeardInventory& heard, const DumpProgress& progress) const {
        std::string bytes;
        const Result<std::string> dumped = dumper().dump(
            ground(), DumpScope(),
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            heard, progress);
        return dumped ? Result<std::string>(std::move(bytes)) : std::unexpected(dumped.error());
    }

private:
    QTemporaryDir m_folder;
};

TEST_P(Dumps, TellTheirPlan) {
    const Result<DumpPlan> plan = dumper().plan(DumpScope());
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_FALSE(plan->tool.empty());
    EXPECT_FALSE(plan->format.empty());
    EXPECT_FALSE(plan->rowFormat.empty());
    // It may be packed where it lies.
    EXPECT_GT(plan->bytes.value_or(0), 10'000U);
}

TEST_P(Dumps, AreWholeAndTellHowFarTheyAreAndWhatIsInThem) {
    HeardInventory heard;
    std::map<std::string, std::uint64_t> last;
    const Result<std::string> bytes = dump(heard, [&](const DumpAdvance& advance) {
        std::uint64_t& before = last[std::string(advance.phase)];
        EXPECT_GE(advance.done, before);
        before = advance.done;
        return advance.total == 0 || advance.done <= advance.total;
    });
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_FALSE(last.empty());
    EXPECT_GT(bytes->size(), 4'000'000U);
    EXPECT_EQ(heard.rows.size(), 1U);
    const auto& rows = heard.rows.begin()->second;
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows.begin()->second + rows.rbegin()->second, 41);
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    EXPECT_TRUE(leftNothing());
}

TEST_P(Dumps, ComeBackAsTheyWere) {
    HeardInventory dumped;
    const Result<std::string> bytes = dump(dumped, goOnDumping);
    ASSERT_TRUE(bytes) << bytes.error().message;
    const Result<std::unique_ptr<ScratchDatabase>> scratch = dumper().makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    std::string_view left = *bytes;
    Dumper& other = *(*scratch)->session().dumper();
    const auto restored = other.restore(ground(), RestoreWish(), sourceOf(left), goOnDumping);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(other.checkSound(goOnDumping));
    HeardInventory found;
    const Result<void> taken = other.takeInventory(ground(), DumpScope(), found, goOnDumping);
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(found.definitions, dumped.definitions);
    EXPECT_EQ(found.rows, dumped.rows);
    EXPECT_EQ(found.values, dumped.values);
    const Result<void> removed = (*scratch)->remove();
    EXPECT_TRUE(removed);
    EXPECT_TRUE(leftNothing());
}

TEST_P(Dumps, LeaveNothingBehindWhenStopped) {
    HeardInventory heard;
    const Result<std::string> stopped = dump(heard, [](const DumpAdvance& /*advance*/) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_TRUE(leftNothing());
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_P(Dumps, FailWhereTheirBytesAreNotTaken) {
    HeardInventory heard;
    const Result<std::string> failed = dumper().dump(
        ground(), DumpScope(), [](std::string_view /*bytes*/) { return fail(ErrorKind::IoError, "the disk is full"); },
        heard, goOnDumping);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "the disk is full");
    EXPECT_TRUE(leftNothing());
}

DBV_ON_EVERY_ENGINE(Dumps);

} // namespace dbv::conformance
