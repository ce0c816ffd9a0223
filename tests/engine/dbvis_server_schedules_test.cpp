// SPDX-License-Identifier: Apache-2.0
// Schedules for every database of a server.
#include <csignal>
#include <string>

#include "dbvis_servers_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DbvisServerSchedules : public DbvisPostgresServer {
protected:
    void SetUp() override {
        DbvisPostgresServer::SetUp();
        ASSERT_EQ(run({"connections", "add", "all", url()}), 0) << errors();
        ASSERT_EQ(run({"connections", "add", "anns", url("ann")}), 0) << errors();
    }
    void add(const std::vector<std::string>& more) {
        std::vector<std::string> words{"schedule",           "add",  "nightly",  "--connection",   "all", "--when",
                                       "every day at 02:00", "--to", path("to"), "--all-databases"};
        words.insert(words.end(), more.begin(), more.end());
        ASSERT_EQ(run(words), 0) << errors();
    }
    std::string shown() {
        EXPECT_EQ(run({"schedule", "show", "nightly"}), 0) << errors();
        return output();
    }
};

TEST_F(DbvisServerSchedules, BackUpWhatIsThereAndKeepOfEachWhatTheRulesSay) {
    add({"--except", "postgres", "--drill", "each", "--keep-newest", "1"});
    EXPECT_THAT(shown(), HasSubstr("@all, all databases but \"postgres\""));
    ASSERT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr("nightly: succeeded"), HasSubstr("a\"b'c: proved: "),
                                HasSubstr("closed: proved: "), HasSubstr("größe ☃: proved: ")));
    // A new one is in the next run by itself, an old one stays as it is.
    server().run("CREATE DATABASE newer");
    ASSERT_EQ(run({"schedule", "run", "nightly"}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr("newer: proved: "), HasSubstr("closed: proved: ")));
    EXPECT_THAT(errors(), HasSubstr("Each backup holds the roles of the server")) << "what its process has said";
    EXPECT_THAT(shown(), HasSubstr("Each backup holds the roles of the server"));
    EXPECT_EQ(made().size(), 4U) << "one of each";
    server().run("DROP DATABASE newer");
    ASSERT_EQ(run({"job", "run", "nightly", "--format", "json"}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr(R"("databases":[{)"), HasSubstr(R"("outcome":"succeeded")")));
    EXPECT_EQ(made().size(), 4U);
    EXPECT_EQ(madeOf("newer-"), 1U) << "the last that is proved of a database that is gone";
    EXPECT_THAT(list(), HasSubstr("\tproved\tall, newer (with roles)\t"));
    expectNothingLeft();
    // And back to one.
    ASSERT_EQ(run({"schedule", "change", "nightly", "--whole"}), 0) << errors();
    EXPECT_THAT(shown(), Not(HasSubstr("all databases")));
    EXPECT_EQ(run({"schedule", "change", "nightly", "--except", "a"}), 1);
    EXPECT_EQ(run({"schedule", "change", "nightly", "--all-databases", "--table", "t"}), 1);
}

TEST_F(DbvisServerSchedules, FailWhereOneHasFailedNameItAndRemoveNothing) {
    add({"--drill", "never", "--keep-newest", "1", "--except", "postgres"});
    ASSERT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    ASSERT_EQ(run({"schedule", "change", "nightly", "--connection", "anns"}), 0) << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("nightly: failed: 1 of 3 databases have failed: \"closed\": "),
                                HasSubstr("a\"b'c: verified: ")));
    EXPECT_EQ(made().size(), 5U) << "nothing old is removed behind a failure";
    EXPECT_THAT(shown(), AllOf(HasSubstr("failed"), HasSubstr("\"closed\": ")));
    ASSERT_EQ(run({"schedule", "change", "nightly", "--except", "closed", "--except", "postgres"}), 0) << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(madeOf("a_b_c-"), 1U);
    EXPECT_EQ(madeOf("closed-"), 1U);
}

TEST_F(DbvisServerSchedules, TellTheTruthWhenTheyAreStoppedOrKilled) {
    add({"--drill", "never", "--except", "postgres", "--retries", "0"});
    hold();
    ChildProgram job({"DBVIS_HOME=" + m_home.path().toStdString()});
    ASSERT_TRUE(job.start(DBV_PROGRAM_DIR "/dbvis", {"job", "run", "nightly"}));
    ASSERT_TRUE(isWaitedFor());
    EXPECT_THAT(shown(), AllOf(HasSubstr("größe ☃ (3 of 3): ")));
    ASSERT_EQ(run({"schedule", "stop", "nightly"}), 0) << errors();
    EXPECT_EQ(job.wait(), 1);
    EXPECT_THAT(shown(), HasSubstr("stopped"));
    EXPECT_EQ(made().size(), 2U);
    EXPECT_THAT(list(), AllOf(HasSubstr("all, a\"b'c"), HasSubstr("all, closed"), Not(HasSubstr("größe")),
                              Not(HasSubstr("running"))));
    // What pg_dump had asked for goes on waiting at the server until then.
    release();
    hold();
    ASSERT_TRUE(job.start(DBV_PROGRAM_DIR "/dbvis", {"job", "run", "nightly"}));
    ASSERT_TRUE(isWaitedFor());
    job.signal(SIGKILL);
    EXPECT_EQ(job.wait(), -SIGKILL);
    release();
    EXPECT_THAT(shown(), HasSubstr("interrupted"));
    EXPECT_THAT(list(), AllOf(HasSubstr("\tfailed\tall, größe ☃"), Not(HasSubstr("running"))));
    EXPECT_EQ(made().size(), 4U) << "what was whole is there, and nothing half";
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
}

TEST_F(DbvisServerSchedules, HearOfAStopWhileTheServerLetsThemWait) {
    add({"--drill", "never", "--except", "postgres", "--retries", "0"});
    ASSERT_EQ(run({"connections", "add", "one", url("postgres", "gr%C3%B6%C3%9Fe%20%E2%98%83")}), 0) << errors();
    ASSERT_EQ(run({"schedule", "change", "nightly", "--connection", "one", "--whole"}), 0) << errors();
    // What is asked before a dump begins waits for this as well.
    server().run("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'held'", kUnicode);
    ChildProgram job({"DBVIS_HOME=" + m_home.path().toStdString()});
    ASSERT_TRUE(job.start(DBV_PROGRAM_DIR "/dbvis", {"job", "run", "nightly"}));
    ASSERT_TRUE(isWaitedFor());
    ASSERT_EQ(run({"schedule", "stop", "nightly"}), 0) << errors();
    EXPECT_EQ(job.wait(), 1);
    EXPECT_THAT(shown(), HasSubstr("stopped"));
    EXPECT_EQ(server().run("SELECT count(*) FROM pg_locks WHERE NOT granted"), "0") << "nothing waits there any more";
    release();
    EXPECT_TRUE(made().empty());
}

TEST_F(DbvisServerSchedules, AreNotForDatabasesThatAreFiles) {
    ASSERT_EQ(run({"query", "sqlite:" + path("a.db") + "?mode=rwc", "create table t(a)"}), 0) << errors();
    ASSERT_EQ(run({"connections", "add", "lite", "sqlite:" + path("a.db")}), 0) << errors();
    add({"--drill", "never"});
    ASSERT_EQ(run({"schedule", "change", "nightly", "--connection", "lite"}), 0) << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 1);
    EXPECT_THAT(errors(), HasSubstr("A database of this kind is a file, and has no server"));
}

} // namespace

} // namespace dbv::testing
