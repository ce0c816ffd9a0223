// SPDX-License-Identifier: Apache-2.0
// Backups that go out by the standard output, and come in by the standard input.
#include <filesystem>
#include <string>

#include "dbvis_places_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DbvisStreams : public DbvisPlaces {};

TEST_F(DbvisStreams, CarryABackupOutAndIn) {
    makeDatabase("shop.db", 5000);
    ASSERT_EQ(shell("$DBVIS backup make shop.db --to - > out.dbvbackup"), 0) << errors();
    EXPECT_THAT(errors(), AllOf(HasSubstr("made: 2 objects, 5000 rows"), HasSubstr("to the standard output")));
    EXPECT_THAT(output(), IsEmpty());
    EXPECT_THAT(list(), Not(HasSubstr("shop"))) << "there is no file that an entry could tell of";
    EXPECT_EQ(run({"backup", "verify", path("out.dbvbackup")}), 0) << errors();
    EXPECT_EQ(run({"backup", "drill", path("out.dbvbackup")}), 0) << errors();

    EXPECT_EQ(shell("$DBVIS backup make shop.db --to - | $DBVIS backup verify -"), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("verified: 2 objects, 5000 rows"));
    EXPECT_EQ(shell("cat out.dbvbackup | $DBVIS backup show -"), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("5000"));
    EXPECT_EQ(shell("cat out.dbvbackup | $DBVIS backup unpack - dump.db && cmp dump.db shop.db"), 0)
        << errors() << output();
    EXPECT_EQ(shell("$DBVIS backup unpack out.dbvbackup - > dump2.db && cmp dump2.db shop.db"), 0)
        << errors() << output();
    EXPECT_EQ(shell("$DBVIS backup unpack - - < out.dbvbackup > dump3.db && cmp dump3.db shop.db"), 0)
        << errors() << output();
}

TEST_F(DbvisStreams, SayWhatIsDamagedAndWhatCanNotBeDone) {
    makeDatabase("shop.db", 5000);
    ASSERT_EQ(shell("$DBVIS backup make shop.db --to - --compression none > out.dbvbackup"), 0) << errors();
    EXPECT_EQ(shell("head -c 300000 out.dbvbackup | $DBVIS backup verify -"), 1);
    EXPECT_THAT(errors(), HasSubstr("\"-\""));
    EXPECT_EQ(shell("head -c 300000 out.dbvbackup | $DBVIS backup unpack - dump.db; test ! -e dump.db"), 0);
    EXPECT_NE(shell("head -c 300000 out.dbvbackup | $DBVIS backup unpack - - > /dev/null"), 0);
    for (const std::string line : {"restore - sqlite:x.db?mode=rwc", "drill -", "compare - shop.db", "diff - shop.db",
                                   "make shop.db --to - --check verify"}) {
        EXPECT_NE(shell("$DBVIS backup " + line + " < out.dbvbackup"), 0) << line;
        EXPECT_THAT(errors(), HasSubstr("standard ")) << line;
    }
}

TEST_F(DbvisStreams, SayWhatNobodyHasLookedInto) {
    makeDatabase("shop.db", 100);
    ::setenv("DBVIS_TEST_WORDS", "correct horse", 1);
    ASSERT_EQ(
        shell("$DBVIS backup make shop.db --to - --passphrase-from environment:DBVIS_TEST_WORDS > sealed.dbvbackup"), 0)
        << errors();
    EXPECT_EQ(shell("$DBVIS backup verify - < sealed.dbvbackup"), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr("made: not looked into, "), HasSubstr("no passphrase was given"),
                                Not(HasSubstr("0 objects"))));
    EXPECT_EQ(shell("$DBVIS backup verify - --passphrase-from environment:DBVIS_TEST_WORDS < sealed.dbvbackup"), 0)
        << errors();
    EXPECT_THAT(output(), HasSubstr("verified: 2 objects, 100 rows"));
}

TEST_F(DbvisStreams, SayThatNobodyReads) {
    makeDatabase("shop.db", 20'000);
    EXPECT_EQ(
        shell("($DBVIS backup make shop.db --to - --compression none; echo $? > code) | head -c 1000 > /dev/null; "
              "cat code"),
        0);
    EXPECT_EQ(output(), "4\n");
    EXPECT_THAT(errors(), HasSubstr("nobody reads it any more"));
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", path("out.dbvbackup")}), 0) << errors();
    EXPECT_EQ(shell("($DBVIS backup unpack out.dbvbackup -; echo $? > code) | head -c 1000 > /dev/null; cat code"), 0);
    EXPECT_EQ(output(), "4\n");
    // What fails for another reason does so.
    EXPECT_EQ(shell("$DBVIS backup unpack none.dbvbackup - > /dev/null"), 1);
    EXPECT_EQ(shell("test ! -e /dev/full || $DBVIS backup unpack out.dbvbackup - > /dev/full"),
              std::filesystem::exists("/dev/full") ? 4 : 0);
}

TEST_F(DbvisStreams, BelongToTheProtocolOverJsonRpc) {
    makeDatabase("shop.db");
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"url":"sqlite:)" + path("shop.db") +
         R"("}}})");
    ASSERT_NE(lineWith(R"("id":"c")").find("connectionId"), std::string::npos);
    send(R"({"jsonrpc":"2.0","id":"b","method":"startBackup","params":{"connectionId":1,"destination":"-"}})");
    EXPECT_THAT(lineWith(R"("id":"b")"), HasSubstr("error"));
    send(R"({"jsonrpc":"2.0","id":"v","method":"verifyBackup","params":{"path":"-"}})");
    EXPECT_THAT(lineWith(R"("id":"v")"), HasSubstr("error"));
}

} // namespace

} // namespace dbv::testing
