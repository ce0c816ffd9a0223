// SPDX-License-Identifier: Apache-2.0
// Dry runs at real databases: what these hold is the same afterwards, byte for byte.
#include <gmock/gmock.h>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;
using Scripts = std::vector<std::string>;

/// One database, seen by a connection that is in a dry run and by one that is not.
class DryRunServers : public ServerSessions {
protected:
    void prepare(protocol::ConnectionConfig config, const Options& options, const std::string& script) {
        config.safety = Safety::Off;
        connect(config, options);
        m_plain = m_connection;
        succeeds(script);
        config.safety = Safety::DryRun;
        connect(config, options);
        m_dry = m_connection;
        EXPECT_EQ(m_facts.safety, Safety::DryRun);
    }
    void preparePostgres(const std::string& more = {}) {
        ASSERT_EQ(sharedPostgres().problem(), "");
        protocol::ConnectionConfig config;
        config.connector = "postgres";
        config.host = sharedPostgres().host();
        config.port = sharedPostgres().port();
        config.user = "postgres";
        config.database = sharedPostgres().makeDatabase();
        m_state = {"SELECT md5(database_to_xml_and_xmlschema(true, true, '')::text)",
                   "SELECT md5(string_agg(pg_describe_object(classid, objid, objsubid), ',' ORDER BY classid, objid, "
                   "objsubid)) FROM pg_depend"};
        prepare(
            config, {},
            "CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t SELECT i, 'x' || i FROM generate_series(1, 9) i;"
            "CREATE TABLE u (a int REFERENCES t ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);"
            "INSERT INTO u SELECT a FROM t; CREATE TABLE told (x text);"
            "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO told VALUES (TG_OP); "
            "RETURN NULL; END $$;"
            "CREATE TRIGGER tells AFTER INSERT OR UPDATE OR DELETE ON t EXECUTE FUNCTION tell();"
            "CREATE VIEW v AS SELECT a, b FROM t;" +
                more);
    }
    void prepareMariadb() {
        ASSERT_EQ(sharedMariadb().problem(), "");
        protocol::ConnectionConfig config;
        config.connector = "mysql";
        config.host = sharedMariadb().host();
        config.port = sharedMariadb().port();
        config.user = "root";
        config.database = sharedMariadb().makeDatabase();
        m_state = {
            "SELECT GROUP_CONCAT(TABLE_NAME, COLUMN_NAME, COLUMN_TYPE ORDER BY 1) FROM information_schema.COLUMNS "
            "WHERE TABLE_SCHEMA = DATABASE()",
            "SELECT GROUP_CONCAT(a, '=', b ORDER BY a) FROM t",
            "SELECT GROUP_CONCAT(a ORDER BY a) FROM u",
            "SELECT GROUP_CONCAT(a ORDER BY a) FROM users",
            "SELECT GROUP_CONCAT(a ORDER BY a) FROM m",
            "SELECT GROUP_CONCAT(a ORDER BY a) FROM leads"};
        prepare(config, {},
                "CREATE TABLE t (a int PRIMARY KEY, b varchar(20)) ENGINE=InnoDB;"
                "INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z');"
                "CREATE TABLE u (a int, FOREIGN KEY (a) REFERENCES t (a) ON DELETE CASCADE) ENGINE=InnoDB;"
                "INSERT INTO u SELECT a FROM t; CREATE TABLE users (a int) ENGINE=InnoDB; INSERT INTO users VALUES (1);"
                "CREATE TABLE m (a int) ENGINE=MyISAM; INSERT INTO m VALUES (1);"
                "CREATE VIEW v AS SELECT a FROM m; CREATE TABLE leads (a int) ENGINE=InnoDB;"
                "CREATE TRIGGER leads_on AFTER INSERT ON leads FOR EACH ROW INSERT INTO m VALUES (NEW.a)");
    }
    void prepareSqlite() {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_folder.filePath(QStringLiteral("dry.db")).toStdString();
        m_state = {"SELECT group_concat(name || sql) FROM sqlite_schema",
                   "SELECT group_concat(a || '=' || b) FROM (SELECT * FROM t ORDER BY a)",
                   "SELECT group_concat(a) FROM (SELECT * FROM u ORDER BY a)", "SELECT group_concat(x) FROM told",
                   "PRAGMA user_version"};
        prepare(
            config, {{"mode", "rwc"}, {"foreignKeys", "true"}},
            "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b text); INSERT INTO t (b) VALUES ('x'), ('y');"
            "CREATE TABLE u (a int REFERENCES t ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);"
            "INSERT INTO u SELECT a FROM t; CREATE TABLE told (x text); CREATE TRIGGER tells AFTER INSERT ON t BEGIN "
            "INSERT INTO told VALUES (new.b); END");
    }
    /// All that the database holds, as one who is in no dry run sees it.
    [[nodiscard]] std::string state() {
        m_connection = m_plain;
        std::string all;
        for (const std::string& question : m_state) {
            const std::string value = valueOf(question);
            EXPECT_THAT(value, ::testing::Not(HasSubstr("failed:")));
            all += value + "\n";
        }
        m_connection = m_dry;
        return all;
    }
    /// Runs a script in the dry run, to its end or to its first error.
    RequestId dry(std::string script, bool goesOn = false) {
        m_connection = m_dry;
        protocol::RunQuery command = query(std::move(script));
        command.stopOnError = !goesOn;
        return send(std::move(command));
    }
    /// Each of these runs without an error, and leaves all as it was.
    void expectNoTrace(const Scripts& scripts) {
        const std::string before = state();
        for (const std::string& script : scripts) {
            for (const protocol::StatementReport& each : reports(dry(script))) {
                EXPECT_FALSE(each.error) << script << ": " << each.error->message;
            }
            EXPECT_EQ(state(), before) << script;
        }
    }
    /// Each is one statement that is not sent.
    void expectRefused(const Scripts& statements) {
        const std::string before = state();
        for (const std::string& sql : statements) {
            const protocol::StatementReport ended = report(dry(sql));
            ASSERT_TRUE(ended.error) << sql;
            EXPECT_EQ(ended.error->kind, ErrorKind::RefusedBySandbox) << sql << ": " << ended.error->message;
        }
        EXPECT_EQ(state(), before);
    }
    /// Stops a script in its second statement, which takes long.
    void expectNoTraceOfStopped(const std::string& script) {
        const std::string before = state();
        const RequestId request = dry(script);
        static_cast<void>(m_log->await<protocol::StatementFinished>(request));
        EXPECT_TRUE(wasCancelled(cancel(request)));
        EXPECT_EQ(std::get<QueryFinished>(m_log->awaitLast(request)).transaction, TransactionState::None);
        EXPECT_EQ(state(), before);
        expectNoTrace({"DELETE FROM t"});
    }
    /// The errors of a script that goes on behind each, by the numbers of their statements.
    [[nodiscard]] std::map<std::size_t, std::string> errorsOf(const std::string& script) {
        std::map<std::size_t, std::string> errors;
        const std::string before = state();
        for (const protocol::StatementReport& each : reports(dry(script, true))) {
            if (each.error) {
                errors[each.statement] = each.error->message;
            }
        }
        EXPECT_EQ(state(), before) << script;
        return errors;
    }

