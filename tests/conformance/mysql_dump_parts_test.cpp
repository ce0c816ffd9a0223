// SPDX-License-Identifier: Apache-2.0
// Parts of databases of MySQL and MariaDB, and parts of dumps that are put back.
#include <filesystem>

#include "mysql/dump_users.h"
#include "mysql_dump_fixture.h"

namespace dbv::conformance {

TEST_F(MysqlDumpParts, HoldWhatIsChosenAndWhatBelongsToIt) {
    const DumpScope scope = only({"orders", "plain"});
    const Result<DumpPlan> plan = session().dumper()->plan(scope);
    ASSERT_TRUE(plan) << plan.error().message;
    std::string notices;
    for (const Notice& notice : plan->notices) {
        notices += notice.message + "\n";
    }
    EXPECT_NE(notices.find("\"orders\" refers to \"customers\""), std::string::npos) << notices;
    EXPECT_NE(notices.find("\"tells\""), std::string::npos) << notices;
    HeardInventory heard;
    const Result<std::string> bytes = dump(scope, heard);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(namesIn(heard), "table .orders, trigger .tells, view .plain, ");
    EXPECT_EQ(heard.owners["trigger .tells"], "orders");
    EXPECT_EQ(heard.rows.size(), 1U);
    EXPECT_EQ(bytes->find("customers ("), std::string::npos);
    // A drill of it, in a database where what its keys refer to is missing.
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    RestoreWish trial;
    trial.isTrial = true;
    const Result<void> restored = restoreInto((*scratch)->session(), *bytes, trial);
    ASSERT_TRUE(restored) << said(restored.error());
    EXPECT_TRUE((*scratch)->session().dumper()->checkSound(goOnDumping));
    HeardInventory found;
    ASSERT_TRUE((*scratch)->session().dumper()->takeInventory(ground(), scope, found, goOnDumping));
    EXPECT_EQ(found.definitions, heard.definitions);
    EXPECT_EQ(found.rows, heard.rows);
}

TEST_F(MysqlDumpParts, AreRefusedWithAllNamesWhereTheyCouldNotBeMadeAgain) {
    EXPECT_NE(errorOf(only({"orders", "gone", "Orders"}), ErrorKind::NotFound).find("\"gone\", \"Orders\""),
              std::string::npos);
    const std::string needs = errorOf(only({"doubled"}), ErrorKind::Unsupported);
    EXPECT_NE(needs.find("\"doubled\" needs \"FUNCTION twice\""), std::string::npos) << needs;
    EXPECT_NE(needs.find("\"doubled\" needs \"plain\""), std::string::npos) << needs;
    EXPECT_NE(errorOf(only({"plain"}, DumpContent::Rows), ErrorKind::Unsupported).find("no rows in \"plain\""),
              std::string::npos);
    DumpScope other;
    other.schemas = {"mysql"};
    EXPECT_NE(errorOf(other, ErrorKind::Unsupported).find("another database"), std::string::npos);
    other.schemas = {database()};
    EXPECT_TRUE(session().dumper()->plan(other));
    EXPECT_TRUE(session().dumper()->plan(only({"doubled", "plain", "orders", "FUNCTION twice"})));
}

TEST_F(MysqlDumpParts, HoldTheStructureOrTheRowsAlone) {
    HeardInventory structure;
    const std::string made = dump(only({}, DumpContent::Structure), structure).value_or("");
    EXPECT_EQ(made.find("INSERT INTO `customers`"), std::string::npos);
    EXPECT_EQ(made.find("AUTO_INCREMENT="), std::string::npos);
    EXPECT_TRUE(structure.rows.empty());
    HeardInventory rows;
    const std::string filled = dump(only({"customers", "orders"}, DumpContent::Rows), rows).value_or("");
    EXPECT_EQ(filled.find("CREATE"), std::string::npos);
    EXPECT_EQ(namesIn(rows), "table .customers, table .orders, ");
    EXPECT_EQ(rows.definitions["table .orders"], "");
    EXPECT_EQ(rows.rows["table .orders"].size(), 2U);
    // First the one, then the other, into a database of their own.
    run("CREATE DATABASE " + database() + "_b");
    ConnectParams there = params();
    there.database = database() + "_b";
    const auto target = open(there);
    const std::string early = said(restoreInto(*target, filled, {}).error());
    EXPECT_NE(early.find("does not have \"customers\", \"orders\""), std::string::npos) << early;
    ASSERT_TRUE(restoreInto(*target, made, {}));
    const Result<void> put = restoreInto(*target, filled, {});
    ASSERT_TRUE(put) << said(put.error());
    HeardInventory found;
    ASSERT_TRUE(target->dumper()->takeInventory(ground(), only({"customers", "orders"}, DumpContent::Rows), found,
                                                goOnDumping));
    EXPECT_EQ(found.rows, rows.rows);
    const std::string again = said(restoreInto(*target, filled, {}).error());
    EXPECT_NE(again.find("rows already in \"customers\", \"orders\""), std::string::npos) << again;
    run("DROP DATABASE " + database() + "_b");
}

TEST_F(MysqlDumpParts, OfADumpStandBesideWhatIsThere) {
    const std::string bytes = dumped();
    const std::string missing = said(restore(bytes, wishFor({"gone", "tells"})).error());
    EXPECT_NE(missing.find("does not hold \"gone\", \"tells\""), std::string::npos) << missing;
    const std::string inTheWay = said(restore(bytes, wishFor({"orders", "plain"})).error());
    EXPECT_NE(inTheWay.find("already \"orders\", \"plain\", \"tells\""), std::string::npos) << inTheWay;
    // What stands there under the name may be of another kind.
    run("DROP VIEW plain");
    run("CREATE TABLE plain (other INT)");
    run("DELETE FROM orders");
    run("DELETE FROM customers");
    const Result<void> put = restore(bytes, wishFor({"orders", "plain"}, true));
    ASSERT_TRUE(put) << said(put.error());
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM plain"), "2");
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "0");
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM told"), "0");
    EXPECT_EQ(textOf("SELECT @@foreign_key_checks"), "1");
    run("DROP VIEW doubled");
    run("DROP VIEW plain");
    const std::string needs = said(restore(bytes, wishFor({"doubled"})).error());
    EXPECT_NE(needs.find("needs \"plain\""), std::string::npos) << needs;
    ASSERT_TRUE(restore(bytes, wishFor({"doubled", "plain"})));
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM doubled"), "2");
    EXPECT_EQ(restore(bytes, {}).error().kind, ErrorKind::Unsupported);
}

