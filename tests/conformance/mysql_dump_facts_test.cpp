// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB: what stands beside rows and definitions comes back, and is seen where it differs.
#include <memory>
#include <string>

#include "mysql/dump_values.h"
#include "mysql_dump_compare.h"

namespace dbv::conformance {

class MysqlDumpFacts : public MysqlDumpCompare {
protected:
    [[nodiscard]] HeardDetails& now(const DumpScope& scope = {}) {
        m_now = std::make_unique<HeardDetails>();
        EXPECT_TRUE(session().dumper()->takeInventory(ground(), scope, *m_now, goOnDumping));
        return *m_now;
    }

private:
    std::unique_ptr<HeardDetails> m_now;
};

TEST_F(MysqlDumpFacts, TellWhereSequencesStand) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "has no sequences";
    }
    run("CREATE SEQUENCE moved START WITH 5 INCREMENT BY 3");
    run("CREATE SEQUENCE fresh START WITH 9");
    run("CREATE SEQUENCE down START WITH -1 INCREMENT BY -2 NOCACHE");
    run("CREATE SEQUENCE spent MAXVALUE 5");
    run("SELECT NEXTVAL(down)");
    run("SELECT SETVAL(spent, 5)");
    run("SELECT SETVAL(moved, 5000)");
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    EXPECT_EQ(heard.values.at("sequence .moved"), 5003);
    EXPECT_EQ(heard.values.at("sequence .fresh"), 9);
    EXPECT_EQ(heard.values.at("sequence .down"), -3);
    EXPECT_EQ(heard.values.at("sequence .spent"), 6);
    EXPECT_EQ(textIn(*there, "SELECT NEXTVAL(moved)"), "5003");
    run("SELECT SETVAL(moved, 6000)");
    EXPECT_EQ(now().values.at("sequence .moved"), 6003);
    // The structure alone says nothing of where they stand.
    DumpScope structure;
    structure.content = DumpContent::Structure;
    EXPECT_TRUE(now(structure).values.empty());
}

TEST_F(MysqlDumpFacts, HaveViewsThatAreTheSameInDatabasesOfAnyName) {
    run("CREATE TABLE p1 (a INT)");
    run("INSERT INTO p1 VALUES (3), (4)");
    run("CREATE TABLE `" + database() + "` (a INT, `" + database() + "` INT)");
    run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
    run("CREATE VIEW called AS SELECT " + database() + ".twice(a) AS d FROM p1");
    run("CREATE DEFINER = ghost@nowhere VIEW gone AS SELECT p1.a, q.a AS b, " + database() +
        ".twice(p1.a) AS d, (SELECT MAX(p1.a) FROM p1) AS m FROM p1 JOIN p1 q ON p1.a = q.a WHERE p1.a > 3");
    run("CREATE DEFINER = ghost@nowhere VIEW alike AS SELECT a, `" + database() + "` FROM `" + database() + "`");
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    EXPECT_EQ(textIn(*there, "SELECT MAX(d) FROM called"), "8");
    for (const std::string_view view : {"view .called", "view .gone"}) {
        EXPECT_EQ(heard.definitions.at(std::string(view)).find(database()), std::string::npos)
            << heard.definitions.at(std::string(view));
    }
    // For whoever restores it, it is as good as any other.
    RestoreWish mine;
    mine.owners = false;
    HeardInventory again;
    const std::unique_ptr<ScratchDatabase> own = restored(dumped(again), mine);
    ASSERT_TRUE(own);
    EXPECT_EQ(textIn(*own, "SELECT CONCAT(a, b, d, m) FROM gone"), "4484");
    HeardInventory found;
    EXPECT_TRUE(own->session().dumper()->takeInventory(ground(), DumpScope(), found, goOnDumping));
    EXPECT_EQ(found.definitions, heard.definitions);
}

TEST_F(MysqlDumpFacts, HaveTheCommentOfTheDatabase) {
    const std::string ask = "SELECT SCHEMA_COMMENT FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()";
    if (!isMariaDb()) {
        GTEST_SKIP() << "has no comments of databases";
    }
    for (const std::string_view comment : {R"('it''s \\ all ü; -- 100%')", "'of /* two */ kinds'", "''"}) {
        run("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT " + std::string(comment));
        HeardDetails heard;
        const std::unique_ptr<ScratchDatabase> there = compared(heard);
        ASSERT_TRUE(there);
        EXPECT_EQ(textIn(*there, ask), textOf(ask));
        const auto details = heard.details.at("database database");
        EXPECT_TRUE(details.ends_with("\n" + textOf(ask))) << details;
        run("ALTER DATABASE COLLATE utf8mb4_general_ci");
        EXPECT_NE(now().details.at("database database"), details);
        run("ALTER DATABASE COLLATE utf8mb4_bin COMMENT 'another'");
        EXPECT_NE(now().details.at("database database"), details);
    }
    // What a database was called before, a restore does not leave to it.
    run("ALTER DATABASE COMMENT ''");
    HeardInventory heard;
    std::string_view bytes = "";
    const std::string dump = dumped(heard);
    run("ALTER DATABASE COMMENT 'of before'");
    bytes = dump;
    const auto done = session().dumper()->restore(ground(), RestoreWish(), sourceOf(bytes), goOnDumping);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(textOf(ask), "");
}

TEST(MysqlDumpViews, AreTakenOutOfTheirDatabase) {
    EXPECT_EQ(
        mysql::viewAnywhere("CREATE VIEW `v` AS select `db`.`db`.`db` AS `db`,`db`.`f`(`db`.`a`),`other`.`db`.`x`,"
                            "'`db`.`a`.`b`' from `db` join `other`.`db` on(`db`.`t`.`c` in (1))",
                            "db"),
        "CREATE VIEW `v` AS select `db`.`db` AS `db`,`f`(`db`.`a`),`other`.`db`.`x`,'`db`.`a`.`b`' from `db` join "
        "`other`.`db` on(`t`.`c` in (1))");
}

} // namespace dbv::conformance