    ConnectionId m_plain;
    ConnectionId m_dry;
    Scripts m_state;
};

TEST_F(DryRunServers, LeaveNoTraceInPostgres) {
    preparePostgres();
    expectNoTrace({"INSERT INTO t VALUES (50, 'new'); UPDATE t SET b = 'other'; DELETE FROM t", "TRUNCATE t CASCADE",
                   "DROP TABLE t CASCADE; CREATE TABLE t (x int); INSERT INTO t VALUES (1)",
                   "ALTER TABLE t ADD c int DEFAULT 5; CREATE INDEX i ON t (c); UPDATE t SET c = a",
                   "COPY t FROM STDIN;\n50\tx\n51\ty\n\\.\nDELETE FROM t WHERE a = 50", "GRANT SELECT ON t TO PUBLIC",
                   "CREATE SCHEMA s CREATE TABLE n (a int); SET search_path = s; INSERT INTO n VALUES (1)",
                   "SELECT * FROM t FOR UPDATE; LOCK TABLE t; UPDATE v SET b = 'z'",
                   "CREATE TABLE n AS SELECT * FROM t"});
    const std::vector<protocol::StatementReport> seen =
        reports(dry("INSERT INTO t VALUES (50, 'x'); UPDATE t SET b = 'y' WHERE a = 50"));
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].affectedRows, 1U);
}

