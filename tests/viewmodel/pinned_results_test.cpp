// SPDX-License-Identifier: Apache-2.0
// Results that stay when the next run begins.
#include <QSignalSpy>

#include "query_tab_fixture.h"

namespace dbv::viewmodel {
namespace {

class PinnedResults : public QueryTabOnFakeEngine {
protected:
    ResultId runWith(const std::string& sql, std::uint64_t rows) {
        start(sql);
        engine.say(run, protocol::StatementStarted{0, {0, sql.size()}});
        const ResultId result = engine.sayNumbers(run, 0, rows);
        const auto ended = report(0, {0, sql.size()}, rows);
        engine.say(run, protocol::StatementFinished{ended});
        engine.finish(run, testing::finishedScript({ended}));
        deliver();
        return result;
    }
};

TEST_F(PinnedResults, StayReadableBesideThoseOfTheNextRun) {
    const ResultId first = runWith("SELECT 'ü', n FROM t", 5);
    ASSERT_TRUE(tab.setPinned(0, true));
    const ResultId second = runWith("SELECT n FROM u", 2);
    ASSERT_EQ(tab.results().size(), 2U);
    EXPECT_EQ(tab.firstOfRun(), 1U);
    EXPECT_EQ(tab.results()[0].id, first);
    EXPECT_EQ(tab.results()[0].statement, u"SELECT 'ü', n FROM t"_s);
    EXPECT_TRUE(tab.results()[0].since.isValid());
    EXPECT_EQ(tab.results()[0].model->displayText(4, 0), u"4"_s);
    EXPECT_EQ(tab.results()[1].id, second);
    EXPECT_NE(engine.shelf().find(first), nullptr);
    EXPECT_TRUE(tab.statusLine(0).startsWith(u"5 rows"_s)) << qPrintable(tab.statusLine(0));
    EXPECT_TRUE(tab.statusLine(1).startsWith(u"2 rows"_s));
    const ResultId third = runWith("SELECT n FROM v", 1);
    ASSERT_EQ(tab.results().size(), 2U);
    EXPECT_EQ(tab.results()[1].id, third);
    EXPECT_EQ(engine.shelf().find(second), nullptr);
}

TEST_F(PinnedResults, GoWithTheNextRunWhenTheyAreUnpinned) {
    const ResultId first = runWith("SELECT 1", 5);
    ASSERT_TRUE(tab.setPinned(0, true));
    runWith("SELECT 2", 2);
    ASSERT_TRUE(tab.setPinned(0, false));
    ASSERT_EQ(tab.results().size(), 2U) << "nothing vanishes under the eyes";
    runWith("SELECT 3", 1);
    EXPECT_EQ(tab.results().size(), 1U);
    EXPECT_EQ(tab.firstOfRun(), 0U);
    EXPECT_EQ(engine.shelf().find(first), nullptr);
}

TEST_F(PinnedResults, AreGivenBackWhenTheyAreClosed) {
    const ResultId first = runWith("SELECT 1", 5);
    ASSERT_TRUE(tab.setPinned(0, true));
    runWith("SELECT 2", 2);
    QSignalSpy closed(&tab, &QueryTab::resultClosed);
    ASSERT_TRUE(tab.closeResult(0));
    deliver();
    EXPECT_EQ(closed.count(), 1);
    EXPECT_EQ(tab.results().size(), 1U);
    EXPECT_EQ(tab.firstOfRun(), 0U);
    EXPECT_EQ(engine.shelf().find(first), nullptr);
}

TEST_F(PinnedResults, AreNotClosedWhileTheirStatementRunsButOthersAre) {
    runWith("SELECT 1", 5);
    ASSERT_TRUE(tab.setPinned(0, true));
    start("SELECT 2");
    engine.say(run, protocol::StatementStarted{0, {0, 8}});
    engine.sayNumbers(run, 0, 3);
    deliver();
    ASSERT_EQ(tab.results().size(), 2U);
    const Result<void> refused = tab.closeResult(1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Busy);
    ASSERT_TRUE(tab.closeResult(0));
    const auto ended = report(0, {0, 8}, 3);
    engine.say(run, protocol::StatementFinished{ended});
    deliver();
    ASSERT_EQ(tab.results().size(), 1U);
    ASSERT_TRUE(tab.results()[0].report);
    EXPECT_EQ(tab.results()[0].model->rowCount(), 3U);
}

TEST_F(PinnedResults, AreNoMoreThanTheirLimit) {
    for (std::size_t i = 0; i < QueryTab::kMostPinned; ++i) {
        runWith("SELECT 1", 1);
        ASSERT_TRUE(tab.setPinned(tab.firstOfRun(), true));
    }
    runWith("SELECT 1", 1);
    const Result<void> refused = tab.setPinned(tab.firstOfRun(), true);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "20 results of this tab are pinned already.");
    ASSERT_TRUE(tab.setPinned(0, true)) << "it is one of them";
    ASSERT_TRUE(tab.closeResult(0));
    EXPECT_TRUE(tab.setPinned(tab.firstOfRun(), true));
}

TEST_F(PinnedResults, SayTheirStatementInShortAndInFull) {
    runWith("SELECT something_with_a_long_name,\n  other FROM t", 1);
    const TabResult& result = tab.results()[0];
    EXPECT_TRUE(shortPinnedText(result).endsWith(u" · SELECT something…e, other FROM t"_s))
        << qPrintable(shortPinnedText(result));
    EXPECT_TRUE(longPinnedText(result).endsWith(u"\nSELECT something_with_a_long_name,\n  other FROM t"_s));
}

} // namespace
} // namespace dbv::viewmodel
