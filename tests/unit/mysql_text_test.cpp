// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mysql/privileges.h"
#include "mysql/read_only_guard.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::string statementOf(std::string_view sql) {
    const StatementPlace place = findStatement(sql, {});
    return std::string(sql.substr(place.statement.begin, place.statement.size()));
}

std::string secondOf(std::string_view sql, EscapeRules rules = {}) {
    const StatementPlace place = findStatement(sql, rules);
    return place.second ? std::string(sql.substr(place.second->begin, place.second->size())) : "none";
}

} // namespace

TEST(MysqlText, FindsTheOneStatement) {
    EXPECT_EQ(statementOf(";; SELECT 1 ; -- end"), "SELECT 1");
    EXPECT_EQ(statementOf("-- one\n# two\n/* three */"), "");
    EXPECT_EQ(statementOf("; /* x */ /*!50000 SELECT 1 */"), "/*!50000 SELECT 1 */") << "its version decides";
    EXPECT_EQ(statementOf("/*M!100100 SELECT 1 */;"), "/*M!100100 SELECT 1 */");
    EXPECT_EQ(statementOf("/*!50003 CREATE*/ /*!50017 DEFINER=a@b*/ VIEW v"),
              "/*!50003 CREATE*/ /*!50017 DEFINER=a@b*/ VIEW v");
    EXPECT_EQ(statementOf("/*!50000 */ SELECT 1"), "SELECT 1") << "what is closed before it is none of it";
    EXPECT_EQ(statementOf("/*!999999 DELETE FROM t # */"), "/*!999999 DELETE FROM t # */");
    EXPECT_EQ(secondOf("SELECT ';' ; SELECT 2"), "SELECT 2");
    EXPECT_EQ(secondOf("SELECT `;`, \";\" /* ; */ -- ;\n"), "none");
    EXPECT_EQ(secondOf("SELECT 1--;2"), "2") << "-- begins a comment only before a blank";
    EXPECT_EQ(secondOf("SELECT 'a\\'; SELECT 2'"), "none");
    EXPECT_EQ(secondOf("SELECT 'a\\'; SELECT 2", {false, false}), "SELECT 2");
}

TEST(MysqlText, TakesProgramsWhole) {
    EXPECT_EQ(secondOf("CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN SELECT 1; SELECT 2; END"), "none");
    EXPECT_EQ(secondOf("BEGIN NOT ATOMIC SELECT 1; SELECT 2; END"), "none");
    EXPECT_EQ(secondOf("again: LOOP SELECT 1; LEAVE again; END LOOP"), "none");
    EXPECT_EQ(secondOf("BEGIN; SELECT 2"), "SELECT 2");
    EXPECT_EQ(secondOf("CREATE TABLE t (a int); SELECT 2"), "SELECT 2");
}

TEST(MysqlText, KnowsWhatStatementsCallThemselves) {
    EXPECT_EQ(commandOf("  insert into t values (1)"), "INSERT");
    EXPECT_EQ(commandOf("create or replace temporary table t (a int)"), "CREATE TABLE");
    EXPECT_EQ(commandOf("CREATE UNIQUE INDEX i ON t (a)"), "CREATE INDEX");
    EXPECT_EQ(commandOf("WITH x AS (SELECT 1) DELETE FROM t"), "DELETE");
    EXPECT_EQ(commandOf("((SELECT 1))"), "SELECT");
    EXPECT_EQ(commandOf("/*!50000 DROP TABLE t */"), "DROP TABLE");
    EXPECT_EQ(commandOf(""), "");
}

TEST(MysqlText, WritesLiteralsThatEveryModeReadsAlike) {
    EXPECT_EQ(textLiteral("a'\\"), "_utf8mb4 x'61275C'");
    EXPECT_EQ(quotedName("a`b"), "`a``b`");
}

TEST(MysqlReadOnly, RefusesWhatOneReadingOfItsQuotesWouldChange) {
    // With ANSI_QUOTES the backslash is a character of a name, and what follows is code.
    EXPECT_FALSE(judgeReadOnly("SELECT \"a\\\" INTO OUTFILE '/tmp/x", {}));
    EXPECT_TRUE(judgeReadOnly("SELECT \"INTO\"", {}));
    EXPECT_FALSE(judgeReadOnly("/*!99999 DELETE FROM t */", {}));
    EXPECT_FALSE(judgeReadOnly("", {}));
    EXPECT_FALSE(judgeReadOnly("SET @@global.x = 1", {}));
}

TEST(MysqlText, ShortensGrantsAndLeavesOutDigests) {
    EXPECT_EQ(shortGrant("GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*6BB4837EB7'"), "USAGE on *.*");
    EXPECT_EQ(shortGrant("GRANT SELECT (`a TO b`), INSERT ON `x ON TO y`.`t` TO `u`@`%` WITH GRANT OPTION"),
              "SELECT (`a TO b`), INSERT on `x ON TO y`.`t` (and may pass it on)");
    EXPECT_EQ(shortGrant("GRANT `reader`@`%` TO `u`@`%`"), "the role `reader`@`%`");
    EXPECT_EQ(shortGrant("SET DEFAULT ROLE `r` FOR `u`@`%`"), "SET");
    EXPECT_EQ(shortGrant(""), "");
    std::string many = "GRANT A";
    for (int i = 0; i < 1000; ++i) {
        many += ", PRIVILEGE_" + std::to_string(i);
    }
    EXPECT_LT(shortGrant(many + " ON *.* TO x").size(), 250U);
}

TEST(MysqlText, FindsAPrivilegeOnATableInGrants) {
    const ObjectPath table{"my_db", "t", {}};
    const auto word = [&](std::string_view grant) { return grantOn(grant, "TRIGGER", table); };
    for (const char* grant : {"GRANT ALL PRIVILEGES ON *.* TO `u`@`%`", "GRANT SELECT, TRIGGER ON `my_db`.* TO `u`@`%`",
                              "GRANT TRIGGER ON `my\\_db`.* TO `u`@`%`", "GRANT TRIGGER ON `m%b`.* TO `u`@`%`",
                              "GRANT SELECT (`a`, `b`), TRIGGER ON `my_db`.`t` TO `u`@`%` WITH GRANT OPTION",
                              "GRANT TRIGGER ON \"my_db\".\"t\" TO \"u\"@\"%\""}) {
        EXPECT_EQ(word(grant), GrantWord::Gives) << grant;
    }
    for (const char* grant :
         {"GRANT USAGE ON *.* TO `u`@`%`", "GRANT SELECT, EVENT ON `my_db`.* TO `u`@`%`", "GRANT `TRIGGER` TO `u`@`%`",
          "GRANT TRIGGER ON `other`.* TO `u`@`%`", "GRANT TRIGGER ON `my\\%`.* TO `u`@`%`",
          "GRANT TRIGGER ON `my_db`.`t2` TO `u`@`%`", "GRANT SELECT (`TRIGGER`, `b`) ON `my_db`.`t` TO `u`@`%`",
          "GRANT EXECUTE ON PROCEDURE `my_db`.`t` TO `u`@`%`", "SET DEFAULT ROLE `r` FOR `u`@`%`", "GRANT", ""}) {
        EXPECT_EQ(word(grant), GrantWord::Nothing) << grant;
    }
    EXPECT_EQ(word("REVOKE TRIGGER ON `my_db`.* FROM `u`@`%`"), GrantWord::Takes);
    EXPECT_EQ(grantOn("GRANT TRIGGER ON `a``b`.`c``.d` TO x", "TRIGGER", {"a`b", "c`.d", {}}), GrantWord::Gives);
}

} // namespace dbv::mysql
