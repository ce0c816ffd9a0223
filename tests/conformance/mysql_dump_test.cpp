// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB: everything that a database may hold comes back, and what can't be done is said.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include <QtCore/QTemporaryDir>

#include "heard_inventory.h"
#include "mysql/dump_contents.h"
#include "mysql/dump_script.h"
#include "mysql/dump_values.h"
#include "mysql_fixture.h"

namespace dbv::conformance {

class MysqlDumps : public MysqlTest {
protected:
    [[nodiscard]] DumpGround ground() const {
        return {m_folder.path().toStdString(), [this] { return Result<ConnectParams>(params()); }};
    }
    Result<std::string> dump(HeardInventory& heard, const DumpProgress& progress = goOnDumping) const {
        std::string bytes;
        const Result<std::string> dumped = session().dumper()->dump(
            ground(), DumpScope(),
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            heard, progress);
        return dumped ? Result<std::string>(std::move(bytes)) : std::unexpected(dumped.error());
    }
    /// What a restore of a dump is found to be, in a database for a trial.
    void restore(std::string_view bytes, HeardInventory& found) const {
        const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
        ASSERT_TRUE(scratch) << scratch.error().message;
        Dumper& other = *(*scratch)->session().dumper();
        RestoreWish trial;
        trial.isTrial = true;
        const auto restored = other.restore(ground(), trial, sourceOf(bytes), goOnDumping);
        ASSERT_TRUE(restored) << restored.error().message;
        EXPECT_TRUE(other.checkSound(goOnDumping));
        const Result<void> taken = other.takeInventory(ground(), DumpScope(), found, goOnDumping);
        ASSERT_TRUE(taken) << taken.error().message;
        EXPECT_TRUE((*scratch)->remove());
    }
    /// Dumps, restores, and compares all that was told.
    std::string compared(HeardInventory& dumped) const {
        const Result<std::string> bytes = dump(dumped);
        EXPECT_TRUE(bytes) << bytes.error().message;
        HeardInventory found;
        restore(bytes.value_or(""), found);
        for (const auto& [name, definition] : dumped.definitions) {
            EXPECT_EQ(found.definitions[name], definition) << name;
        }
        EXPECT_EQ(found.definitions.size(), dumped.definitions.size());
        EXPECT_EQ(found.rows, dumped.rows);
        return bytes.value_or("");
    }
    QTemporaryDir m_folder;
};

TEST_F(MysqlDumps, BringEveryValueBack) {
    run("CREATE TABLE `odd ``\nname``` (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, f FLOAT, d DOUBLE, n "
        "DECIMAL(30,10), "
        "b BIT(9), vb VARBINARY(20), bl BLOB, t TEXT, l VARCHAR(20) CHARACTER SET latin1, e ENUM('a''b','c'), s "
        "SET('x','y'), "
        "dt DATETIME(6), ts TIMESTAMP(3) NULL, ti TIME, y YEAR, j JSON, g GEOMETRY, "
        "v INT GENERATED ALWAYS AS (id + 1) VIRTUAL, w INT GENERATED ALWAYS AS (y * 2) STORED) AUTO_INCREMENT = 77");
    run("SET SESSION sql_mode = ''");
    run("INSERT INTO `odd ``\nname``` (f, d, n, b, vb, bl, t, l, e, s, dt, ts, ti, y, j, g) VALUES "
        "(0.1, 0.1, 12345678901234567890.0123456789, b'100000001', x'00ff27', x'', 'a\\0b\\n\\\\\\'\\Z', 'ü', 'a''b', "
        "'x,y', "
        "'0000-00-00', '2026-03-29 02:30:00.123', '-838:59:59', 1901, '{\"a\": 1}', ST_GeomFromText('POINT(1 2)')), "
        "(3.4028e38, 1.7976931348623157e308, -1, NULL, NULL, NULL, '', '', NULL, '', '2026-02-00 10:11:12.000001', "
        "NULL, NULL, "
        "NULL, NULL, NULL)");
    run("CREATE TABLE empty_one (a INT)");
    HeardInventory dumped;
    compared(dumped);
    EXPECT_EQ(dumped.rows.size(), 1U);
    EXPECT_EQ(dumped.rows.begin()->second.size(), 2U);
    // The session is as it was.
    EXPECT_EQ(textOf("SELECT @@sql_mode"), "");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_F(MysqlDumps, TellDatabasesFromOthersThatDifferInCapitalsAlone) {
    if (textOf("SELECT @@lower_case_table_names") != "0") {
        GTEST_SKIP() << "has no such databases";
    }
    std::string other = database();
    std::ranges::transform(other, other.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    ASSERT_NE(other, database());
    run("CREATE TABLE t (a INT)");
    run("CREATE FUNCTION once() RETURNS INT DETERMINISTIC RETURN 1");
    run("CREATE DATABASE " + other + " CHARACTER SET latin1");
    run("CREATE FUNCTION " + other + ".once() RETURNS INT DETERMINISTIC RETURN 2");
    run("CREATE FUNCTION " + other + ".twice() RETURNS INT DETERMINISTIC RETURN 2");
    run("CREATE TABLE " + other + ".t (a INT)");
    run("CREATE TRIGGER " + other + ".acts BEFORE INSERT ON " + other + ".t FOR EACH ROW SET NEW.a = 1");
    run("CREATE EVENT " + other + ".rests ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t");
    HeardInventory dumped;
    const std::string bytes = compared(dumped);
    run("DROP DATABASE " + other);
    EXPECT_EQ(dumped.definitions.size(), 3U) << "the database, t and once";
    EXPECT_EQ(bytes.find("twice"), std::string::npos);
    EXPECT_EQ(bytes.find("RETURN 2"), std::string::npos);
    EXPECT_EQ(bytes.find("latin1"), std::string::npos);
}

TEST_F(MysqlDumps, SayThatATableIsGoneRatherThanItsNameWrong) {
    run("CREATE TABLE kept (a INT)");
    run("CREATE TABLE later (a INT)");
    run("INSERT INTO kept VALUES (1)");
    const std::unique_ptr<Session> other = open(params());
    bool isGone = false;
    HeardInventory heard;
    const Result<std::string> dumped = dump(heard, [&](const DumpAdvance&) {
        if (!std::exchange(isGone, true)) {
            EXPECT_TRUE(runAll(*other, StatementText{"DROP TABLE later", {}, {}}));
        }
        return true;
    });
    ASSERT_TRUE(isGone);
    ASSERT_FALSE(dumped);
    EXPECT_NE(dumped.error().message.find("later"), std::string::npos) << dumped.error().message;
    EXPECT_EQ(dumped.error().hint, "It was dropped or changed while it was read. Make the backup again.");
}

TEST_F(MysqlDumps, BringEverythingElseBack) {
    run("CREATE TABLE parent (id INT PRIMARY KEY, child INT)");
    run("CREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parent (id))");
    run("ALTER TABLE parent ADD FOREIGN KEY (child) REFERENCES child (id)");
    run("SET foreign_key_checks = 0");
    run("INSERT INTO parent VALUES (1, 1)");
    run("INSERT INTO child VALUES (1, 1)");
    run("CREATE TABLE parts (a INT) PARTITION BY RANGE (a) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES "
        "LESS THAN "
        "MAXVALUE)");
    run("INSERT INTO parts VALUES (5), (15)");
    run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC BEGIN DECLARE a INT; SET a = x * 2; RETURN a; END");
    run("CREATE PROCEDURE told() BEGIN SELECT ';;', 'DELIMITER ;'; END");
    run("CREATE VIEW zz AS SELECT id, twice(id) AS `two ``x` FROM parent");
    run("CREATE VIEW aa AS SELECT * FROM zz");
    run("SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'");
    run("CREATE TRIGGER told_of BEFORE INSERT ON parts FOR EACH ROW SET NEW.a = NEW.a + length('x' || 'y') - 2");
    run("SET sql_mode = ''");
    run("CREATE TRIGGER `" + database() + "`.named AFTER INSERT ON `" + database() + "`.child FOR EACH ROW SET @a = 1");
    run("CREATE EVENT acts ON SCHEDULE EVERY 1 SECOND COMMENT 'ENABLE' DO DELETE FROM parts");
    run("CREATE EVENT rests ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM parts");
    if (isMariaDb()) {
        run("CREATE SEQUENCE numbers START WITH 5 INCREMENT BY 3");
        run("SELECT NEXTVAL(numbers)");
    }
    run("ALTER EVENT acts DISABLE");
    HeardInventory dumped;
    const std::string bytes = compared(dumped);
    EXPECT_EQ(dumped.definitions.size(), isMariaDb() ? 13U : 12U);
    EXPECT_NE(bytes.find("CREATE VIEW `zz` AS SELECT 1 AS `id`, 1 AS `two ``x`"), std::string::npos);
    // One that acts is switched on at the very end, and not in a trial.
    run("ALTER EVENT acts ENABLE");
    HeardInventory again;
    const Result<std::string> acting = dump(again);
    ASSERT_TRUE(acting);
    EXPECT_EQ(again.definitions, dumped.definitions);
    EXPECT_NE(acting->find("ALTER EVENT `acts` ENABLE"), std::string::npos);
}

TEST_F(MysqlDumps, ShowTheMomentAtWhichTheyBegan) {
    run("CREATE TABLE a_first (a INT)");
    run("INSERT INTO a_first VALUES (1)");
    run("CREATE TABLE t (a INT)");
    run("INSERT INTO t SELECT seq FROM " + numbers(4));
    const std::string rows = textOf("SELECT COUNT(*) FROM t");
    const auto other = open(params());
    HeardInventory dumped;
    bool changed = false;
    const Result<std::string> bytes = dump(dumped, [&](const DumpAdvance& /*advance*/) {
        if (!changed) {
            changed = true;
            EXPECT_TRUE(runAll(*other, {.sql = "DELETE FROM t", .positional = {}, .named = {}}));
        }
        return true;
    });
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_TRUE(changed);
    std::size_t told = 0;
    for (const auto& [row, count] : dumped.rows.at("table .t")) {
        told += static_cast<std::size_t>(count);
    }
    EXPECT_EQ(std::to_string(told), rows);
}

TEST_F(MysqlDumps, AreNotPutWhereSomethingIsAndTellWhatIsHalfDone) {
    run("CREATE TABLE t (a INT)");
    HeardInventory dumped;
    const Result<std::string> bytes = dump(dumped);
    ASSERT_TRUE(bytes);
    std::string_view left = *bytes;
    EXPECT_EQ(session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping).error().kind,
              ErrorKind::Unsupported);
    run("DROP TABLE t");
    left = "no dump at all";
    EXPECT_EQ(session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping).error().kind,
              ErrorKind::CorruptBackup);
    const std::string damaged = bytes->substr(0, bytes->rfind("-- statement"));
    const std::string bad = damaged + "-- statement 8\nNONSENSE;\n";
    left = bad;
    const auto half = session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping);
    ASSERT_FALSE(half);
    EXPECT_NE(half.error().message.find("The restore stopped behind"), std::string::npos) << half.error().message;
    EXPECT_NE(half.error().hint.find("empty the database"), std::string::npos);
    ConnectParams nowhere = params();
    nowhere.database.clear();
    EXPECT_EQ(open(nowhere)->dumper()->plan(DumpScope()).error().kind, ErrorKind::Unsupported);
}

