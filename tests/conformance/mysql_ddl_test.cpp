// SPDX-License-Identifier: Apache-2.0
// Statements that make what is in a database again, in that database and as it was made.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "mysql_fixture.h"
#include "sql/splitter.h"

namespace dbv::conformance {

class MysqlDdls : public MysqlTest {
protected:
    void SetUp() override {
        MysqlTest::SetUp();
        ASSERT_FALSE(HasFailure());
        m_elsewhere = server().makeDatabase();
        ConnectParams there = params();
        there.database = m_elsewhere;
        m_stranger = open(there);
        ASSERT_NE(m_stranger, nullptr);
    }

    /// A session whose database is another one.
    [[nodiscard]] Session& stranger() const { return *m_stranger; }
    [[nodiscard]] const std::string& elsewhere() const { return m_elsewhere; }

    [[nodiscard]] ObjectDescription describe(Session& by, const std::string& name, ObjectType type) const {
        auto described = by.catalog().describe({database(), name, {}}, type);
        if (!described) {
            ADD_FAILURE() << name << ": " << described.error().message;
            return {};
        }
        return std::move(*described);
    }

    /// Some of everything that a statement of its own does not tell without its surroundings.
    void fillMuseum() const {
        run("CREATE TABLE parent (id int PRIMARY KEY AUTO_INCREMENT, day date DEFAULT '2020-01-01')");
        run("CREATE TABLE item (id int PRIMARY KEY, parent int, `odd ``name` varchar(20) DEFAULT 'it''s', twice int AS "
            "(id * 2) STORED, thrice int AS (id * 3) VIRTUAL, hidden int INVISIBLE DEFAULT 3, note varchar(40), "
            "CONSTRAINT positive CHECK (id > 0), CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id), "
            "KEY by_note (note(5)))");
        run("ALTER TABLE item ALTER INDEX by_note " + std::string(isMariaDb() ? "IGNORED" : "INVISIBLE"));
        run("CREATE TABLE parted (y int) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 "
            "VALUES LESS THAN MAXVALUE)");
        run("SET @before = @@sql_mode, sql_mode = ''");
        run("CREATE TABLE legacy (day date NOT NULL DEFAULT '0000-00-00')");
        run("SET sql_mode = 'ALLOW_INVALID_DATES'");
        run("CREATE TABLE odd_day (day date NOT NULL DEFAULT '2020-02-30')");
        run("SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'");
        run(R"(CREATE VIEW v AS SELECT i.id, 'x' || note AS "c""d", _latin1'abc' AS l, (SELECT max(id) FROM parent p )"
            R"(WHERE p.id = i.id) m FROM item i WHERE note = 'it''s' WITH LOCAL CHECK OPTION)");
        run(R"(CREATE PROCEDURE "from" () BEGIN SELECT "id" || 'x' FROM item; SELECT 2; END)");
        run(R"(CREATE TRIGGER one BEFORE INSERT ON item FOR EACH ROW BEGIN SET NEW."note" = 'a' || 'b'; END)");
        run(R"(CREATE TRIGGER "z first" BEFORE INSERT ON item FOR EACH ROW PRECEDES one SET NEW.note = 'Größe')");
        run("SET sql_mode = @before");
        run("CREATE TRIGGER last AFTER DELETE ON " + database() + ".item FOR EACH ROW SET @x = ';;'");
        run("CREATE DEFINER = 'curator'@'%' SQL SECURITY INVOKER VIEW counted (n) AS SELECT count(*) FROM v");
        run("CREATE DEFINER = 'curator'@'%' FUNCTION f(a int) RETURNS int DETERMINISTIC SQL SECURITY INVOKER RETURN a");
        run("SET @zone = @@time_zone, time_zone = '+05:30'");
        run("CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 12:00:00' DO BEGIN SELECT 1; SELECT 2; END");
        run("SET time_zone = @zone");
        run("SET @collation = @@collation_connection, character_set_client = latin1, collation_connection = "
            "latin1_german1_ci");
        run("CREATE FUNCTION german() RETURNS varchar(9) DETERMINISTIC RETURN 'abc'");
        run("CREATE VIEW german_view AS SELECT 'abc' AS a");
        run("SET character_set_client = utf8mb4, collation_connection = @collation");
        // What is told by the session's time zone, what is no text, and what is told without its database.
        run("CREATE TABLE moment (a timestamp NOT NULL DEFAULT '2020-02-03 04:05:06', b datetime DEFAULT '2020-02-03 "
            "04:05:06', c varbinary(9) DEFAULT 0xFF01275C, d binary(4) DEFAULT 0x00FF, e varchar(20) DEFAULT 'a\\\\b', "
            "f varbinary(9) DEFAULT 'abc') COMMENT 'it''s \\\\ here'");
        run("CREATE TABLE left_half (a int) ENGINE = MyISAM");
        run("CREATE TABLE right_half (a int) ENGINE = MyISAM");
        run("CREATE TABLE both_halves (a int) ENGINE = MERGE UNION = (left_half, right_half) INSERT_METHOD = LAST");
        if (isMariaDb()) {
            run("CREATE SEQUENCE s START WITH 5");
            run("CREATE TABLE months (a int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH STARTS "
                "'2024-02-03 00:00:00' (PARTITION p0 HISTORY, PARTITION pn CURRENT)");
            run("CREATE TABLE stays (room int, since date, til date, PERIOD FOR stay (since, til), "
                "UNIQUE alone (room, stay WITHOUT OVERLAPS))");
            run("CREATE TABLE kept (a int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED "
                "ALWAYS "
                "AS ROW END, b int WITHOUT SYSTEM VERSIONING, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING");
        }
    }

