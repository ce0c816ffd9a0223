// SPDX-License-Identifier: Apache-2.0
// Which number a table of MySQL or MariaDB gives its next row (AUTO_INCREMENT): a backup has it, and a restore gives it back.
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "mysql/dump_values.h"
#include "mysql/next_number.h"
#include "mysql_dump_compare.h"

namespace dbv::conformance {

/// Lets something happen when an object is told, before its rows are read.
class Meanwhile : public HeardInventory {
public:
    Meanwhile(std::string name, std::function<void()> act) : m_name(std::move(name)), m_act(std::move(act)) {}
    Result<void> object(const InventoryObject& object) override {
        if (object.name == m_name) {
            m_act();
        }
        return HeardInventory::object(object);
    }

private:
    std::string m_name;
    std::function<void()> m_act;
};

class MysqlNextNumbers : public MysqlDumpCompare {
protected:
    void makeNumbered(const std::string& name, const std::string& rows, const std::string& options = {},
                      const std::string& type = "INT") const {
        run("CREATE TABLE " + name + " (id " + type + " AUTO_INCREMENT PRIMARY KEY, x INT)" + options);
        if (!rows.empty()) {
            run("INSERT INTO " + name + " (id) VALUES " + rows);
        }
    }
    HeardThings restoredAfter(std::string_view bytes, const std::string& settings = {}) const {
        HeardInventory found;
        Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
        EXPECT_TRUE(scratch) << scratch.error().message;
        if (!scratch) {
            return {};
        }
        Session& there = (*scratch)->session();
        if (!settings.empty()) {
            runIn(there, settings);
        }
        const auto done = there.dumper()->restore(ground(), {}, sourceOf(bytes), goOnDumping);
        EXPECT_TRUE(done) << done.error().message;
        EXPECT_TRUE(there.dumper()->takeInventory(ground(), DumpScope(), found, goOnDumping));
        EXPECT_TRUE((*scratch)->remove());
        return std::move(static_cast<HeardThings&>(found));
    }
};

TEST_F(MysqlNextNumbers, ComeBackWithTheTables) {
    run("SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
    makeNumbered("bare", "");
    makeNumbered("emptied", "(1), (2), (3)");
    run("DELETE FROM emptied");
    makeNumbered("cut", "(1), (2), (30)");
    run("DELETE FROM cut WHERE id = 30");
    makeNumbered("ahead", "(1)", " AUTO_INCREMENT = 1000");
    makeNumbered("below", "(-5), (0)");
    makeNumbered("moved", "(1), (2)");
    run("UPDATE moved SET id = 100 WHERE id = 2");
    makeNumbered("spent", "(127)", "", "TINYINT");
    makeNumbered("byte", "(254)", "", "TINYINT UNSIGNED");
    makeNumbered("beyond", "", " AUTO_INCREMENT = 200", "TINYINT");
    makeNumbered("last", "(9223372036854775807)", "", "BIGINT");
    makeNumbered("unsigned_last", "(18446744073709551614)", "", "BIGINT UNSIGNED");
    makeNumbered("padded", "(7)", "", "INT(9) UNSIGNED ZEROFILL");
    makeNumbered("broad", "(7.5)", "", "DOUBLE");
    makeNumbered("parted", "(7), (9)", " PARTITION BY HASH (id) PARTITIONS 3");
    run("DELETE FROM parted WHERE id = 9");
    makeNumbered("isam", "(7), (9)", " ENGINE = MyISAM");
    run("DELETE FROM isam WHERE id = 9");
    makeNumbered("told", "(3)", " COMMENT = ' AUTO_INCREMENT=99'");
    run("CREATE TABLE grouped (g INT, id INT AUTO_INCREMENT, PRIMARY KEY (g, id)) ENGINE = MyISAM");
    run("INSERT INTO grouped VALUES (1, 50)");
    run("CREATE TABLE plain (id INT PRIMARY KEY) AUTO_INCREMENT = 77");
    run("CREATE TABLE many (x INT, id INT AUTO_INCREMENT UNIQUE)");
    run("INSERT INTO many (x) SELECT id FROM cut UNION ALL SELECT id FROM parted UNION ALL SELECT 5 UNION ALL SELECT "
        "6");
    HeardDetails heard;
    ASSERT_TRUE(compared(heard));
    const auto value = [&heard](const std::string& table) {
        const auto found = heard.values.find("table ." + table);
        return found == heard.values.end() ? 0 : found->second;
    };
    EXPECT_EQ(value("bare"), 1);
    EXPECT_EQ(value("emptied"), 4);
    EXPECT_EQ(value("cut"), 31);
    EXPECT_EQ(value("ahead"), 1000);
    EXPECT_EQ(value("below"), 1);
    EXPECT_EQ(value("moved"), 101);
    EXPECT_EQ(value("padded"), 8);
    EXPECT_EQ(value("parted"), isMariaDb() ? 10 : 0);
    EXPECT_EQ(value("byte"), 255);
    EXPECT_EQ(value("isam"), 10);
    EXPECT_EQ(value("told"), 4);
    EXPECT_GE(value("many"), 6) << "a server may hold some ready";
    for (const char* const unknown : {"spent", "beyond", "last", "unsigned_last", "broad", "grouped", "plain"}) {
        EXPECT_EQ(value(unknown), 0) << unknown;
    }
}

TEST_F(MysqlNextNumbers, AreTheSameUnderAnyStepOfSessions) {
    makeNumbered("one", "(1), (2), (5)");
    makeNumbered("isam", "(1), (2), (5)", " ENGINE = MyISAM");
    run("SET auto_increment_increment = 10, auto_increment_offset = 7");
    makeNumbered("stepped", "(NULL), (NULL)");
    makeNumbered("inside", "(3)");
    makeNumbered("parted", "(3)", " PARTITION BY HASH (id) PARTITIONS 3");
    HeardInventory heard;
    const std::string bytes = dumped(heard);
    EXPECT_EQ(heard.values.at("table .one"), 6);
    EXPECT_EQ(heard.values.at("table .isam"), 6);
    EXPECT_EQ(restoredAfter(bytes).values, heard.values);
    const HeardThings found = restoredAfter(bytes, "SET auto_increment_increment = 100, auto_increment_offset = 31");
    EXPECT_EQ(found.values, heard.values);
    EXPECT_EQ(found.rows, heard.rows);
}

TEST_F(MysqlNextNumbers, AreThoseOfTheDumpWhileSomebodyWrites) {
    for (const std::string engine : {"InnoDB", "MyISAM"}) {
        run("CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE = " + engine);
        run("CREATE TABLE b (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE = " + engine);
        run("INSERT INTO a VALUES (1), (2)");
        run("INSERT INTO b VALUES (1), (2)");
        const std::unique_ptr<Session> other = open(params());
        // At "a" its statement was read and its rows were not, and of "b" neither.
        Meanwhile heard("a", [&] {
            runIn(*other, "INSERT INTO a VALUES (40), (50)");
            runIn(*other, "DELETE FROM a WHERE id = 50");
            runIn(*other, "INSERT INTO b VALUES (60), (70)");
            runIn(*other, "DELETE FROM b WHERE id = 70");
        });
        const std::string bytes = dumped(heard);
        EXPECT_EQ(heard.values.at("table .b"), 71);
        EXPECT_EQ(heard.values.at("table .a"), engine == "InnoDB" ? 3 : 41);
        const HeardThings found = restoredAfter(bytes);
        EXPECT_EQ(found.values, heard.values) << engine;
        EXPECT_EQ(found.rows, heard.rows) << engine;
        run("DROP TABLE a, b");
    }
}

TEST_F(MysqlNextNumbers, AreOnlyOfWhatHoldsThem) {
    makeNumbered("one", "(1), (2), (30)");
    run("DELETE FROM one WHERE id = 30");
    makeNumbered("other", "(5)");
    DumpScope scope;
    HeardInventory all;
    const std::string whole = dumped(all);
    EXPECT_EQ(all.values.size(), 2U);
    scope.content = DumpContent::Structure;
    HeardInventory structure;
    const std::string made = dumped(structure, scope);
    EXPECT_TRUE(structure.values.empty());
    scope.content = DumpContent::Rows;
    HeardInventory rows;
    const std::string filled = dumped(rows, scope);
    EXPECT_TRUE(rows.values.empty());
    scope.content = DumpContent::All;
    scope.objects = {{"", "one"}};
    HeardInventory part;
    static_cast<void>(dumped(part, scope));
    EXPECT_EQ(part.values.size(), 1U);
    EXPECT_EQ(part.values.at("table .one"), 31);
    // Of a dump whose statement has lost it, somebody is told.
    std::string lost = whole;
    const std::string option = " AUTO_INCREMENT=31";
    ASSERT_NE(lost.find(option), std::string::npos);
    lost.replace(lost.find(option), option.size(), std::string(option.size(), ' '));
    EXPECT_EQ(restoredAfter(lost).values.at("table .one"), 3);
    EXPECT_EQ(restoredAfter(made).values.at("table .one"), 1);
}

TEST(MysqlNextNumber, IsTheOneOfTheOptionsOrBehindTheHighestRow) {
    const std::string head =
        "CREATE TABLE `t` (\n  `i d` int(11) COMMENT ' AUTO_INCREMENT=5',\n  PRIMARY KEY (`i d`)\n)";
    const std::string numbered = head + " ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=latin1 COMMENT='x'";
    const std::string worded = head + " ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT=' AUTO_INCREMENT=9'";
    EXPECT_EQ(mysql::withoutNextNumber(numbered), head + " ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT='x'");
    EXPECT_EQ(mysql::withoutNextNumber(worded), worded);
    EXPECT_EQ(mysql::nextNumberIn(worded), std::nullopt);
    mysql::NextNumber next(numbered);
    EXPECT_EQ(next.value(), std::nullopt) << "no column has it";
    next.begin("i d", "int");
    EXPECT_EQ(next.value(), 12);
    next.take("11");
    EXPECT_EQ(next.value(), 12);
    next.take("0000000012");
    EXPECT_EQ(next.value(), 13);
    next.take("9223372036854775807");
    next.take("3");
    EXPECT_EQ(next.value(), std::nullopt);
    for (const auto& [ddl, type] : {std::pair(worded, "int"), std::pair(numbered, "double"),
                                    std::pair(head + " ENGINE=FEDERATED AUTO_INCREMENT=12 CONNECTION=''", "int")}) {
        mysql::NextNumber other(ddl);
        other.begin("i d", type);
        EXPECT_EQ(other.value(), ddl == worded ? std::optional<std::int64_t>(1) : std::nullopt) << ddl << type;
    }
}

} // namespace dbv::conformance