TEST_F(MysqlDumps, TellOfADrillNothingThatIsGone) {
    run("CREATE TABLE t (a INT)");
    HeardInventory dumped;
    const Result<std::string> bytes = dump(dumped);
    ASSERT_TRUE(bytes);
    const std::string bad = bytes->substr(0, bytes->rfind("-- statement")) + "-- statement 8\nNONSENSE;\n";
    std::string_view left = bad;
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    RestoreWish trial;
    trial.isTrial = true;
    const auto half = (*scratch)->session().dumper()->restore(ground(), trial, sourceOf(left), goOnDumping);
    ASSERT_FALSE(half);
    EXPECT_NE(half.error().message.find("The restore stopped behind"), std::string::npos) << half.error().message;
    EXPECT_EQ((half.error().message + half.error().hint).find("db_visualizer_drill"), std::string::npos)
        << half.error().hint;
}

TEST_F(MysqlDumps, RemoveWhatKilledDrillsHaveLeft) {
    const auto count = [this](const std::string& like) {
        return textOf("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '" + like + "'");
    };
    // Of a drill that has begun long ago; of one that may run; and of somebody else.
    run("CREATE DATABASE db_visualizer_drill_1500000000_abcdefgh");
    const std::string now = textOf("SELECT UNIX_TIMESTAMP()");
    run("CREATE DATABASE db_visualizer_drill_" + now + "_abcdefgh");
    run("CREATE DATABASE db_visualizer_drill_mine");
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    EXPECT_EQ(count("db\\_visualizer\\_drill\\_1500000000%"), "0");
    EXPECT_EQ(count("db\\_visualizer\\_drill\\_" + now + "\\_abcdefgh"), "1");
    EXPECT_EQ(count("db\\_visualizer\\_drill\\_mine"), "1");
    EXPECT_TRUE((*scratch)->remove());
    run("DROP DATABASE db_visualizer_drill_" + now + "_abcdefgh");
    run("DROP DATABASE db_visualizer_drill_mine");
}