TEST_F(MysqlDumpParts, ThatStopHalfWaySayHowToGoOn) {
    const std::string bytes = dumped(only({"customers", "orders", "told"}));
    run("DROP VIEW doubled");
    run("DROP VIEW plain");
    run("DROP TABLE orders");
    run("DROP TABLE customers");
    run("DROP TABLE told");
    std::string broken = bytes;
    const std::string rows = "INSERT INTO `orders`";
    broken.replace(broken.find(rows), rows.size(), "INSERT INTO `nowhere");
    const Result<void> half = restore(broken, {});
    ASSERT_FALSE(half);
    EXPECT_NE(half.error().message.find("As a whole are there: \"customers\". In part is there: \"orders\". Not there "
                                        "yet: \"told\", \"tells\"."),
              std::string::npos)
        << half.error().message;
    EXPECT_NE(half.error().hint.find("the objects \"orders\", \"told\""), std::string::npos) << half.error().hint;
    EXPECT_EQ(textOf("SELECT @@foreign_key_checks"), "1");
    const Result<void> rest = restore(bytes, wishFor({"orders", "told"}, true));
    ASSERT_TRUE(rest) << said(rest.error());
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM orders JOIN customers ON customer = customers.id"), "2");
}

TEST_F(MysqlDumpParts, ThatStopAtAProgramDoNotCallItThereInPart) {
    const std::string bytes = dumped(only({"orders", "told", "FUNCTION twice"}));
    run("DROP VIEW doubled");
    run("DROP VIEW plain");
    run("DROP TABLE orders");
    run("DROP TABLE told");
    run("DROP FUNCTION twice");
    std::string broken = bytes;
    const std::string made = "FUNCTION `twice`";
    broken.replace(broken.find(made), made.size(), "FUNCTION  twice(");
    const Result<void> half = restore(broken, {});
    ASSERT_FALSE(half);
    EXPECT_NE(half.error().message.find("As a whole are there: \"orders\", \"told\". Not there yet: \"FUNCTION "
                                        "twice\", \"tells\"."),
              std::string::npos)
        << half.error().message;
    EXPECT_NE(half.error().hint.find("the objects \"FUNCTION twice\", \"orders\","), std::string::npos)
        << half.error().hint;
    const Result<void> rest = restore(bytes, wishFor({"FUNCTION twice", "orders"}, true));
    ASSERT_TRUE(rest) << said(rest.error());
    EXPECT_EQ(textOf("SELECT twice(COUNT(*)) FROM orders"), "4");
}