TEST_F(DryRunServers, TakeAMigrationOfPostgresThatCommits) {
    preparePostgres();
    expectNoTrace(
        {"BEGIN; ALTER TABLE t ADD c int; UPDATE t SET c = 1; COMMIT; BEGIN; DROP TABLE u; COMMIT; SELECT c FROM t",
         "BEGIN; DROP TABLE u; ROLLBACK; SELECT * FROM u; BEGIN; SAVEPOINT a; DROP TABLE u; ROLLBACK TO a; "
         "SELECT * FROM u; END",
         "START TRANSACTION ISOLATION LEVEL SERIALIZABLE; DELETE FROM t; COMMIT"});
    // As without the dry run: the transaction fails as a whole, and what comes behind it runs.
    const auto errors = errorsOf("BEGIN; SELECT 1/0; DELETE FROM t; COMMIT; SELECT 1/0; DELETE FROM t");
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_THAT(errors.at(1), HasSubstr("division by zero"));
    EXPECT_THAT(errors.at(2), HasSubstr("aborted"));
    EXPECT_THAT(errors.at(4), HasSubstr("division by zero"));
}

TEST_F(DryRunServers, TellWhatACommitOfPostgresWouldFind) {
    preparePostgres();
    expectNoTrace(
        {"BEGIN; INSERT INTO u VALUES (99); INSERT INTO t VALUES (99, 'x'); COMMIT; BEGIN; INSERT INTO u VALUES "
         "(98); INSERT INTO t VALUES (98, 'x'); COMMIT"});
    const auto errors = errorsOf("BEGIN; INSERT INTO u VALUES (99); COMMIT; INSERT INTO u VALUES (98); DELETE FROM t");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_THAT(errors.at(2), HasSubstr("foreign key"));
    EXPECT_THAT(errors.at(3), HasSubstr("foreign key"));
}

TEST_F(DryRunServers, AreRolledBackWhereAScriptOfPostgresFailsOrIsStopped) {
    preparePostgres();
    EXPECT_EQ(
        errorsOf("DELETE FROM t; SELECT 1/0; INSERT INTO t VALUES (1, 'x'); INSERT INTO t VALUES (1, 'x')").size(), 2U);
    expectNoTraceOfStopped("DELETE FROM t; SELECT pg_sleep(600)");
}

TEST_F(DryRunServers, RefuseInPostgresWhatStays) {
    preparePostgres("CREATE SEQUENCE s; CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1';");
    expectRefused({"SELECT nextval('s')", "SELECT setval('s', 5)", "SELECT mine()", "DO $$ BEGIN END $$", "VACUUM",
                   "CREATE INDEX CONCURRENTLY i ON t (b)", "REINDEX TABLE t", "PREPARE TRANSACTION 'a'",
                   "COPY t TO '/tmp/no'", "SELECT pg_advisory_lock(1)", "COMMIT AND CHAIN", "ALTER SYSTEM SET a = 1"});
}