TEST(MysqlDumpScripts, AreReadBackAsTheyWereWritten) {
    std::string text;
    const DumpSink sink = [&text](std::string_view more) {
        text += more;
        return Result<void>();
    };
    mysql::ScriptWriter writer(sink);
    const std::string large(2'000'000, 'x');
    struct Part {
        mysql::ScriptPart part = mysql::ScriptPart::Statement;
        std::string statement;
        mysql::ScriptTag tag;
        bool operator==(const Part&) const = default;
    };
    const std::string odd = "a b\n%41 ü\t`";
    const std::vector<Part> parts{
        {mysql::ScriptPart::Statement, "SELECT ';\n-- statement 3\n'", {}},
        {mysql::ScriptPart::Program,
         "BEGIN\n;;\nDELIMITER ;\nEND",
         {mysql::ScriptStep::Make, ObjectType::Routine, "FUNCTION " + odd}},
        {mysql::ScriptPart::Statement, large, {mysql::ScriptStep::Rows, ObjectType::Table, odd}},
        {mysql::ScriptPart::Switch, "X", {mysql::ScriptStep::Hold, ObjectType::View, "v"}}};
    const mysql::DumpContents contents{true,
                                       DumpContent::Rows,
                                       {{ObjectType::Table, odd, ""}, {ObjectType::Trigger, "t", odd}},
                                       {{odd, {ObjectType::Routine, "FUNCTION " + odd, ""}}}};
    ASSERT_TRUE(writer.putContents(contents));
    for (const Part& part : parts) {
        ASSERT_TRUE(writer.put(part.part, part.statement, part.tag));
    }
    ASSERT_TRUE(writer.finish());
    std::optional<mysql::DumpContents> said;
    const auto read = [&said](std::string_view bytes) -> Result<std::vector<Part>> {
        const DumpSource source = sourceOf(bytes);
        mysql::ScriptReader reader(source);
        std::vector<Part> found;
        Result<std::optional<mysql::DumpContents>> told = reader.contents();
        if (!told) {
            return std::unexpected(told.error());
        }
        said = *std::move(told);
        while (true) {
            Result<std::optional<mysql::ScriptReader::Item>> item = reader.next();
            if (!item) {
                return std::unexpected(item.error());
            }
            if (!*item) {
                return found;
            }
            found.push_back({(*item)->part, (*item)->statement, (*item)->tag});
        }
    };
    EXPECT_EQ(read(text), parts);
    EXPECT_EQ(said, contents);
    // As it was before it was said what is in it.
    EXPECT_EQ(read("-- statement 3\nabc;\n"), (std::vector<Part>{{mysql::ScriptPart::Statement, "abc", {}}}));
    EXPECT_FALSE(said);
    for (const std::string& bad :
         {text.substr(0, text.size() - 1), text + "x", "-- nothing 3\nabc;\n" + text, std::string("-- statement -1\n"),
          "-- contains all of it\n" + text, std::string("-- contains part rows\n-- object table a%4\n"),
          std::string("-- contains part rows\n-- object thing a\n"), std::string("-- statement 1 make table\nX;\n"),
          std::string("-- statement 99999999999999999999\n"), std::string("-- statement 3\nabcd;\n")}) {
        EXPECT_FALSE(read(bad)) << bad.substr(0, 40);
    }
}

