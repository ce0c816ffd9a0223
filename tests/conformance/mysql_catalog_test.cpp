// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <tuple>

#include "mysql_fixture.h"

namespace dbv::conformance {

class MysqlCatalogs : public MysqlTest {
protected:
    [[nodiscard]] ObjectDescription describe(const std::string& name, std::optional<ObjectType> type = {},
                                             const std::string& parent = {}) const {
        auto described = session().catalog().describe({database(), name, parent}, type);
        if (!described) {
            ADD_FAILURE() << name << ": " << described.error().message;
            return {};
        }
        return std::move(*described);
    }
    [[nodiscard]] std::vector<ObjectSummary> objects() const {
        auto found = session().catalog().objects(database(), ObjectScope::All);
        EXPECT_TRUE(found) << found.error().message;
        return found ? std::move(*found) : std::vector<ObjectSummary>();
    }
    [[nodiscard]] static bool has(const std::vector<ObjectSummary>& list, ObjectType type, std::string_view name) {
        return std::ranges::any_of(list,
                                   [&](const ObjectSummary& each) { return each.type == type && each.name == name; });
    }
};

TEST_F(MysqlCatalogs, ListEveryKindOfObject) {
    run("CREATE TABLE t (a int PRIMARY KEY, b int COMMENT 'a column', KEY (b)) COMMENT 'a table'");
    run("CREATE VIEW v AS SELECT a FROM t");
    if (isMariaDb()) {
        run("CREATE SEQUENCE s START WITH 5");
    }
    run("CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW SET @x = 1");
    run("CREATE PROCEDURE p(IN a int) COMMENT 'does it' BEGIN SELECT a; SELECT 2; END");
    run("CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN a");
    run("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1");
    const std::vector<ObjectSummary> list = objects();
    EXPECT_TRUE(has(list, ObjectType::Table, "t"));
    EXPECT_TRUE(has(list, ObjectType::View, "v"));
    EXPECT_EQ(has(list, ObjectType::Sequence, "s"), isMariaDb());
    EXPECT_TRUE(has(list, ObjectType::Trigger, "tr"));
    EXPECT_TRUE(has(list, ObjectType::Routine, "p"));
    EXPECT_TRUE(has(list, ObjectType::Routine, "f"));
    EXPECT_TRUE(has(list, ObjectType::Event, "e"));
    EXPECT_TRUE(has(list, ObjectType::Index, "b"));
    EXPECT_FALSE(has(list, ObjectType::Table, "s"));
    EXPECT_EQ(std::ranges::find(list, "t", &ObjectSummary::name)->comment, "a table");
    EXPECT_EQ(std::ranges::find(list, "v", &ObjectSummary::name)->comment, "");
    EXPECT_EQ(describe("t").columns[1].comment, "a column");
    EXPECT_EQ(describe("t").triggers.size(), 1U);
}

TEST_F(MysqlCatalogs, DescribeColumnsAsTheyAreDeclared) {
    run("CREATE TABLE t (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'it''s', b int "
        "DEFAULT 5, c timestamp NOT NULL DEFAULT current_timestamp(), d int AS (b + 1) STORED, e int AS (b + 2) "
        "VIRTUAL, "
        "f int INVISIBLE, g enum('x','y') DEFAULT 'x', h int, i int NOT NULL)");
    const ObjectDescription table = describe("t");
    ASSERT_EQ(table.columns.size(), 10U);
    EXPECT_EQ(table.columns[0].type, isMariaDb() ? "bigint(20) unsigned" : "bigint unsigned");
    EXPECT_EQ(table.columns[0].primaryKeyPosition, 1);
    EXPECT_EQ(table.columns[1].defaultValue, "'it''s'");
    EXPECT_EQ(table.columns[2].defaultValue, "5");
    EXPECT_EQ(table.columns[3].defaultValue, isMariaDb() ? "current_timestamp()" : "CURRENT_TIMESTAMP");
    EXPECT_TRUE(table.columns[4].generated);
    EXPECT_TRUE(table.columns[5].generated);
    EXPECT_TRUE(table.columns[6].hidden);
    EXPECT_EQ(table.columns[7].type, "enum('x','y')");
    EXPECT_EQ(table.columns[8].defaultValue, std::nullopt);
    EXPECT_FALSE(table.columns[9].nullable);
}

TEST_F(MysqlCatalogs, DescribeIndexesWithPrefixDirectionAndKind) {
    run("CREATE TABLE t (a varchar(50), b int, c text, g geometry NOT NULL, UNIQUE u (b), UNIQUE up (a(5)), "
        "KEY d (b DESC, a), FULLTEXT ft (c), SPATIAL sp (g))");
    const ObjectDescription table = describe("t");
    ASSERT_EQ(table.keys.size(), 1U);
    EXPECT_EQ(table.keys[0].name, "u");
    const auto named = [&](std::string_view name) { return *std::ranges::find(table.indexes, name, &IndexInfo::name); };
    EXPECT_EQ(named("up").columns, std::vector<std::string>{"a(5)"});
    EXPECT_TRUE(named("up").unique);
    EXPECT_EQ(named("d").columns, (std::vector<std::string>{"b DESC", "a"}));
    EXPECT_EQ(named("d").ddl, "CREATE INDEX `d` ON `" + database() + "`.`t` (`b` DESC, `a`)");
    EXPECT_EQ(named("ft").ddl, "CREATE FULLTEXT INDEX `ft` ON `" + database() + "`.`t` (`c`)");
    EXPECT_EQ(named("sp").ddl, "CREATE SPATIAL INDEX `sp` ON `" + database() + "`.`t` (`g`)");
}

TEST_F(MysqlCatalogs, KeepTablesApartWhoseNamesDifferInCaseAlone) {
    run("CREATE TABLE pair (a int, b int, c int, PRIMARY KEY (b, a), KEY k (a, c))");
    run("CREATE TABLE PAIR (a int, b int, c int, PRIMARY KEY (a, c), KEY k (b, a))");
    std::map<std::string, ObjectDescription> all;
    ASSERT_TRUE(session().catalog().describeAll(database(), [&](const ObjectDescription& each) {
        all[each.path.name] = each;
        return true;
    }));
    ASSERT_EQ(all.size(), 2U);
    const auto hold = [&](const std::string& name, const std::vector<std::string>& primary,
                          const std::vector<std::string>& index) {
        ASSERT_EQ(all[name].keys.size(), 1U) << name;
        EXPECT_EQ(all[name].keys[0].columns, primary) << name;
        ASSERT_EQ(all[name].indexes.size(), 1U) << name;
        EXPECT_EQ(all[name].indexes[0].columns, index) << name;
        for (const ColumnInfo& column : all[name].columns) {
            const auto at = std::ranges::find(primary, column.name);
            EXPECT_EQ(column.primaryKeyPosition, at == primary.end() ? 0 : at - primary.begin() + 1) << column.name;
        }
    };
    hold("pair", {"b", "a"}, {"a", "c"});
    hold("PAIR", {"a", "c"}, {"b", "a"});
}

TEST_F(MysqlCatalogs, GiveDdlThatMakesEverythingAgain) {
    run("CREATE TABLE t (a int PRIMARY KEY, b varchar(10) DEFAULT 'x;y', CHECK (a > 0))");
    run("CREATE TABLE r (y int) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS "
        "THAN MAXVALUE)");
    run("CREATE VIEW v AS SELECT a FROM t");
    if (isMariaDb()) {
        run("CREATE SEQUENCE s START WITH 5");
    }
    run("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.b = 'z'; SET @x = ';'; END");
    run("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END");
    run("CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN 1");
    run("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; SELECT 2; END");
    EXPECT_EQ(describe("r").partitionKey, "RANGE (`y`) PARTITIONS 2");
    std::string script;
    for (const auto& [name, type] :
         {std::pair("t", ObjectType::Table), std::pair("r", ObjectType::Table), std::pair("v", ObjectType::View),
          std::pair("s", ObjectType::Sequence), std::pair("p", ObjectType::Routine),
          std::pair("f", ObjectType::Routine), std::pair("e", ObjectType::Event)}) {
        if (type == ObjectType::Sequence && !isMariaDb()) {
            continue;
        }
        const std::string ddl = describe(name, type).ddl;
        EXPECT_FALSE(ddl.empty()) << name;
        script += ddl + (ddl.ends_with(";\n") ? "" : ";\n");
    }
    // The server's own client runs it, and everything is as it was.
    std::string copy = server().makeDatabase();
    const std::filesystem::path file = server().folder() / "again.sql";
    std::size_t at = script.find("`" + database() + "`");
    while (at != std::string::npos) {
        script.replace(at, database().size() + 2, "`" + copy + "`");
        at = script.find("`" + database() + "`");
    }
    {
        std::ofstream(file) << script;
    }
    std::ignore = server().ask("source " + file.string(), copy, {});
    for (const std::string_view what : {"SELECT count(*) FROM information_schema.tables WHERE table_schema = '",
                                        "SELECT count(*) FROM information_schema.triggers WHERE trigger_schema = '",
                                        "SELECT count(*) FROM information_schema.routines WHERE routine_schema = '",
                                        "SELECT count(*) FROM information_schema.events WHERE event_schema = '"}) {
        EXPECT_EQ(server().run(std::string(what) + copy + "'"), server().run(std::string(what) + database() + "'"))
            << what;
    }
    EXPECT_EQ(server().run("SHOW CREATE TABLE t", copy), server().run("SHOW CREATE TABLE t", database()));
}

TEST_F(MysqlCatalogs, FollowForeignKeysIntoOtherDatabases) {
    const std::string other = server().makeDatabase();
    server().run("CREATE TABLE " + other + ".p (a int, b int, PRIMARY KEY (a, b))");
    run("CREATE TABLE c (x int, y int, CONSTRAINT fk FOREIGN KEY (y, x) REFERENCES " + other +
        ".p (a, b) ON DELETE SET NULL ON UPDATE CASCADE)");
    const ObjectDescription child = describe("c");
    ASSERT_EQ(child.foreignKeys.size(), 1U);
    EXPECT_EQ(child.foreignKeys[0].references, (ObjectPath{other, "p"}));
    EXPECT_EQ(child.foreignKeys[0].columns, (std::vector<std::string>{"y", "x"}));
    EXPECT_EQ(child.foreignKeys[0].referencedColumns, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(child.foreignKeys[0].onUpdate, "CASCADE");
}

TEST_F(MysqlCatalogs, KnowTheOddestNames) {
    const std::vector<std::string> names{"a.b",       "it's",        "quo\"te", "back`tick",
                                         "new\nline", "back\\slash", "Größe",   std::string(64, 'x')};
    for (const std::string& name : names) {
        std::string quoted;
        for (const char c : name) {
            quoted += c == '`' ? std::string("``") : std::string(1, c);
        }
        run("CREATE TABLE `" + quoted + "` (a int)");
    }
    const std::vector<ObjectSummary> list = objects();
    for (const std::string& name : names) {
        EXPECT_TRUE(has(list, ObjectType::Table, name)) << name;
        EXPECT_EQ(describe(name).columns.size(), 1U) << name;
        EXPECT_NE(describe(name).ddl, "") << name;
    }
}

TEST_F(MysqlCatalogs, ShowAUserWithoutRightsWhatItMaySee) {
    run("CREATE TABLE mine (a int)");
    run("CREATE TABLE hidden (a int)");
    run("CREATE VIEW v AS SELECT a FROM mine");
    run("CREATE PROCEDURE p() SELECT 1");
    const std::string user = "limited_" + database();
    run("CREATE USER " + user + "@'%' IDENTIFIED BY 'pw'");
    run("GRANT SELECT ON " + database() + ".mine TO " + user + "@'%'");
    run("GRANT SELECT ON " + database() + ".v TO " + user + "@'%'");
    ConnectParams limited = params();
    limited.user = user;
    limited.password = Secret("pw");
    const auto session = open(limited);
    ASSERT_NE(session, nullptr);
    const auto schemas = session->catalog().schemas();
    ASSERT_TRUE(schemas);
    const auto list = session->catalog().objects(database(), ObjectScope::All);
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_TRUE(has(*list, ObjectType::Table, "mine"));
    EXPECT_FALSE(has(*list, ObjectType::Table, "hidden"));
    const auto table = session->catalog().describe({database(), "mine", {}}, {});
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(table->columns.size(), 1U);
    EXPECT_TRUE(session->catalog().describe({database(), "v", {}}, {}));
    const auto hidden = session->catalog().describe({database(), "hidden", {}}, {});
    ASSERT_FALSE(hidden);
    EXPECT_EQ(hidden.error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(session->catalog().serverObjects());
    const std::vector<GrantInfo> grants = describe("mine").grants;
    ASSERT_EQ(grants.size(), 1U);
    EXPECT_EQ(grants[0].grantee, "'" + user + "'@'%'");
    EXPECT_EQ(grants[0].privileges, std::vector<std::string>{"SELECT"});
    run("DROP USER " + user + "@'%'");
}

TEST_F(MysqlCatalogs, ListUsers) {
    const auto list = session().catalog().serverObjects();
    ASSERT_TRUE(list);
    EXPECT_TRUE(has(*list, ObjectType::Role, "'root'@'localhost'"));
}

TEST_F(MysqlCatalogs, GiveDdlThatMakesAUserAgain) {
    const std::string user = "it's " + database();
    const std::string name = "`" + user + "`@`10.%`";
    run("CREATE USER " + name + " IDENTIFIED BY 'very secret' WITH MAX_USER_CONNECTIONS 3");
    run("GRANT SELECT ON " + database() + ".* TO " + name + " WITH GRANT OPTION");
    const auto list = session().catalog().serverObjects();
    ASSERT_TRUE(list);
    const auto listed = std::ranges::find_if(
        *list, [&](const ObjectSummary& each) { return each.name.find(database() + "'@'10.%'") != std::string::npos; });
    ASSERT_NE(listed, list->end());
    EXPECT_FALSE(listed->internal);
    const auto described = session().catalog().describe({{}, listed->name, {}}, ObjectType::Role);
    ASSERT_TRUE(described) << described.error().message;
    const std::string& ddl = described->ddl;
    EXPECT_TRUE(ddl.starts_with("-- Hashes of passwords are left out")) << ddl;
    const std::string hash =
        run("SELECT authentication_string FROM mysql.user WHERE Host = '10.%' AND User = \"" + user + "\"")
            .rows.at(0)
            .at(0)
            .text.value_or("?");
    EXPECT_EQ(ddl.find(hash), std::string::npos);
    EXPECT_NE(ddl.find("CREATE USER"), std::string::npos) << ddl;
    EXPECT_NE(ddl.find("MAX_USER_CONNECTIONS 3"), std::string::npos) << ddl;
    EXPECT_NE(ddl.find("WITH GRANT OPTION"), std::string::npos) << ddl;
    run("DROP USER " + name);
    const auto none = session().catalog().describe({{}, listed->name, {}}, ObjectType::Role);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
    EXPECT_FALSE(session().catalog().describe({{}, "nobody; DROP TABLE t", {}}, ObjectType::Role));
}

TEST_F(MysqlCatalogs, TellWhatEverybodyMayWithoutMakingEverybody) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "only MariaDB grants to PUBLIC";
    }
    run("GRANT SELECT ON " + database() + ".* TO PUBLIC");
    const auto everybody = session().catalog().describe({{}, "'PUBLIC'@''", {}}, ObjectType::Role);
    ASSERT_TRUE(everybody) << everybody.error().message;
    EXPECT_EQ(everybody->ddl.find("CREATE"), std::string::npos) << everybody->ddl;
    EXPECT_NE(everybody->ddl.find("GRANT SELECT ON `" + database() + "`.* TO "), std::string::npos) << everybody->ddl;
    for (std::size_t at = 0; at < everybody->ddl.size();) {
        const std::size_t end = everybody->ddl.find(";\n", at);
        run(everybody->ddl.substr(at, end - at));
        at = end + 2;
    }
    run("REVOKE SELECT ON " + database() + ".* FROM PUBLIC");
}

TEST_F(MysqlCatalogs, GiveDdlThatMakesASchemaAgain) {
    run("ALTER DATABASE " + database() + " CHARACTER SET latin1");
    const auto schema = session().catalog().describe({{}, database(), {}}, ObjectType::Schema);
    ASSERT_TRUE(schema) << schema.error().message;
    EXPECT_NE(schema->ddl.find("CREATE DATABASE `" + database() + "`"), std::string::npos) << schema->ddl;
    EXPECT_NE(schema->ddl.find("latin1"), std::string::npos) << schema->ddl;
    const auto none = session().catalog().describe({{}, "nothing like it", {}}, ObjectType::Schema);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
}

TEST_F(MysqlCatalogs, ListThePartitionsOfATable) {
    run("CREATE TABLE r (y int) PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS "
        "THAN MAXVALUE)");
    run("CREATE TABLE l (y int) PARTITION BY LIST (y) (PARTITION few VALUES IN (1, 2), PARTITION more VALUES IN (3))");
    run("CREATE TABLE h (y int) PARTITION BY HASH (y) PARTITIONS 3");
    const auto partitions = describe("r").partitions;
    ASSERT_EQ(partitions.size(), 2U);
    EXPECT_EQ(partitions[0].name, "p0");
    EXPECT_EQ(partitions[0].bound, "VALUES LESS THAN (10)");
    EXPECT_TRUE(partitions[0].sizeBytes);
    EXPECT_EQ(partitions[1].bound, "VALUES LESS THAN MAXVALUE");
    EXPECT_EQ(describe("l").partitions.at(0).bound, "VALUES IN (1,2)");
    EXPECT_EQ(describe("h").partitions.size(), 3U);
    EXPECT_EQ(describe("h").partitions.at(2).bound, "");
}

TEST_F(MysqlCatalogs, TakeTheSameNumberOfStatementsForManyTables) {
    const auto questions = [this] {
        return std::stoi(run("SHOW SESSION STATUS LIKE 'Questions'").rows.at(0).at(1).text.value_or(""));
    };
    const auto cost = [&] {
        const int before = questions();
        int tables = 0;
        EXPECT_TRUE(session().catalog().objects(database(), ObjectScope::All));
        EXPECT_TRUE(session().catalog().describeAll(database(), [&](const ObjectDescription&) {
            ++tables;
            return true;
        }));
        return std::pair(questions() - before, tables);
    };
    run("CREATE TABLE t0 (a int PRIMARY KEY, b int, FOREIGN KEY (b) REFERENCES t0 (a))");
    const auto few = cost();
    for (int i = 1; i < 50; ++i) {
        run("CREATE TABLE t" + std::to_string(i) + " LIKE t0");
    }
    const auto many = cost();
    EXPECT_EQ(few.second, 1);
    EXPECT_EQ(many.second, 50);
    EXPECT_EQ(many.first, few.first);
}

} // namespace dbv::conformance