TEST_F(DryRunServers, RefuseForeignTablesOfPostgresThatMayNotRollBack) {
    preparePostgres(
        "CREATE FOREIGN DATA WRAPPER strange; CREATE SERVER far FOREIGN DATA WRAPPER strange; CREATE FOREIGN "
        "TABLE away (a int) SERVER far;");
    m_state = {"SELECT count(*) FROM t"};
    expectRefused({"INSERT INTO away VALUES (1)", "DELETE FROM \"away\"", "INSERT INTO U&\"\\0061way\" VALUES (1)",
                   "INSERT INTO t VALUES (50, 'x')", "UPDATE v SET b = 'x'", "DELETE FROM T", "DELETE FROM ONLY(t)"});
    expectNoTrace({"DELETE FROM u", "SELECT * FROM v"});
}

TEST_F(DryRunServers, LeaveNoTraceInMariadb) {
    prepareMariadb();
    expectNoTrace({"INSERT INTO t VALUES (50, 'new'); UPDATE t SET b = 'other'; DELETE FROM t",
                   "INSERT INTO users VALUES (2)",
                   "BEGIN; DELETE FROM t; COMMIT; START TRANSACTION; INSERT INTO users VALUES (3); ROLLBACK; COMMIT",
                   "START TRANSACTION; SAVEPOINT a; DELETE FROM t; ROLLBACK TO a; SELECT * FROM t FOR UPDATE; COMMIT",
                   "REPLACE INTO t VALUES (1, 'other'); SET @a = 1; SELECT * FROM v"});
    EXPECT_EQ(
        errorsOf("DELETE FROM u; INSERT INTO t VALUES (1, 'x'); INSERT INTO t VALUES (9, 'x'); SELECT nothing").size(),
        2U);
    expectNoTraceOfStopped("DELETE FROM t; SELECT SLEEP(600)");
}

TEST_F(DryRunServers, RefuseInMariadbWhatStays) {
    prepareMariadb();
    expectRefused({"INSERT INTO m VALUES (2)",
                   "DELETE FROM `m`",
                   "UPDATE v SET a = 2",
                   "INSERT INTO leads VALUES (5)",
                   "INSERT INTO performance_schema.setup_actors VALUES ('%', '%', '%', 'YES', 'YES')",
                   "CREATE TABLE n (a int)",
                   "DROP TABLE t",
                   "TRUNCATE t",
                   "ALTER TABLE t ADD c int",
                   "LOCK TABLES t WRITE",
                   "ANALYZE TABLE t",
                   "OPTIMIZE TABLE t",
                   "FLUSH TABLES",
                   "SET autocommit = 1",
                   "SELECT GET_LOCK('a', 1)",
                   "SET PASSWORD = PASSWORD('a')",
                   "GRANT SELECT ON t TO nobody",
                   "SET GLOBAL TRANSACTION READ ONLY",
                   "XA START 'a'",
                   "CALL p()",
                   "SELECT mine()",
                   "COMMIT AND CHAIN",
                   "CREATE TEMPORARY TABLE n (a int)",
                   "START TRANSACTION WITH CONSISTENT SNAPSHOT",
                   "/*!50000 COMMIT */"});
}

TEST_F(DryRunServers, TakeNoColumnOfMariadbForATable) {
    prepareMariadb();
    m_connection = m_plain;
    succeeds("CREATE TABLE w (v int, m int) ENGINE=InnoDB; INSERT INTO w VALUES (1, 1)");
    expectNoTrace({"INSERT INTO w (v, m) VALUES (2, 3) ON DUPLICATE KEY UPDATE v = VALUES(m), m = 4",
                   "UPDATE w SET v = 1, m = 2 WHERE m = 1 AND v IN (1, 2) ORDER BY m, v LIMIT 1",
                   "DELETE w FROM w JOIN t ON w.v = t.a AND w.m = t.a WHERE REPLACE(v, m, 1) > 0",
                   "INSERT INTO w SELECT a AS v, a + (SELECT max(v) FROM w) AS m FROM t"});
    expectRefused({"UPDATE w JOIN t ON w.v = t.a, v SET w.v = 1", "INSERT INTO w SELECT a, a FROM v",
                   "UPDATE IGNORE (m JOIN t ON m.a = t.a) SET m.a = 1", "INSERT INTO w (v) SELECT 1 UNION TABLE v",
                   "UPDATE t USE INDEX FOR ORDER BY (PRIMARY), m SET m.a = 1",
                   "DELETE FROM w WHERE v IN (SELECT a FROM v)", "UPDATE w, (m) SET m.a = 1", "REPLACE m SET a = 2"});
}