    /// All that the museum holds, as the session tells it, in an order that can be run.
    [[nodiscard]] std::string scriptBy(Session& by) const {
        std::vector<std::pair<std::string, ObjectType>> objects{
            {"parent", ObjectType::Table},     {"item", ObjectType::Table},       {"parted", ObjectType::Table},
            {"legacy", ObjectType::Table},     {"v", ObjectType::View},           {"counted", ObjectType::View},
            {"from", ObjectType::Routine},     {"f", ObjectType::Routine},        {"german", ObjectType::Routine},
            {"e", ObjectType::Event},          {"german_view", ObjectType::View}, {"odd_day", ObjectType::Table},
            {"moment", ObjectType::Table},     {"left_half", ObjectType::Table},  {"right_half", ObjectType::Table},
            {"both_halves", ObjectType::Table}};
        if (isMariaDb()) {
            objects.insert(objects.end(), {{"s", ObjectType::Sequence},
                                           {"stays", ObjectType::Table},
                                           {"kept", ObjectType::Table},
                                           {"months", ObjectType::Table}});
        }
        std::string script;
        for (const auto& [name, type] : objects) {
            const std::string ddl = describe(by, name, type).ddl;
            EXPECT_TRUE(ddl.ends_with(";\n")) << ddl;
            script += ddl + "\n";
        }
        return script;
    }

    /// Everything that the server knows of the museum.
    [[nodiscard]] std::string picture() const {
        std::string text;
        const auto add = [&](const std::string& sql) {
            for (const auto& row : run(sql).rows) {
                for (const auto& cell : row) {
                    text += cell.text.value_or("NULL") + "|";
                }
                text += "\n";
            }
        };
        const std::string here = "'" + database() + "'";
        for (const auto& row : run("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + here +
                                   " AND TABLE_TYPE NOT LIKE '%VIEW' AND TABLE_TYPE <> 'SEQUENCE' ORDER BY 1")
                                   .rows) {
            add("SHOW CREATE TABLE " + database() + ".`" + row.at(0).text.value_or("") + "`");
        }
        const std::string made = "SQL_MODE, DEFINER, CHARACTER_SET_CLIENT, COLLATION_CONNECTION";
        add("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + here +
            " ORDER BY 1");
        add("SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, DEFINER, SECURITY_TYPE, CHARACTER_SET_CLIENT, "
            "COLLATION_CONNECTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = " +
            here + " ORDER BY 1");
        add("SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, "
            "ACTION_STATEMENT, " +
            made + " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = " + here + " ORDER BY 1");
        add("SELECT ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, ROUTINE_DEFINITION, SECURITY_TYPE, IS_DETERMINISTIC, " +
            made + " FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = " + here + " ORDER BY 1");
        add("SELECT EVENT_NAME, TIME_ZONE, STARTS, INTERVAL_VALUE, INTERVAL_FIELD, STATUS, EVENT_DEFINITION, " + made +
            " FROM information_schema.EVENTS WHERE EVENT_SCHEMA = " + here + " ORDER BY 1");
        return text;
    }