TEST_F(MysqlDumpParts, OfRowsComeAsAWholeOrNotAtAll) {
    const std::string bytes = dumped(only({"customers", "orders"}, DumpContent::Rows));
    run("DELETE FROM orders");
    run("DELETE FROM customers");
    std::string broken = bytes;
    const std::string rows = "INSERT INTO `orders`";
    broken.replace(broken.find(rows), rows.size(), "INSERT INTO `nowhere");
    const Result<void> half = restore(broken, {});
    ASSERT_FALSE(half);
    EXPECT_NE(half.error().message.find("none of its rows is left"), std::string::npos) << half.error().message;
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "0");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    ASSERT_TRUE(restore(bytes, {}));
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "2");
}

TEST_F(MysqlDumpParts, AreWithoutOwnersWhereThatIsWished) {
    run("CREATE DEFINER = `who is`@`%` PROCEDURE owned() SELECT 'DEFINER=`a`@`b` PROCEDURE'");
    run("CREATE DEFINER = `who is`@`%` VIEW seen AS SELECT 1 AS a");
    DumpScope scope;
    scope.owners = false;
    HeardInventory without;
    const std::string bare = dump(scope, without).value_or("");
    EXPECT_EQ(bare.find("who is"), std::string::npos);
    EXPECT_NE(bare.find("DEFINER=`a`@`b` PROCEDURE"), std::string::npos);
    HeardInventory with;
    const std::string bytes = dump({}, with).value_or("");
    EXPECT_NE(bytes.find("who is"), std::string::npos);
    EXPECT_EQ(with.definitions, without.definitions);
    RestoreWish wish = wishFor({"seen", "PROCEDURE owned"}, true);
    wish.owners = false;
    const Result<void> put = restore(bytes, wish);
    ASSERT_TRUE(put) << said(put.error());
    EXPECT_EQ(textOf("SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND "
                     "ROUTINE_NAME = 'owned'"),
              textOf("SELECT CURRENT_USER()"));
    EXPECT_EQ(textOf("SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = "
                     "'seen'"),
              textOf("SELECT CURRENT_USER()"));
}

