// SPDX-License-Identifier: Apache-2.0
// `dbvis backup restore --new`, and the same over JSON-RPC.
#include <string>

#include "dbvis_servers_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A backup of `a"b'c`.
class DbvisNewDatabase : public DbvisPostgresServer {
protected:
    void SetUp() override {
        DbvisPostgresServer::SetUp();
        ASSERT_EQ(run({"backup", "make", url("postgres", "a%22b%27c"), "--to", backup(), "--check", "none"}), 0)
            << errors();
    }
    [[nodiscard]] std::string backup() const { return path("one.dbvbackup"); }
    [[nodiscard]] static std::string count(const std::string& name) {
        return server().run("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'");
    }
    int restoreNew(const std::string& name, const std::string& user = "postgres") {
        return run({"backup", "restore", backup(), url(user), "--new", name});
    }
};

TEST_F(DbvisNewDatabase, IsMadeAndHoldsWhatWasBackedUp) {
    const std::string name = "new \"one\" ☃";
    ASSERT_EQ(restoreNew(name), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("Restored 500 rows"));
    EXPECT_EQ(server().run("SELECT count(*) FROM t", name), "500");
    EXPECT_EQ(server().run("SELECT count(*) FROM pg_class WHERE relname = 't'"), "0");
    // What is there is nothing new.
    EXPECT_EQ(restoreNew(name), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("can not be made"), HasSubstr("already exists")));
    server().run(R"(DROP DATABASE "new ""one"" ☃")");
}

TEST_F(DbvisNewDatabase, IsNotMadeForWhatCanNotBeReadOrByWhoMayNot) {
    EXPECT_EQ(restoreNew("never", "ann"), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("\"never\" can not be made"), HasSubstr("permission denied")));
    EXPECT_EQ(run({"restore", path("none.dbvbackup"), url(), "--new", "never"}), 1);
    EXPECT_EQ(run({"restore", backup(), url(), "--new", ""}), 2);
    EXPECT_THAT(errors(), HasSubstr("A new database needs a name"));
    EXPECT_EQ(count("never"), "0");
    EXPECT_EQ(run({"restore", backup(), "sqlite:" + path("file.db") + "?mode=rwc", "--new", "never"}), 1);
    EXPECT_THAT(errors(), HasSubstr("is of another kind of database (postgres, "));
}

TEST_F(DbvisNewDatabase, IsNotMadeForWhatTheBackupDoesNotHaveOrByANameThatWouldBeCut) {
    EXPECT_EQ(run({"restore", backup(), url(), "--new", "never", "--table", "public.nothing"}), 1);
    EXPECT_THAT(errors(), HasSubstr("does not hold \"public.nothing\""));
    EXPECT_EQ(restoreNew(std::string(64, 'n')), 1);
    EXPECT_THAT(errors(), HasSubstr("at most 63 bytes"));
    EXPECT_EQ(restoreNew("never\nagain"), 1);
    EXPECT_THAT(errors(), HasSubstr("line break"));
    EXPECT_EQ(server().run("SELECT count(*) FROM pg_database WHERE datname LIKE 'n%'"), "0");
}

TEST_F(DbvisNewDatabase, IsNotLeftEmptyWhereTheRestoreFails) {
    EXPECT_EQ(run({"restore", backup(), url(), "--new", "halfway", "--rows-only"}), 1);
    EXPECT_THAT(errors(), Not(HasSubstr("is left")));
    EXPECT_EQ(count("halfway"), "0");
}