    void emptyMuseum() const {
        server().run("DROP DATABASE " + database());
        server().run("CREATE DATABASE " + database());
    }

private:
    std::string m_elsewhere;
    std::unique_ptr<Session> m_stranger;
};

TEST_F(MysqlDdls, MakeAMuseumAgainFromAnyDatabase) {
    run("CREATE USER IF NOT EXISTS 'curator'@'%'");
    fillMuseum();
    const std::string before = picture();
    const std::string byOther = scriptBy(stranger());
    const std::string byOwn = scriptBy(session());
    EXPECT_EQ(byOwn, byOther);

    // The server's own client runs it from another database.
    emptyMuseum();
    const std::filesystem::path file = server().folder() / "museum.sql";
    std::ofstream(file) << byOwn;
    std::ignore = server().ask("source " + file.string(), elsewhere(), {"--default-character-set=utf8mb4"});
    EXPECT_EQ(picture(), before);

    // So do we, and the session is as it was.
    emptyMuseum();
    constexpr std::string_view kState = "SELECT concat_ws('|', @@sql_mode, @@time_zone, @@character_set_client, "
                                        "@@collation_connection, @@character_set_connection, database())";
    const auto state = runAll(stranger(), {kState, {}, {}});
    ASSERT_TRUE(state);
    for (const sql::Statement& statement : sql::split(byOwn, DialectId::MariaDb)) {
        const std::string_view text = std::string_view(byOwn).substr(statement.span.begin, statement.span.size());
        if (statement.kind == sql::StatementKind::Sql) {
            const auto done = runAll(stranger(), {text, {}, {}});
            EXPECT_TRUE(done) << text << ": " << (done ? "" : done.error().message);
        }
    }
    EXPECT_EQ(picture(), before);
    const auto after = runAll(stranger(), {kState, {}, {}});
    ASSERT_TRUE(after);
    EXPECT_EQ(after->rows.at(0).at(0).text, state->rows.at(0).at(0).text);
    run("DROP USER 'curator'@'%'");
}

TEST_F(MysqlDdls, AreTheSameWhateverTheSessionHasSet) {
    run("CREATE USER IF NOT EXISTS 'curator'@'%'");
    fillMuseum();
    const std::string usual = scriptBy(session());
    for (const std::string_view part : {"SET @saved_time_zone = @@time_zone, time_zone = '+00:00';",
                                        "SET @saved_sql_mode = @@sql_mode, sql_mode = 'ALLOW_INVALID_DATES';"}) {
        EXPECT_NE(usual.find(part), std::string::npos) << part << "\n" << usual;
    }
    std::vector<std::string> modes{"ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE"};
    if (isMariaDb()) {
        modes.insert(modes.end(), {"ORACLE", "NO_TABLE_OPTIONS,NO_FIELD_OPTIONS,NO_KEY_OPTIONS", "MAXDB"});
    }
    const std::string kState =
        "SELECT concat_ws('|', @@sql_mode, @@time_zone, @@sql_quote_show_create, @@sql_select_limit)";
    for (const std::string& mode : modes) {
        SCOPED_TRACE(mode);
        const auto strange = open(params());
        ASSERT_NE(strange, nullptr);
        ASSERT_TRUE(runAll(*strange, "SET sql_mode = '" + mode +
                                         "', time_zone = '-09:30', sql_quote_show_create = 0, sql_select_limit = 1"));
        ASSERT_TRUE(runAll(*strange, "START TRANSACTION"));
        ASSERT_TRUE(runAll(*strange, "INSERT INTO parted VALUES (1)"));
        const auto before = runAll(*strange, kState);
        EXPECT_EQ(scriptBy(*strange), usual);
        const auto after = runAll(*strange, kState);
        ASSERT_TRUE(before && after);
        EXPECT_EQ(after->rows.at(0).at(0).text, before->rows.at(0).at(0).text);
        EXPECT_EQ(strange->transactionState(), TransactionState::Open);
        EXPECT_TRUE(strange->catalog().takeNotices().empty());
        ASSERT_TRUE(runAll(*strange, "ROLLBACK"));
        EXPECT_EQ(textOf("SELECT count(*) FROM parted"), "0");
    }
    run("DROP USER 'curator'@'%'");
}

TEST_F(MysqlDdls, TellWhatIsIgnoredAndWhatIsGenerated) {
    run("CREATE TABLE t (a int, b int AS (a + 1) STORED, KEY quiet (a), KEY loud (b))");
    run("ALTER TABLE t ALTER INDEX quiet " + std::string(isMariaDb() ? "IGNORED" : "INVISIBLE"));
    const ObjectDescription table = describe(stranger(), "t", ObjectType::Table);
    ASSERT_EQ(table.columns.size(), 2U);
    EXPECT_TRUE(table.columns[1].defaultValue.value_or("").contains("`a` + 1"));
    const auto quiet = std::ranges::find(table.indexes, "quiet", &IndexInfo::name);
    ASSERT_NE(quiet, table.indexes.end());
    EXPECT_EQ(quiet->ddl,
              "CREATE INDEX `quiet` ON `" + database() + "`.`t` (`a`) " + (isMariaDb() ? "IGNORED" : "INVISIBLE"));
    EXPECT_TRUE(std::ranges::find(table.indexes, "loud", &IndexInfo::name)->ddl.ends_with("(`b`)"));
}

TEST_F(MysqlDdls, TellDefaultsThatAreNoText) {
    run("CREATE TABLE t (a varbinary(9) DEFAULT 0xFF01275C, b varbinary(9) DEFAULT 'abc', c varchar(20) DEFAULT ' "
        "DEFAULT x')");
    const ObjectDescription table = describe(stranger(), "t", ObjectType::Table);
    ASSERT_EQ(table.columns.size(), 3U);
    // Each server writes them in its own way.
    EXPECT_EQ(textOf("SELECT HEX(" + table.columns[0].defaultValue.value_or("'none'") + ")"), "FF01275C");
    EXPECT_EQ(textOf("SELECT HEX(" + table.columns[1].defaultValue.value_or("'none'") + ")"), "616263");
    EXPECT_EQ(table.columns[2].defaultValue, "' DEFAULT x'");
}

TEST_F(MysqlDdls, NameThePeriodOfAKeyWithoutOverlaps) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "only MariaDB has periods";
    }
    run("CREATE TABLE stays (room int, since date, til date, PERIOD FOR stay (since, til), "
        "UNIQUE alone (room, stay WITHOUT OVERLAPS))");
    const ObjectDescription table = describe(session(), "stays", ObjectType::Table);
    ASSERT_EQ(table.keys.size(), 1U);
    EXPECT_EQ(table.keys[0].columns, (std::vector<std::string>{"room", "stay WITHOUT OVERLAPS"}));
}