TEST_F(MysqlDumpParts, TakeSequencesAlong) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "MySQL has no sequences";
    }
    run("CREATE SEQUENCE numbers START WITH 5");
    run("CREATE TABLE numbered (a INT DEFAULT NEXTVAL(numbers), b INT)");
    run("INSERT INTO numbered (b) VALUES (1), (2)");
    EXPECT_NE(errorOf(only({"numbered"}), ErrorKind::Unsupported).find("\"numbered\" needs \"numbers\""),
              std::string::npos);
    const std::string bytes = dumped(only({"numbered", "numbers"}));
    run("CREATE DATABASE " + database() + "_s");
    ConnectParams there = params();
    there.database = database() + "_s";
    const auto target = open(there);
    ASSERT_TRUE(restoreInto(*target, bytes, {}));
    // Its own sequence, and not that of the database that it was in.
    ASSERT_TRUE(runAll(*target, {.sql = "INSERT INTO numbered (b) VALUES (3)", .positional = {}, .named = {}}));
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM " + database() + "_s.numbered WHERE a >= 7"), "1");
    EXPECT_EQ(textOf("SELECT NEXTVAL(numbers)"), "7");
    run("DROP DATABASE " + database() + "_s");
}

TEST_F(MysqlDumpParts, TellTheUsersOfTheServer) {
    const std::string user = "u_" + database();
    const std::string role = "r_" + database();
    run("CREATE ROLE " + role);
    run("GRANT SELECT ON " + database() + ".* TO " + role);
    run("CREATE USER " + user + "@localhost IDENTIFIED BY 'secret'");
    run("GRANT " + role + " TO " + user + "@localhost");
    run("SET DEFAULT ROLE " + role + (isMariaDb() ? " FOR " : " TO ") + user + "@localhost");
    const auto rolesBy = [this](const Session& by) -> Result<std::string> {
        std::string text;
        const Result<void> told = const_cast<Session&>(by).dumper()->dumpRoles(
            ground(),
            [&text](std::string_view more) {
                text += more;
                return Result<void>();
            },
            goOnDumping);
        return told ? Result<std::string>(text) : std::unexpected(told.error());
    };
    ConnectParams login = params();
    login.user = user;
    login.password = Secret("secret");
    login.host = "localhost";
    const auto refused = tryOpen(login);
    if (refused) {
        const Result<std::string> told = rolesBy(**refused);
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().kind, ErrorKind::Unsupported);
        EXPECT_NE(told.error().hint.find("mysql.user"), std::string::npos) << told.error().hint;
    }
    const Result<std::string> told = rolesBy(session());
    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->find("secret"), std::string::npos);
    run("DROP USER " + user + "@localhost");
    run("DROP ROLE " + role);
    // It makes what is missing, in an order that works, and leaves what is there.
    for (std::size_t at = 0, end = 0; (end = told->find('\n', at)) != std::string::npos; at = end + 1) {
        const std::string_view statement = std::string_view(*told).substr(at, end - at);
        if (!statement.starts_with("--")) {
            run(statement);
        }
    }
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM mysql.user WHERE User = '" + user + "'"), "1");
    const ResultTable grants = run("SHOW GRANTS FOR " + user + "@localhost");
    std::string text;
    for (const auto& row : grants.rows) {
        text += row[0].text.value_or("") + "\n";
    }
    EXPECT_NE(text.find(role), std::string::npos) << text;
    run("DROP USER " + user + "@localhost");
    run("DROP ROLE " + role);
}

TEST(MysqlDumpUsers, GetTheirRolesWhenTheyAreGranted) {
    std::string roles;
    EXPECT_EQ(mysql::userStatement("CREATE USER `a`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x24 DEFAULT ROLE "
                                   "`r`@`%`,`s`@`%` REQUIRE NONE PASSWORD EXPIRE DEFAULT",
                                   roles),
              "CREATE USER IF NOT EXISTS `a`@`%` IDENTIFIED WITH 'caching_sha2_password' AS 0x24 REQUIRE NONE PASSWORD "
              "EXPIRE DEFAULT");
    EXPECT_EQ(roles, "`r`@`%`,`s`@`%`");
    roles.clear();
    EXPECT_EQ(mysql::userStatement("CREATE USER `DEFAULT ROLE x REQUIRE`@`%`", roles),
              "CREATE USER IF NOT EXISTS `DEFAULT ROLE x REQUIRE`@`%`");
    EXPECT_EQ(roles, "");
}

} // namespace dbv::conformance
