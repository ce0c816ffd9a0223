// SPDX-License-Identifier: Apache-2.0
// `dbvis backup`, and backups over JSON-RPC.
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
using ::testing::Not;

class DbvisBackups : public DbvisProgram {
protected:
    void SetUp() override { std::filesystem::create_directory(path("to")); }
    [[nodiscard]] std::string path(const std::string& name) const { return m_work.path().toStdString() + "/" + name; }
    [[nodiscard]] std::string url(const std::string& name) const { return "sqlite:" + path(name) + "?mode=rwc"; }
    void makeDatabase(const std::string& name, int rows = 1000) {
        ASSERT_EQ(run({"query", url(name),
                       "create table t(a integer primary key, b); create view v as select a from t;"
                       "with recursive n(i) as (select 1 union all select i + 1 from n where i < " +
                           std::to_string(rows) + ") insert into t select i, hex(randomblob(200)) from n"}),
                  0)
            << errors();
    }
    /// The files in the folder of backups, one behind the other.
    [[nodiscard]] std::vector<std::string> made() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(path("to"))) {
            files.push_back(entry.path().filename().string());
        }
        return files;
    }
    std::string list() {
        EXPECT_EQ(run({"backup", "list"}), 0) << errors();
        return output();
    }

    QTemporaryDir m_work;
};

