// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"

namespace dbv::conformance {

class Sessions : public SessionTest {};

TEST_P(Sessions, TellTheirServerAndDatabase) {
    EXPECT_FALSE(session().facts().serverVersion.empty());
    EXPECT_FALSE(session().facts().database.empty());
    EXPECT_EQ(session().dialect().id, quirks().dialect());
    EXPECT_EQ(session().dialect().name, dialectName(quirks().dialect()));
}

TEST_P(Sessions, RefuseWhatLeadsNowhereWithANextStep) {
    const auto [params, kind] = quirks().wrongParams();
    const auto opened = openSession(connector(), params, {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, kind);
    EXPECT_FALSE(opened.error().message.empty());
    EXPECT_FALSE(opened.error().hint.empty());
}

TEST_P(Sessions, OpenSideBySideAndSeeEachOthersCommits) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    const auto other = openAnother();
    ASSERT_TRUE(runAll(*other, "INSERT INTO t VALUES (7)"));
    EXPECT_EQ(valueOf("SELECT a FROM t"), textValue("7"));
}

TEST_P(Sessions, KnowWhetherATransactionIsOpen) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run(session().dialect().begin);
    run("INSERT INTO t VALUES (1)");
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    run(session().dialect().rollback);
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), textValue("0"));
}

TEST_P(Sessions, AreUsableAfterAFailedStatement) {
    EXPECT_EQ(failureOf("SELECT nothing FROM nowhere").damage, Damage::Statement);
    EXPECT_EQ(valueOf("SELECT 1"), textValue("1"));
}

TEST_P(Sessions, RollBackWhatWasNotCommittedWhenTheyClose) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    run(session().dialect().begin);
    run("INSERT INTO t VALUES (1)");
    closeSession();
    const auto other = openAnother();
    const auto count = runAll(*other, "SELECT count(*) FROM t");
    ASSERT_TRUE(count);
    EXPECT_EQ(count->rows[0][0], textValue("0"));
}

TEST_P(Sessions, GiveSignsOfLifeThatLeaveNoTrace) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    EXPECT_TRUE(session().ping());
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run(session().dialect().begin);
    run("INSERT INTO t VALUES (1)");
    EXPECT_TRUE(session().ping());
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    run(session().dialect().rollback);
    const auto said = session().listen();
    ASSERT_TRUE(said);
    EXPECT_TRUE(said->empty());
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), textValue("0"));
}

TEST_P(Sessions, TakeTheIsolationLevelsThatTheirDialectOffersAndNoOther) {
    for (const std::string_view level : session().dialect().isolationLevels) {
        EXPECT_TRUE(session().setIsolation(level)) << level;
        run(session().dialect().begin);
        EXPECT_EQ(valueOf("SELECT 1"), textValue("1"));
        run(session().dialect().commit);
    }
    EXPECT_TRUE(session().setIsolation({}));
    const auto refused = session().setIsolation("CHAOS");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_FALSE(refused.error().hint.empty());
}

DBV_ON_EVERY_ENGINE(Sessions);

} // namespace dbv::conformance
