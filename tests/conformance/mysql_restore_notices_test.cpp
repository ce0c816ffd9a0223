// SPDX-License-Identifier: Apache-2.0
// What a restore at MySQL and MariaDB tells of what it replaces.
#include "mysql/table_parts.h"
#include "mysql_dump_fixture.h"

namespace dbv::conformance {

TEST_F(MysqlDumpParts, TellOfRowsThatReferToNone) {
    const std::string bytes = dumped();
    run("INSERT INTO customers VALUES (3, 'later')");
    run("INSERT INTO orders VALUES (12, 3), (13, 3)");
    const Result<void> put = restore(bytes, wishFor({"customers"}, true));
    ASSERT_TRUE(put) << said(put.error());
    EXPECT_EQ(m_told, "warning: Rows refer to rows that are not there, by foreign keys: 2 rows of \"orders\" (to "
                      "\"customers\", by orders_ibfk_1).\n");
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "2");
    run("DELETE FROM orders WHERE customer = 3");
    ASSERT_TRUE(restore(bytes, wishFor({"customers", "orders"}, true)));
    EXPECT_EQ(m_told, "");
}

TEST_F(MysqlDumpParts, NameWhatTablesConsistOf) {
    run("CREATE TABLE odd (`a``b, c` INT, d VARCHAR(20) DEFAULT 'x, `y` (' COMMENT 'KEY `z` (', e INT CHECK (e > (1)), "
        "UNIQUE KEY `by,d` (d), FULLTEXT KEY words (d), KEY (e), CONSTRAINT positive CHECK (e > 0), "
        "CONSTRAINT `to` FOREIGN KEY (e) REFERENCES customers (id), PRIMARY KEY (`a``b, c`))");
    HeardInventory heard;
    ASSERT_TRUE(dump(only({"odd"}), heard));
    EXPECT_EQ(heard.parts.at("table .odd"),
              (std::vector<std::string>{"column a`b, c", "column d", "column e", "primary key", "index by,d", "index e",
                                        "index words", "foreign key to", "constraint positive"}));
}

TEST(MysqlTableParts, AreNoneOfWhatIsNoTable) {
    EXPECT_TRUE(mysql::partsOfTable("").empty());
    EXPECT_TRUE(mysql::partsOfTable("CREATE TABLE `a` SELECT 1").empty());
    EXPECT_EQ(
        mysql::partsOfTable("CREATE TABLE `a` (\n  `b` int,\n  PERIOD FOR SYSTEM_TIME (`x`, `y`)\n) ENGINE=InnoDB "
                            "PARTITION BY RANGE (`b`)\n(PARTITION `p` VALUES LESS THAN (1))"),
        std::vector<std::string>{"column b"});
}

} // namespace dbv::conformance