TEST_F(DbvisBackups, AreMadeProvedPutBackAndCompared) {
    makeDatabase("shop.db");
    ASSERT_EQ(run({"backup", "make", path("shop.db"), "--to", path("to"), "--check", "drill"}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr("proved: 3 objects, 1000 rows"), HasSubstr("/to/shop.db-"),
                                HasSubstr("A restore of it took")));
    ASSERT_EQ(made().size(), 1U);
    const std::string file = path("to/" + made()[0]);
    const std::string listed = list();
    EXPECT_THAT(listed, AllOf(HasSubstr("\tproved\t"), HasSubstr(file)));
    const std::string id = listed.substr(0, listed.find('\t'));
    EXPECT_EQ(run({"backup", "verify", id}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("proved: "));
    EXPECT_EQ(run({"backup", "show", file}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("table"), HasSubstr("1000"), HasSubstr("view")));

    EXPECT_EQ(run({"backup", "restore", id, url("new.db")}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("Restored 1000 rows in "));
    EXPECT_EQ(run({"backup", "compare", id, path("new.db")}), 0);
    EXPECT_EQ(
        run({"query", path("new.db"), "delete from t where a = 7; drop view v; create view w as select 1", "--yes"}),
        0);
    EXPECT_EQ(run({"backup", "compare", id, path("new.db")}), 1);
    EXPECT_THAT(output(), AllOf(HasSubstr("table t has 1000 rows in the backup and 999 in the database."),
                                HasSubstr("view v is in the backup and not in the database."),
                                HasSubstr("view w is in the database and not in the backup.")));
    ASSERT_EQ(run({"backup", "make", path("new.db"), "--to", path("other.dbvbackup"), "--check", "none"}), 0)
        << errors();
    const std::string both = list();
    EXPECT_EQ(run({"backup", "diff", id, id}), 0) << errors();
    EXPECT_EQ(run({"backup", "diff", id, path("other.dbvbackup")}), 1);
    EXPECT_THAT(output(), AllOf(HasSubstr("table t has 1000 rows in the backup and 999 in the other."),
                                HasSubstr("view w is in the other and not in the backup.")));
    EXPECT_EQ(run({"backup", "restore", id, path("new.db")}), 1);
    EXPECT_THAT(errors(), HasSubstr("The database is not empty: 1 table (t) and 1 other object would be replaced"));
    EXPECT_EQ(run({"backup", "restore", id, path("new.db"), "--replace"}), 0) << errors();
    EXPECT_EQ(run({"backup", "compare", id, path("new.db")}), 0);

    EXPECT_EQ(run({"backup", "unpack", id, path("plain.db")}), 0) << errors();
    EXPECT_EQ(run({"query", path("plain.db"), "select count(*) from t", "--format", "csv", "--no-header"}), 0);
    EXPECT_EQ(output(), "1000\n");
    EXPECT_EQ(run({"backup", "unpack", id, path("plain.db")}), 1);
    EXPECT_EQ(run({"backup", "remove", id}), 0);
    EXPECT_EQ(run({"backup", "remove", both.substr(0, both.find('\t'))}), 0);
    EXPECT_TRUE(made().empty());
    EXPECT_EQ(list(), "");
}

TEST_F(DbvisBackups, AreEncryptedByAPassphraseThatNoArgumentHolds) {
    makeDatabase("a.db");
    const std::vector<std::string> from{"--passphrase-from", "command:echo secret"};
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", path("to/a.dbvbackup"), from[0], from[1]}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("verified: "));
    EXPECT_EQ(run({"backup", "verify", path("to/a.dbvbackup"), from[0], from[1]}), 0) << errors();
    EXPECT_EQ(run({"backup", "drill", path("to/a.dbvbackup"), from[0], "command:echo wrong"}), 1);
    EXPECT_THAT(errors(), HasSubstr("passphrase"));
    EXPECT_THAT(list(), HasSubstr("\tverified\t"));
    qputenv("DBV_TEST_EMPTY", "");
    EXPECT_EQ(run({"backup", "make", path("a.db"), "--to", path("to"), from[0], "environment:DBV_TEST_EMPTY"}), 1);
    qunsetenv("DBV_TEST_EMPTY");
    EXPECT_THAT(errors(), AllOf(HasSubstr("DBV_TEST_EMPTY, which is empty"), Not(HasSubstr("connection"))));
    EXPECT_EQ(run({"backup", "make", "--help"}), 0);
    EXPECT_THAT(output(), HasSubstr("Encrypt it with a passphrase that comes from there."));
    // Nobody is there to be asked.
    EXPECT_EQ(run({"backup", "drill", path("to/a.dbvbackup")}), 1);
    EXPECT_THAT(errors(), HasSubstr("is encrypted, and no passphrase was given"));
    EXPECT_EQ(run({"backup", "drill", path("to/a.dbvbackup"), from[0], from[1]}), 0) << errors();
    EXPECT_THAT(list(), HasSubstr("\tproved\t"));
}

TEST_F(DbvisBackups, AreNeverBetterThanTheTruth) {
    makeDatabase("a.db");
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", path("to/a.dbvbackup"), "--check", "drill"}), 0);
    const std::string id = list().substr(0, list().find('\t'));
    {
        std::fstream file(path("to/a.dbvbackup"), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(3000);
        file << "damaged";
    }
    EXPECT_EQ(run({"backup", "verify", id}), 1);
    EXPECT_THAT(errors(), HasSubstr("a.dbvbackup"));
    EXPECT_THAT(list(), AllOf(HasSubstr("\tfailed\t"), Not(HasSubstr("proved"))));
    std::filesystem::remove(path("to/a.dbvbackup"));
    EXPECT_EQ(run({"backup", "drill", id}), 1);
    EXPECT_THAT(list(), HasSubstr("No such file"));
    // One that could not be begun is no backup, and takes nothing with it when it is removed.
    std::ofstream(path("to/b.dbvbackup")) << "somebody's";
    EXPECT_EQ(run({"backup", "make", path("a.db"), "--to", path("to/b.dbvbackup")}), 1);
    EXPECT_THAT(errors(), HasSubstr("is there already"));
    const std::string failed = list();
    EXPECT_EQ(run({"backup", "remove", failed.substr(0, failed.find('\t'))}), 0) << errors();
    EXPECT_TRUE(std::filesystem::exists(path("to/b.dbvbackup")));
}

TEST_F(DbvisBackups, KeepApartWhatHasTheSamePath) {
    makeDatabase("a.db");
    const std::string file = path("to/a.dbvbackup");
    const auto newest = [this] {
        const std::string listed = list();
        return listed.substr(0, listed.find('\t'));
    };
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", file}), 0) << errors();
    const std::string first = newest();
    EXPECT_EQ(run({"backup", "make", path("a.db"), "--to", file}), 1);
    const std::string failed = newest();
    ASSERT_NE(failed, first);
    // The path is that of the first one; the second has no file, and none is found good or removed for it.
    EXPECT_EQ(run({"backup", "verify", file}), 0) << errors();
    EXPECT_EQ(run({"backup", "verify", failed}), 1);
    EXPECT_THAT(errors(), HasSubstr("has failed before it had a file"));
    EXPECT_THAT(list(), HasSubstr("\tfailed\t"));
    EXPECT_EQ(run({"backup", "remove", failed}), 0) << errors();
    EXPECT_EQ(made(), std::vector<std::string>{"a.dbvbackup"});
    // One that was moved away does not take along what has its path now.
    std::filesystem::rename(file, path("moved"));
    QThread::msleep(1100);
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", file}), 0) << errors();
    EXPECT_EQ(run({"backup", "remove", first}), 0);
    EXPECT_THAT(errors(), HasSubstr("was left, since it is not the file of this backup"));
    EXPECT_EQ(run({"backup", "verify", file}), 0) << errors();
}

TEST_F(DbvisBackups, LeaveNothingWhenTheyAreKilledOrStopped) {
    makeDatabase("large.db", 60'000);
    for (int delay = 0; delay < 12; ++delay) {
        start({"backup", "make", path("large.db"), "--to", path("to"), "--check", "drill"});
        QThread::msleep(static_cast<unsigned long>(20 + delay * 45));
        m_program.signal(SIGKILL);
        static_cast<void>(m_program.wait());
    }
    const std::string listed = list();
    EXPECT_THAT(listed, Not(HasSubstr("running")));
    for (const std::string& name : made()) {
        EXPECT_THAT(name, ::testing::EndsWith(".dbvbackup"));
        EXPECT_THAT(listed, HasSubstr(name));
        EXPECT_EQ(run({"backup", "verify", path("to/" + name)}), 0) << errors();
    }
    const std::size_t before = made().size();
    start({"backup", "make", path("large.db"), "--to", path("to")});
    QThread::msleep(60);
    m_program.signal(SIGTERM);
    const int ended = m_program.wait();
    EXPECT_THAT(ended, AnyOf(128 + SIGTERM, 0));
    EXPECT_EQ(made().size(), before + (ended == 0 ? 1 : 0));
}

TEST_F(DbvisBackups, TellOfADrillThatWasInterrupted) {
    makeDatabase("large.db", 60'000);
    ASSERT_EQ(run({"backup", "make", path("large.db"), "--to", path("to/a.dbvbackup")}), 0) << errors();
    const std::string id = list().substr(0, list().find('\t'));
    start({"backup", "drill", id});
    const auto hasBegun = [this] {
        std::error_code gone;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path("to"), gone)) {
            if (entry.path().parent_path().filename().string().starts_with(".db-visualizer-job-")) {
                return true;
            }
        }
        return false;
    };
    for (int i = 0; i < 20'000 && !hasBegun(); ++i) {
        QThread::msleep(1);
    }
    m_program.signal(SIGKILL);
    static_cast<void>(m_program.wait());
    EXPECT_THAT(list(), AllOf(HasSubstr("\tverified\t"), HasSubstr("A drill of it was interrupted")));
    EXPECT_EQ(made().size(), 1U);
    EXPECT_EQ(run({"backup", "drill", id}), 0) << errors();
    EXPECT_THAT(list(), AllOf(HasSubstr("\tproved\t"), Not(HasSubstr("drill"))));
    // One that fails for another reason leaves no word of itself.
    EXPECT_EQ(run({"backup", "drill", id, "postgresql://nobody@127.0.0.1:1/nothing"}), 3);
    EXPECT_THAT(list(), AllOf(HasSubstr("\tproved\t"), Not(HasSubstr("drill"))));
}

TEST_F(DbvisBackups, LeaveNoNewFileWhereNothingWasRestored) {
    makeDatabase("a.db");
    const std::vector<std::string> from{"--passphrase-from", "command:echo secret"};
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", path("to/a.dbvbackup"), from[0], from[1]}), 0) << errors();
    EXPECT_EQ(run({"backup", "restore", path("to/a.dbvbackup"), url("new.db"), from[0], "command:echo wrong"}), 1);
    EXPECT_FALSE(std::filesystem::exists(path("new.db")));
    EXPECT_EQ(run({"backup", "restore", path("to/none.dbvbackup"), url("new.db")}), 1);
    EXPECT_FALSE(std::filesystem::exists(path("new.db")));
    // One that was there is left as it is.
    std::ofstream(path("empty.db")).flush();
    EXPECT_EQ(run({"backup", "restore", path("to/none.dbvbackup"), path("empty.db")}), 1);
    EXPECT_TRUE(std::filesystem::exists(path("empty.db")));
    EXPECT_EQ(run({"backup", "restore", path("to/a.dbvbackup"), url("new.db"), from[0], from[1]}), 0) << errors();
    EXPECT_EQ(run({"backup", "restore", path("to/none.dbvbackup"), url("new.db")}), 1);
    EXPECT_EQ(run({"backup", "compare", path("to/a.dbvbackup"), path("new.db"), from[0], from[1]}), 0) << errors();
}

TEST_F(DbvisBackups, SayWhatWouldGoAndWhatWent) {
    makeDatabase("a.db");
    const std::string file = path("to/a.dbvbackup");
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", file}), 0) << errors();
    ASSERT_EQ(run({"query", path("a.db"),
                   "create table other(x references t); insert into other values (5000);"
                   "create index later on t (b); alter table t add column c",
                   "--yes"}),
              0)
        << errors();
    EXPECT_EQ(run({"backup", "restore", file, path("a.db"), "--table", "t"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("the database has some: 1 table (t) would be dropped and put back."),
                                HasSubstr("With them would go what the backup does not have: the index later of t, the "
                                          "column c of t.")));
    EXPECT_EQ(run({"backup", "restore", file, path("a.db"), "--table", "t", "--structure-only"}), 1);
    EXPECT_THAT(errors(), HasSubstr("would be dropped and put back, without rows."));
    EXPECT_EQ(run({"backup", "restore", file, path("a.db"), "--table", "t", "--replace"}), 0) << errors();
    EXPECT_THAT(errors(),
                AllOf(HasSubstr("warning: Rows refer to rows that are not there, by foreign keys: 1 row of "
                                "\"other\" (to \"t\")."),
                      HasSubstr("warning: What the backup does not have went with what was replaced: the index "
                                "later of t, the column c of t.")));
    EXPECT_EQ(run({"backup", "restore", file, path("a.db"), "--table", "t", "--replace", "--format", "json"}), 0);
    EXPECT_THAT(output(), HasSubstr(R"("notices":[{"message":"Rows refer)"));
}

TEST_F(DbvisBackups, AreFoundInAFolder) {
    makeDatabase("a.db");
    ASSERT_EQ(run({"backup", "make", path("a.db"), "--to", path("to")}), 0) << errors();
    const std::string id = list().substr(0, list().find('\t'));
    EXPECT_EQ(run({"backup", "remove", id, "--keep-file"}), 0);
    EXPECT_EQ(made().size(), 1U);
    std::ofstream(path("to/bad.dbvbackup")) << "nonsense";
    EXPECT_EQ(run({"backup", "scan", path("to")}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("\tmade\t"), HasSubstr("1000")));
    EXPECT_THAT(errors(), HasSubstr("bad.dbvbackup"));
    EXPECT_EQ(run({"backup", "scan", path("to")}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisBackups, AreMadeOverJsonRpc) {
    makeDatabase("a.db");
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"url":"sqlite:)" + path("a.db") + "\"}}}");
    ASSERT_THAT(lineWith(R"("id":1)"), HasSubstr("connectionId"));
    send(
        R"({"jsonrpc":"2.0","id":2,"method":"startBackup","params":{"connectionId":1,"verify":"drill","destination":")" +
        path("to/x.dbvbackup") + "\"}}");
    EXPECT_THAT(lineWith(R"("id":2,"result")"),
                AllOf(HasSubstr(R"("state":"proved")"), HasSubstr(R"("sha256":")"), HasSubstr(R"("rows":1000)")));
    send(R"({"jsonrpc":"2.0","id":3,"method":"drillBackup","params":{"path":")" + path("to/x.dbvbackup") + "\"}}");
    EXPECT_THAT(lineWith(R"("id":3,"result")"), HasSubstr(R"("differences":[])"));
    send(R"({"jsonrpc":"2.0","id":4,"method":"verifyBackup","params":{}})");
    EXPECT_THAT(lineWith(R"("id":4)"), HasSubstr("Either backupId or path"));
    send(
        R"({"jsonrpc":"2.0","id":5,"method":"startBackup","params":{"connectionId":1,"passphrase":"","destination":"/x"}})");
    EXPECT_THAT(lineWith(R"("id":5)"), HasSubstr("passphrase is empty"));
    send(R"({"jsonrpc":"2.0","id":6,"method":"restoreBackup","params":{"connectionId":1,"path":")" +
         path("to/x.dbvbackup") + "\"}}");
    EXPECT_THAT(lineWith(R"("id":6)"), HasSubstr("confirmationRequired"));
    const auto refusalOf = [this](const std::string& id, const std::string& more) {
        send(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"restoreBackup","params":{"connectionId":1,"path":")" +
             path("to/x.dbvbackup") + "\"," + more + "}}");
        return lineWith("\"id\":" + id);
    };
    EXPECT_THAT(refusalOf("7", R"("jobs":65)"), HasSubstr("jobs is a number from 1 to 64."));
    EXPECT_THAT(refusalOf("8", R"("jobs":0)"), HasSubstr("jobs is a number from 1 to 64."));
    EXPECT_THAT(refusalOf("9", R"("objects":[{"name":"t","kind":"table"}])"), HasSubstr("which is not known"));
    EXPECT_THAT(refusalOf("10", R"("objects":[{"name":"t\u0000"}])"), HasSubstr("a NUL in a name"));
}

} // namespace

} // namespace dbv::testing
