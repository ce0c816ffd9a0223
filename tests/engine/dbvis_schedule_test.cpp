// SPDX-License-Identifier: Apache-2.0
// `dbvis schedule` and `dbvis job`.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DbvisSchedules : public DbvisProgram {
protected:
    void SetUp() override {
        std::filesystem::create_directory(path("to"));
        makeDatabase(path("shop.db"), 500);
        ASSERT_EQ(run({"connections", "add", "shop", "sqlite:" + path("shop.db")}), 0) << errors();
    }
    [[nodiscard]] std::string path(const std::string& name) const { return m_work.path().toStdString() + "/" + name; }
    void makeDatabase(const std::string& file, int rows) {
        ASSERT_EQ(run({"query", "sqlite:" + file + "?mode=rwc",
                       "create table t(a integer primary key, b);"
                       "with recursive n(i) as (select 1 union all select i + 1 from n where i < " +
                           std::to_string(rows) + ") insert into t select i, hex(randomblob(200)) from n"}),
                  0)
            << errors();
    }
    void add(const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"schedule",           "add",  "nightly", "--connection", "shop", "--when",
                                       "every day at 02:00", "--to", path("to")};
        words.insert(words.end(), more.begin(), more.end());
        ASSERT_EQ(run(words), 0) << errors();
    }
    /// Changes what the state file says of the schedule.
    void setState(const std::string& sql) {
        ASSERT_EQ(run({"query", "sqlite:" + m_home.path().toStdString() + "/dbvis.db", "update schedules set " + sql,
                       "--safety", "off"}),
                  0)
            << errors();
    }
    /// As if it had been made long ago, and had not run since.
    void makeDue() { setState("created = created - 3 * 86400000"); }
    std::string list(const std::string& what = "schedule") {
        EXPECT_EQ(run({what, "list"}), 0) << errors();
        return output();
    }
    /// How the last run of the only schedule has ended, or that it is running.
    std::string outcome() {
        EXPECT_EQ(run({"schedule", "list", "--format", "json"}), 0) << errors();
        const std::string text = output();
        const std::string name = R"("outcome":")";
        const std::size_t begin = text.find(name) + name.size();
        return text.substr(begin, text.find('"', begin) - begin);
    }
    /// Begins a run that lasts for some seconds, in a process of its own.
    void beginLongRun(ChildProgram& job) {
        makeDatabase(path("large.db"), 400'000);
        std::filesystem::rename(path("large.db"), path("shop.db"));
        add();
        ASSERT_TRUE(job.start(DBV_PROGRAM_DIR "/dbvis", {"job", "run", "nightly"}));
        while (outcome() != "running") {
            ASSERT_NE(outcome(), "succeeded") << "it was too fast";
        }
    }
    [[nodiscard]] std::vector<std::string> backups() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(path("to"))) {
            if (entry.path().extension() == ".dbvbackup") {
                files.push_back(entry.path().filename().string());
            }
        }
        return files;
    }

    QTemporaryDir m_work;
};

TEST_F(DbvisSchedules, AreKeptShownChangedAndRemoved) {
    add({"--keep-newest", "3", "--drill", "each", "--zone", "Europe/Berlin"});
    EXPECT_EQ(run({"schedule", "show", "nightly"}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("@shop"), HasSubstr("every day at 02:00, Europe/Berlin"),
                                HasSubstr("3 newest"), HasSubstr("next run")));
    EXPECT_EQ(run({"schedule", "change", "nightly", "--when", "0 5 * * 1-5", "--disable"}), 0) << errors();
    EXPECT_THAT(list(), AllOf(HasSubstr("0 5 * * 1-5"), HasSubstr("disabled")));
    EXPECT_EQ(run({"schedule", "add", "nightly", "--connection", "shop", "--when", "every hour", "--to", path("to")}),
              1);
    EXPECT_THAT(errors(), HasSubstr("There is a schedule \"nightly\" already."));
    EXPECT_EQ(run({"schedule", "remove", "nightly"}), 0);
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_EQ(run({"schedule", "remove", "nightly"}), 1);
    EXPECT_THAT(errors(), HasSubstr("There is no schedule \"nightly\" any more."));
}