TEST_F(DryRunServers, EndWhereADeadlockOfMariadbHasTakenTheTransactionBack) {
    prepareMariadb();
    const std::string before = state();
    m_connection = m_plain;
    succeeds(
        "START TRANSACTION; UPDATE t SET b = 'plain' WHERE a = 1; UPDATE t SET b = 'plain' WHERE a = 2; INSERT INTO "
        "users VALUES (11), (12), (13), (14), (15), (16)");
    protocol::RunQuery holding = query("UPDATE t SET b = 'plain' WHERE a = 3");
    const RequestId request = dry("UPDATE t SET b = 'dry' WHERE a = 3; UPDATE t SET b = 'dry' WHERE a = 1; "
                                  "INSERT INTO users VALUES (99)",
                                  true);
    static_cast<void>(m_log->await<protocol::StatementFinished>(request));
    m_connection = m_plain;
    holding.connection = m_plain;
    EXPECT_FALSE(report(send(holding)).error);
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->message, HasSubstr("Deadlock"));
    EXPECT_THAT(all[1].error->hint, HasSubstr("nothing behind the statement was sent"));
    EXPECT_EQ(all[1].error->hint.find("dbv_dry_run"), std::string::npos) << all[1].error->hint;
    m_connection = m_plain;
    succeeds("ROLLBACK");
    EXPECT_EQ(state(), before);
}

TEST_F(DryRunServers, LeaveNoTraceInSqlite) {
    prepareSqlite();
    expectNoTrace(
        {"INSERT INTO t (b) VALUES ('new'); UPDATE t SET b = 'other'; DELETE FROM t",
         "DROP TABLE u; CREATE TABLE n (a); INSERT INTO n VALUES (1); ALTER TABLE t ADD c; PRAGMA user_version = 7",
         "BEGIN IMMEDIATE; DELETE FROM t; COMMIT; BEGIN; DROP TABLE u; ROLLBACK; SELECT * FROM u; END",
         "SAVEPOINT a; DELETE FROM t; RELEASE a; DELETE FROM told", "REPLACE INTO t VALUES (1, 'other')",
         "BEGIN; INSERT INTO u VALUES (99); INSERT INTO t VALUES (99, 'x'); COMMIT"});
    const auto errors = errorsOf("INSERT INTO u VALUES (99); BEGIN; INSERT INTO u VALUES (98); COMMIT; DELETE FROM t");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_THAT(errors.at(0), HasSubstr("FOREIGN KEY"));
    EXPECT_THAT(errors.at(3), HasSubstr("FOREIGN KEY"));
    expectNoTraceOfStopped(
        "DELETE FROM t; WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) "
        "FROM c");
}

TEST_F(DryRunServers, EndWhereAStatementOfSqliteRollsTheTransactionBack) {
    prepareSqlite();
    const std::string before = state();
    const auto all = reports(dry("DELETE FROM u; INSERT OR ROLLBACK INTO t VALUES (1, 'x'); DELETE FROM t", true));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->hint, HasSubstr("has rolled the whole dry run back with it"));
    EXPECT_EQ(state(), before);
}

TEST_F(DryRunServers, RefuseInSqliteWhatStays) {
    prepareSqlite();
    expectRefused({"VACUUM", "ATTACH ':memory:' AS x", "PRAGMA journal_mode = off", "PRAGMA foreign_keys = off",
                   "SELECT mine()", "SELECT load_extension('a')", "PRAGMA wal_checkpoint"});
}

} // namespace

} // namespace dbv::testing