TEST_F(DbvisNewDatabase, IsMadeAsTheOneWasThatWasBackedUp) {
    server().run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    server().run("CREATE TABLE t AS SELECT chr(228) AS x", "latin");
    const std::string made = path("latin.dbvbackup");
    ASSERT_EQ(run({"backup", "make", url("postgres", "latin"), "--to", made}), 0) << errors();
    // Whatever the connection's database is like.
    EXPECT_EQ(run({"drill", made, url()}), 0) << output() << errors();
    EXPECT_THAT(output(), HasSubstr("proved"));
    ASSERT_EQ(run({"restore", made, url(), "--new", "latin2"}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("the same as were backed up"));
    EXPECT_EQ(
        server().run("SELECT pg_encoding_to_char(encoding) || datcollate FROM pg_database WHERE datname = 'latin2'"),
        "LATIN1C");
    // Into another one it is told, and all the same.
    server().run("CREATE DATABASE wide");
    ASSERT_EQ(run({"restore", made, url("postgres", "wide")}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("the same as were backed up"));
    EXPECT_THAT(errors(), HasSubstr("was made otherwise than the one that was backed up (encoding UTF8"));
    EXPECT_EQ(run({"backup", "compare", made, url("postgres", "wide")}), 1);
    EXPECT_THAT(output(), HasSubstr("database database was made otherwise: encoding UTF8"));
    for (const char* name : {"latin", "latin2", "wide"}) {
        server().run(std::string("DROP DATABASE ") + name);
    }
}

TEST_F(DbvisNewDatabase, LetsInWhomTheOtherLetInAndNeedsNoSchemaThatWasDropped) {
    server().run("CREATE DATABASE own");
    server().run("REVOKE ALL ON DATABASE own FROM PUBLIC; GRANT CONNECT ON DATABASE own TO bob; ALTER DATABASE own "
                 "CONNECTION LIMIT 7; ALTER DATABASE own OWNER TO ann");
    server().run(
        "DROP SCHEMA public; CREATE SCHEMA s; CREATE TABLE s.t AS SELECT 1 AS i FROM generate_series(1, 2); "
        "CREATE FOREIGN DATA WRAPPER fw; CREATE SERVER srv FOREIGN DATA WRAPPER fw; CREATE USER MAPPING FOR PUBLIC "
        "SERVER srv",
        "own");
    // As CREATE INDEX CONCURRENTLY leaves it where it fails.
    server().run("CREATE INDEX unfinished ON s.t (i); UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
                 "'s.unfinished'::regclass",
                 "own");
    const std::string made = path("own.dbvbackup");
    ASSERT_EQ(run({"backup", "make", url("postgres", "own"), "--to", made, "--check", "drill"}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("proved"));
    EXPECT_THAT(errors(), HasSubstr("were never finished are not in the backup: s.unfinished"));
    ASSERT_EQ(run({"restore", made, url(), "--new", "own2"}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr("the same as were backed up"));
    EXPECT_THAT(errors(), AllOf(HasSubstr("empty schema that the backup does not have: public"),
                                HasSubstr("The database belongs to postgres, the one that was backed up to ann.")));
    EXPECT_EQ(server().run("SELECT has_database_privilege('ann', 'own2', 'CONNECT') || ' ' || "
                           "has_database_privilege('bob', 'own2', 'CONNECT') || ' ' || datconnlimit FROM pg_database "
                           "WHERE datname = 'own2'"),
              "false true 7");
    server().run("DROP DATABASE own");
    server().run("DROP DATABASE own2");
}

TEST_F(DbvisNewDatabase, IsMadeOverJsonRpcToo) {
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"url":")" + url() + "\"}}}");
    EXPECT_THAT(lineWith(R"("id":1)"), HasSubstr(R"("connectionId":1)"));
    const std::string call = R"("method":"restoreBackup","params":{"connectionId":1,"path":")" + backup() + "\",";
    send(R"({"jsonrpc":"2.0","id":2,)" + call + R"("newDatabase":""}})");
    EXPECT_THAT(lineWith(R"("id":2,"error")"), HasSubstr("newDatabase is empty"));
    send(R"({"jsonrpc":"2.0","id":3,)" + call + R"("newDatabase":"told"}})");
    EXPECT_THAT(lineWith(R"("id":3,"result")"),
                AllOf(HasSubstr(R"("rows":500,"timeMs")"), HasSubstr(R"("differences":[])")));
    EXPECT_EQ(server().run("SELECT count(*) FROM t", "told"), "500");
    server().run("DROP DATABASE told WITH (FORCE)");
}

} // namespace

} // namespace dbv::testing