TEST_F(DbvisSchedules, RefuseWhatCanNotBeDoneWithTheNextStep) {
    const auto refused = [this](const std::vector<std::string>& more) {
        std::vector<std::string> words{"schedule", "add", "x", "--to", path("to")};
        words.insert(words.end(), more.begin(), more.end());
        EXPECT_NE(run(words), 0);
        return errors();
    };
    EXPECT_THAT(refused({"--connection", "none", "--when", "every hour"}), HasSubstr("no saved connection \"none\""));
    EXPECT_THAT(refused({"--connection", "shop", "--when", "every now and then"}), HasSubstr("now"));
    EXPECT_THAT(refused({"--connection", "shop", "--when", "every hour", "--to", path("gone")}),
                HasSubstr("There is no folder"));
    EXPECT_THAT(refused({"--connection", "shop", "--when", "every hour", "--passphrase-from", "ask"}),
                HasSubstr("where the passphrase comes from"));
    EXPECT_THAT(refused({"--connection", "shop", "--when", "every hour", "--retries", "often"}),
                HasSubstr("--retries is not a number: often."));
    EXPECT_THAT(list(), IsEmpty());
}

TEST_F(DbvisSchedules, WhatIsDueRunsOnceAndIsProvedAndWhatIsNotDoesNot) {
    add();
    EXPECT_EQ(run({"schedule", "due"}), 0) << errors();
    EXPECT_THAT(backups(), IsEmpty());
    makeDue();
    EXPECT_EQ(run({"schedule", "due"}), 0) << errors();
    EXPECT_THAT(errors(), HasSubstr("missed before")) << "what was missed is told";
    EXPECT_EQ(backups().size(), 1U);
    EXPECT_THAT(list(), HasSubstr("succeeded"));
    EXPECT_THAT(list("backup"), HasSubstr("\tproved\t")) << "the first of the week is drilled";
    EXPECT_EQ(run({"schedule", "due"}), 0);
    EXPECT_THAT(errors(), IsEmpty());
    EXPECT_EQ(backups().size(), 1U);
    EXPECT_EQ(run({"schedule", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(backups().size(), 2U);
    EXPECT_THAT(list("backup"), AllOf(HasSubstr("\tverified\t"), HasSubstr("\tproved\t")));
}

TEST_F(DbvisSchedules, AFailureIsToldTriedAgainAndRemovesNothing) {
    add({"--keep-newest", "1"});
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    ASSERT_EQ(backups().size(), 1U);
    std::filesystem::rename(path("shop.db"), path("away.db"));
    makeDue();
    EXPECT_EQ(run({"schedule", "due"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("nightly: failed"), HasSubstr("shop")));
    EXPECT_EQ(backups().size(), 1U) << "the old one may be all that there is";
    EXPECT_THAT(list(), HasSubstr("failed"));
    EXPECT_EQ(run({"schedule", "due"}), 0) << "it is tried again after a minute";
    setState("state = CAST(json_set(CAST(state AS TEXT), '$.lastEnded', json_extract(CAST(state AS TEXT), "
             "'$.lastEnded') - 90000) AS BLOB)");
    std::filesystem::rename(path("away.db"), path("shop.db"));
    EXPECT_EQ(run({"schedule", "due"}), 0) << errors();
    EXPECT_THAT(list(), HasSubstr("succeeded"));
}

TEST_F(DbvisSchedules, RulesRemoveOldBackupsButNeverTheLastProved) {
    add({"--keep-newest", "1", "--drill", "weekly"});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    }
    EXPECT_THAT(output(), HasSubstr("removed: "));
    EXPECT_EQ(backups().size(), 2U) << "the newest, and the first, which alone is proved";
    EXPECT_THAT(list("backup"), AllOf(HasSubstr("\tverified\t"), HasSubstr("\tproved\t")));
}

TEST_F(DbvisSchedules, EncryptedOnesTakeTheirPassphraseFromACommand) {
    std::ofstream(path("word")) << "open sesame\n";
    add({"--passphrase-from", "command:cat " + path("word"), "--drill", "each"});
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    const std::string file = path("to/" + backups().at(0));
    EXPECT_EQ(run({"backup", "show", file}), 1) << "nobody can be asked";
    std::filesystem::remove(path("word"));
    EXPECT_EQ(run({"job", "run", "nightly"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("nightly: failed"), Not(HasSubstr("sesame"))));
    EXPECT_EQ(backups().size(), 1U);
}

TEST_F(DbvisSchedules, ARunThatIsKilledIsInterruptedAndLeavesNothing) {
    ChildProgram job{{"DBVIS_HOME=" + m_home.path().toStdString()}};
    ASSERT_NO_FATAL_FAILURE(beginLongRun(job));
    EXPECT_EQ(run({"schedule", "run", "nightly"}), 1);
    EXPECT_THAT(errors(), HasSubstr("A run of \"nightly\" is under way."));
    EXPECT_EQ(run({"schedule", "remove", "nightly"}), 1);
    ASSERT_EQ(::kill(static_cast<pid_t>(job.id()), SIGKILL), 0);
    static_cast<void>(job.wait());
    EXPECT_EQ(outcome(), "interrupted");
    EXPECT_THAT(list("backup"), AnyOf(IsEmpty(), HasSubstr("\tfailed\t"), HasSubstr("\tmade\t")));
    EXPECT_EQ(run({"schedule", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(outcome(), "succeeded");
    for (const auto& entry : std::filesystem::directory_iterator(path("to"))) {
        EXPECT_EQ(entry.path().extension(), ".dbvbackup") << entry.path() << " was left";
    }
}

TEST_F(DbvisSchedules, ARunIsStoppedFromAnotherProcessAndNotTriedAgain) {
    ChildProgram job{{"DBVIS_HOME=" + m_home.path().toStdString()}};
    ASSERT_NO_FATAL_FAILURE(beginLongRun(job));
    EXPECT_EQ(run({"schedule", "stop", "nightly"}), 0) << errors();
    EXPECT_EQ(job.wait(), 1);
    EXPECT_EQ(outcome(), "stopped");
    EXPECT_EQ(run({"schedule", "stop", "nightly"}), 1);
    EXPECT_THAT(errors(), HasSubstr("No run of \"nightly\" is under way."));
}

TEST_F(DbvisSchedules, TravelToAnotherMachineAndWaitThere) {
    add();
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(run({"schedule", "export", path("out.json")}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("1 schedule, 1 backup"));
    EXPECT_EQ(run({"schedule", "export", path("out.json")}), 1) << "nothing is replaced";
    const QTemporaryDir other;
    const std::string home = other.path().toStdString();
    EXPECT_EQ(run({"--data-dir", home, "connections", "add", "shop", "sqlite:" + path("shop.db")}), 0);
    EXPECT_EQ(run({"--data-dir", home, "schedule", "import", path("out.json")}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("1 schedule, 1 backup"));
    EXPECT_EQ(run({"--data-dir", home, "schedule", "list"}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("nightly"), HasSubstr("disabled")));
    EXPECT_EQ(run({"--data-dir", home, "backup", "list"}), 0);
    EXPECT_THAT(output(), HasSubstr("\tproved\t"));
    EXPECT_EQ(run({"--data-dir", home, "schedule", "import", path("shop.db")}), 1);
    EXPECT_THAT(errors(), HasSubstr("holds no schedules"));
}

TEST_F(DbvisSchedules, AreNotTakenFromAFileThatNobodyHasExported) {
    const std::string head = R"({"format":"db-visualizer schedules","version":1,"schedules":[)";
    std::string many = head + "{}";
    for (int i = 0; i < 1000; ++i) {
        many += ",{}";
    }
    std::ofstream(path("many.json")) << many << "]}";
    EXPECT_EQ(run({"schedule", "import", path("many.json")}), 1);
    EXPECT_THAT(errors(), HasSubstr("more than 1000 schedules"));
    // An id is a part of the names of files.
    std::ofstream(path("path.json")) << head + R"({"id":"../../x","schedule":{"name":"x","connection":"shop",)"
                                     << R"("when":"every hour","destination":"/"}}]})";
    EXPECT_EQ(run({"schedule", "import", path("path.json")}), 0);
    EXPECT_THAT(errors(), HasSubstr("\"../../x\" is no id of a schedule"));
    EXPECT_EQ(run({"schedule", "list"}), 0);
    EXPECT_THAT(output(), Not(HasSubstr("every hour")));
}

TEST_F(DbvisSchedules, TwoMachinesWithOneFolderRunItOnce) {
    add();
    EXPECT_EQ(run({"schedule", "export", path("out.json")}), 0) << errors();
    const QTemporaryDir other;
    const std::string home = other.path().toStdString();
    EXPECT_EQ(run({"--data-dir", home, "connections", "add", "shop", "sqlite:" + path("shop.db")}), 0);
    EXPECT_EQ(run({"--data-dir", home, "schedule", "import", path("out.json")}), 0) << errors();
    EXPECT_EQ(run({"--data-dir", home, "schedule", "change", "nightly", "--enable"}), 0) << errors();
    EXPECT_EQ(
        run({"query", "sqlite:" + home + "/dbvis.db",
             "update schedules set created = created - 3 * 86400000, state = CAST('{}' AS BLOB)", "--safety", "off"}),
        0);
    makeDue();
    EXPECT_EQ(run({"schedule", "due"}), 0) << errors();
    EXPECT_EQ(run({"--data-dir", home, "schedule", "due"}), 0) << errors();
    EXPECT_EQ(backups().size(), 1U);
    EXPECT_EQ(run({"--data-dir", home, "schedule", "show", "nightly"}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("skipped"), HasSubstr("another machine")));
}

TEST_F(DbvisSchedules, BeforeAStatementDestroysSomethingABackupIsMadeOrNothingIsSent) {
    add();
    ASSERT_EQ(run({"schedule", "change", "nightly", "--when", "before destruction"}), 0) << errors();
    EXPECT_EQ(
        run({"query", "@shop", "DELETE FROM t WHERE a = 1; INSERT INTO t VALUES (1, 'x'); SELECT count(*) FROM t"}), 0)
        << errors();
    EXPECT_THAT(backups(), IsEmpty()) << "that destroys nothing";
    std::ofstream(path("script.sql")) << "DELETE FROM t;\nDROP TABLE t;\n";
    std::filesystem::rename(path("to"), path("away"));
    EXPECT_EQ(run({"query", "@shop", "DELETE FROM t", "--yes"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("The statement was not sent: the backup before it has failed: "),
                                HasSubstr("disable the schedule \"nightly\"")));
    EXPECT_EQ(run({"run", path("script.sql"), "--connection", "shop", "--yes"}), 1) << output();
    std::filesystem::rename(path("away"), path("to"));
    EXPECT_EQ(run({"query", "@shop", "SELECT count(*) FROM t"}), 0);
    EXPECT_THAT(output(), HasSubstr("500")) << "nothing was deleted";
    EXPECT_EQ(run({"run", path("script.sql"), "--connection", "shop", "--yes"}), 0) << errors();
    ASSERT_EQ(backups().size(), 1U) << "one for the script";
    EXPECT_EQ(run({"restore", path("to/" + backups()[0]), "@shop"}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("Restored 500 rows"));
}

TEST_F(DbvisSchedules, OneThatCanNotRunSaysSoAtOnce) {
    add();
    ASSERT_EQ(run({"connections", "remove", "shop"}), 0) << errors();
    EXPECT_EQ(run({"schedule", "run", "nightly"}), 1);
    EXPECT_THAT(errors(), HasSubstr("\"nightly\" can't run: The saved connection \"shop\" is gone."));
    EXPECT_FALSE(std::filesystem::exists(m_home.path().toStdString() + "/jobs")) << "no process was begun for it";
}

TEST_F(DbvisSchedules, TimersAreShownForEverySystem) {
    for (const char* timer : {"cron", "systemd", "launchd", "tasks"}) {
        EXPECT_EQ(run({"schedule", "install", "--timer", timer, "--show"}), 0) << errors();
        EXPECT_THAT(output(), AllOf(HasSubstr("dbvis"), HasSubstr("due"), HasSubstr(m_home.path().toStdString())));
    }
}

} // namespace

} // namespace dbv::testing