TEST(MysqlDumpValues, MakeTriggersInAnyDatabase) {
    const auto anywhere = [](std::string_view ddl) { return mysql::triggerAnywhere(ddl, {}); };
    EXPECT_EQ(anywhere("CREATE DEFINER=`a`@`%` trigger shop.told before insert on `shop`.`t.x` for each row insert "
                       "into shop.u values(1)"),
              "CREATE DEFINER=`a`@`%` trigger told before insert on `t.x` for each row insert into shop.u values(1)");
    const std::string_view plain =
        "CREATE TRIGGER IF NOT EXISTS told AFTER UPDATE ON t FOR EACH ROW FOLLOWS other SET @a = NEW.b";
    EXPECT_EQ(anywhere(plain), plain);
    EXPECT_EQ(anywhere("CREATE TRIGGER /* a.b */ `on` . `trigger` BEFORE DELETE ON s . t FOR EACH ROW BEGIN END"),
              "CREATE TRIGGER /* a.b */  `trigger` BEFORE DELETE ON  t FOR EACH ROW BEGIN END");
}

TEST(MysqlDumpValues, LeaveOutWhomAProgramActsFor) {
    const auto without = [](std::string_view ddl) { return mysql::withoutDefiner(ddl, {}); };
    EXPECT_EQ(without("CREATE ALGORITHM=UNDEFINED DEFINER=`o``r VIEW`@`%` SQL SECURITY DEFINER VIEW `v` AS select 1"),
              "CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select 1");
    EXPECT_EQ(without("CREATE DEFINER = CURRENT_USER() PROCEDURE p() SELECT 'DEFINER=`a`@`b`'"),
              "CREATE PROCEDURE p() SELECT 'DEFINER=`a`@`b`'");
    EXPECT_EQ(without("CREATE definer='a'@'b' trigger t before insert on x for each row set @a = 1"),
              "CREATE trigger t before insert on x for each row set @a = 1");
    for (const std::string_view same : {"CREATE PROCEDURE p() SELECT DEFINER=`a`@`b` FROM t",
                                        "CREATE VIEW `DEFINER=x` AS select 1", "CREATE DEFINER=`a`"}) {
        EXPECT_EQ(without(same), same);
    }
    EXPECT_EQ(mysql::sequencesAnywhere("`a` int DEFAULT nextval(`old`.`s`) COMMENT 'nextval(`old`.`s`)'", "old"),
              "`a` int DEFAULT nextval(`s`) COMMENT 'nextval(`old`.`s`)'");
    EXPECT_EQ(mysql::sequencesAnywhere("DEFAULT nextval(`other`.`s`)", "old"), "DEFAULT nextval(`other`.`s`)");
}