TEST_F(MysqlDdls, SayThatTriggersMayBeHiddenFromWhoHasNoPrivilegeForThem) {
    run("CREATE TABLE item (id int)");
    run("CREATE TRIGGER watch BEFORE INSERT ON item FOR EACH ROW SET NEW.id = 1");
    const std::string user = "watcher_" + database();
    run("CREATE USER " + user + "@'%'");
    run("GRANT SELECT ON " + database() + ".* TO " + user + "@'%'");
    ConnectParams limited = params();
    limited.user = user;
    const std::unique_ptr<Session> reader = open(limited);
    ASSERT_NE(reader, nullptr);
    EXPECT_TRUE(describe(*reader, "item", ObjectType::Table).triggers.empty());
    const std::vector<Notice> notices = reader->catalog().takeNotices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices.front().message, "Triggers of `" + database() +
                                           "`.`item`, if there are any, can not be shown: the user has no privilege "
                                           "TRIGGER there.");
    // Who has it by a role that is active sees them.
    const std::string role = "role_" + database();
    run("CREATE ROLE " + role);
    run("GRANT TRIGGER ON " + database() + ".item TO " + role);
    run("GRANT " + role + " TO " + user + "@'%'");
    ASSERT_TRUE(runAll(*reader, StatementText{"SET ROLE " + role, {}, {}}));
    EXPECT_EQ(describe(*reader, "item", ObjectType::Table).triggers.size(), 1U);
    run("DROP TRIGGER watch");
    EXPECT_TRUE(describe(*reader, "item", ObjectType::Table).triggers.empty());
    EXPECT_EQ(reader->catalog().takeNotices().size(), 0U);
    run("DROP USER " + user + "@'%'");
    run("DROP ROLE " + role);
}

} // namespace dbv::conformance
