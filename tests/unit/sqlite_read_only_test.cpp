// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "sqlite_workshop.h"

namespace dbv::sqlite {

class SqliteReadOnly : public workshop::Workshop {
protected:
    SqliteReadOnly() {
        m_file = makeDatabase("a.db");
        shell(m_file,
              "CREATE INDEX i ON t (b); CREATE VIRTUAL TABLE f USING fts5(words); INSERT INTO f VALUES ('find me');"
              "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1); INSERT INTO r VALUES (1, 0, 10);");
        ConnectParams wanted = params(m_file);
        wanted.safety = Safety::ReadOnly;
        auto session = tryOpen(wanted);
        EXPECT_TRUE(session);
        m_session = std::move(*session);
    }
    [[nodiscard]] std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& each : std::filesystem::directory_iterator(folder())) {
            names.insert(each.path().filename());
        }
        return names;
    }

    std::string m_file;
    std::unique_ptr<Session> m_session;
};

TEST_F(SqliteReadOnly, RefusesWhateverCouldWrite) {
    const std::string before = read(m_file);
    const std::set<std::string> filesBefore = files();
    const std::string attach = "ATTACH '" + path("b.db") + "' AS b";
    const std::string vacuumInto = "VACUUM INTO '" + path("c.db") + "'";
    for (const std::string& sql : {std::string("INSERT INTO t VALUES (9999, 'x')"),
                                   std::string("UPDATE t SET b = 1"),
                                   std::string("DELETE FROM t"),
                                   std::string("WITH n AS (SELECT 1) INSERT INTO t SELECT 9999, 'x' FROM n"),
                                   std::string("INSERT INTO t VALUES (9999, 'x') RETURNING a"),
                                   std::string("CREATE TABLE u (a)"),
                                   std::string("CREATE TEMP TABLE u (a)"),
                                   std::string("DROP TABLE t"),
                                   std::string("ALTER TABLE t RENAME TO u"),
                                   std::string("/* SELECT */ DELETE FROM t"),
                                   std::string("BEGIN IMMEDIATE"),
                                   std::string("BEGIN EXCLUSIVE"),
                                   std::string("VACUUM"),
                                   vacuumInto,
                                   attach,
                                   std::string("REINDEX t"),
                                   std::string("ANALYZE"),
                                   std::string("PRAGMA journal_mode = WAL"),
                                   std::string("PRAGMA query_only = OFF"),
                                   std::string("PRAGMA query_only(0)"),
                                   std::string("PRAGMA writable_schema = ON"),
                                   std::string("PRAGMA user_version = 7"),
                                   std::string("PRAGMA main.application_id = 7"),
                                   std::string("PRAGMA wal_checkpoint"),
                                   std::string("PRAGMA optimize"),
                                   std::string("PRAGMA incremental_vacuum"),
                                   std::string("PRAGMA locking_mode = EXCLUSIVE"),
                                   std::string("SELECT load_extension('x')"),
                                   std::string("INSERT INTO f VALUES ('x')"),
                                   std::string("INSERT INTO f(f) VALUES ('rebuild')")}) {
        const auto result = run(*m_session, sql);
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().kind, ErrorKind::RefusedReadOnly) << sql << ": " << result.error().message;
    }
    EXPECT_EQ(read(m_file), before);
    EXPECT_EQ(files(), filesBefore);
}

TEST_F(SqliteReadOnly, LetsThroughWhatOnlyReads) {
    for (const std::string_view sql :
         {"SELECT count(*) FROM t", "EXPLAIN DELETE FROM t", "EXPLAIN QUERY PLAN SELECT * FROM t",
          "PRAGMA table_info(t)", "PRAGMA journal_mode", "PRAGMA user_version", "PRAGMA integrity_check",
          "SELECT * FROM pragma_table_xinfo('t')", "SELECT * FROM f WHERE f MATCH 'find'",
          "SELECT * FROM r WHERE x0 < 5", "BEGIN", "SELECT 1", "COMMIT", "SAVEPOINT s", "RELEASE s"}) {
        const auto result = run(*m_session, sql);
        EXPECT_TRUE(result) << sql << ": " << result.error().message;
    }
    EXPECT_TRUE(m_session->catalog().objects("main", ObjectScope::All));
    EXPECT_TRUE(m_session->catalog().describe({"main", "t"}, {}));
}

TEST_F(SqliteReadOnly, AppliesToModeRoAndToMemory) {
    EXPECT_EQ(run(*open(m_file, {{"mode", "ro"}}), "DELETE FROM t").error().kind, ErrorKind::RefusedReadOnly);
    ConnectParams memory = params(":memory:");
    memory.safety = Safety::ReadOnly;
    const auto session = tryOpen(memory);
    ASSERT_TRUE(session);
    EXPECT_EQ(run(**session, "CREATE TABLE t (a)").error().kind, ErrorKind::RefusedReadOnly);
    EXPECT_EQ(run(**session, "SELECT 1"), "1");
}

TEST_F(SqliteReadOnly, SaysWhatItRefused) {
    const Error error = run(*m_session, "PRAGMA journal_mode = WAL").error();
    EXPECT_EQ(error.message, "The connection is read-only: PRAGMA journal_mode = WAL is refused.");
    EXPECT_FALSE(error.hint.empty());
    EXPECT_EQ(run(*m_session, "INSERT INTO t VALUES (1, 2)").error().message,
              "The connection is read-only: INSERT is refused.");
}

} // namespace dbv::sqlite