TEST(MysqlDumpValues, FindWhatAViewNames) {
    const std::vector<mysql::DumpEntry> entries{{ObjectType::Table, "a", ""},
                                                {ObjectType::Table, "b`c", ""},
                                                {ObjectType::Sequence, "s", ""},
                                                {ObjectType::Table, "db", ""},
                                                {ObjectType::Routine, "FUNCTION f", ""}};
    const auto named = [&entries](std::string_view text) {
        std::string names;
        for (const mysql::DumpEntry& entry : mysql::namedIn(text, "db", entries)) {
            names += entry.name + " ";
        }
        return names;
    };
    EXPECT_EQ(named("select `db`.`a`.`x` AS `b``c`,`f`(1) from `db`.`a`"), "a FUNCTION f ");
    EXPECT_EQ(named("select `b``c`.`a` from `db`.`b``c` join `other`.`a`"), "b`c ");
    EXPECT_EQ(named("nextval(`db`.`s`)"), "s ");
    EXPECT_EQ(named("select '`db`.`a`' AS `f`,`db`.`db`.`a`"), "db ");
}

TEST(MysqlDumpValues, LeaveOutWhatIsNoPartOfATable) {
    EXPECT_EQ(mysql::withoutNextNumber(
                  "CREATE TABLE `t` (\n  `a` int COMMENT ' AUTO_INCREMENT=5'\n) ENGINE=InnoDB AUTO_INCREMENT=77 "
                  "DEFAULT CHARSET=utf8mb4"),
              "CREATE TABLE `t` (\n  `a` int COMMENT ' AUTO_INCREMENT=5'\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    EXPECT_EQ(mysql::switchedOff("CREATE EVENT `ENABLE` ON SCHEDULE EVERY 1 DAY ENABLE DO SET @a = 'ENABLE'", {}),
              "CREATE EVENT `ENABLE` ON SCHEDULE EVERY 1 DAY DISABLE DO SET @a = 'ENABLE'");
    EXPECT_EQ(mysql::switchedOff("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO ALTER EVENT x ENABLE", {}),
              "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO ALTER EVENT x ENABLE");
}

} // namespace dbv::conformance
