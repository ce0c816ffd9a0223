// SPDX-License-Identifier: Apache-2.0
// Rows alone that come back into tables with triggers: these do not act, and are as they were whatever happens.
#include "mysql/set_aside_triggers.h"
#include "mysql_dump_fixture.h"

namespace dbv::conformance {

class MysqlTriggerRestores : public MysqlDumpParts {
protected:
    void SetUp() override {
        MysqlDumpParts::SetUp();
        run("CREATE TRIGGER upper_first BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = CONCAT('1', NEW.name)");
        run("CREATE TRIGGER `then, ``too``` BEFORE INSERT ON customers FOR EACH ROW BEGIN DECLARE x INT DEFAULT 2; "
            "SET NEW.name = CONCAT(x, NEW.name); END");
        run("CREATE TRIGGER IF NOT EXISTS last_of_all BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = "
            "CONCAT('3', "
            "NEW.name)");
        run("CREATE TRIGGER changes BEFORE UPDATE ON customers FOR EACH ROW SET NEW.name = 'u'");
        m_bytes = dumped(only({"customers", "orders"}, DumpContent::Rows));
        run("DELETE FROM orders");
        run("DELETE FROM customers");
        run("DELETE FROM told");
        m_before = triggers();
    }
    /// All that the server tells of them but when they were made.
    [[nodiscard]] std::string triggers() const {
        const ResultTable listed =
            run("SELECT TRIGGER_NAME, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER, ACTION_STATEMENT, SQL_MODE, "
                "DEFINER, "
                "CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION FROM information_schema.TRIGGERS WHERE "
                "TRIGGER_SCHEMA = DATABASE() ORDER BY 2, 3, 4");
        std::string text;
        for (const auto& row : listed.rows) {
            for (const auto& cell : row) {
                text += cell.text.value_or("NULL") + "|";
            }
            const std::string name = row[0].text.value_or("");
            std::string quoted = "`";
            for (const char c : name) {
                quoted += c == '`' ? "``" : std::string(1, c);
            }
            const ResultTable shown = run("SHOW CREATE TRIGGER " + quoted + "`");
            text += shown.rows[0][2].text.value_or("NULL") + "\n";
        }
        return text;
    }

    std::string m_bytes;
    std::string m_before;
};

TEST_F(MysqlTriggerRestores, LeaveTriggersAsTheyWere) {
    const Result<void> put = restore(m_bytes, {});
    ASSERT_TRUE(put) << said(put.error());
    EXPECT_EQ(textOf("SELECT GROUP_CONCAT(name ORDER BY id) FROM customers"), "a,b");
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM told"), "0");
    EXPECT_EQ(triggers(), m_before);
    EXPECT_EQ(m_told, "info: The triggers \"upper_first of customers\", \"then, `too` of customers\", \"last_of_all of "
                      "customers\", \"tells of orders\" did not act on the rows that were put back, and are as they "
                      "were.\n");
    run("INSERT INTO customers VALUES (5, 'x')");
    run("INSERT INTO orders VALUES (50, 5)");
    EXPECT_EQ(textOf("SELECT name FROM customers WHERE id = 5"), "321x") << "they act again";
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM told"), "1");
}

TEST_F(MysqlTriggerRestores, LeaveTriggersAsTheyWereWhereTheyFailOrAreStopped) {
    std::string broken = m_bytes;
    const std::string rows = "INSERT INTO `orders`";
    broken.replace(broken.find(rows), rows.size(), "INSERT INTO `nowhere");
    EXPECT_FALSE(restore(broken, {}));
    EXPECT_EQ(triggers(), m_before);
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "0");
    // Somebody asks to stop while rows come back.
    std::string_view left = m_bytes;
    int asked = 0;
    const auto stopped = session().dumper()->restore(ground(), {}, sourceOf(left), [&](const DumpAdvance& advance) {
        asked += advance.done > 0 ? 1 : 0;
        if (asked == 4) {
            EXPECT_TRUE(session().canceller()->cancel());
        }
        return true;
    });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled) << stopped.error().message;
    ASSERT_TRUE(session().recover());
    EXPECT_EQ(triggers(), m_before);
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "0");
    EXPECT_EQ(textOf("SELECT COUNT(@dbv_rows_come_back)"), "0");
}

TEST_F(MysqlTriggerRestores, FindWhatAKilledOneHasLeft) {
    ConnectParams login = params();
    const auto killed = open(login);
    const Result<ResultTable> id = runAll(*killed, {.sql = "SELECT CONNECTION_ID()", .positional = {}, .named = {}});
    ASSERT_TRUE(id);
    std::string_view left = m_bytes;
    int asked = 0;
    const auto lost = killed->dumper()->restore(ground(), {}, sourceOf(left), [&](const DumpAdvance& advance) {
        asked += advance.done > 0 ? 1 : 0;
        if (asked == 4) {
            run("KILL " + id->rows[0][0].text.value_or("0"));
        }
        return true;
    });
    ASSERT_FALSE(lost);
    EXPECT_NE(lost.error().message.find("\"tells of orders\""), std::string::npos) << lost.error().message;
    EXPECT_NE(triggers(), m_before);
    run("INSERT INTO customers VALUES (5, 'x')");
    EXPECT_EQ(textOf("SELECT name FROM customers"), "321x") << "they act for everybody else";
    run("DELETE FROM customers");
    const Result<void> put = restore(m_bytes, {});
    ASSERT_TRUE(put) << said(put.error());
    // These words mean nothing once it is made.
    const std::string nothing = "IF NOT EXISTS ";
    m_before.erase(m_before.find(nothing), nothing.size());
    EXPECT_EQ(triggers(), m_before);
    EXPECT_EQ(textOf("SELECT GROUP_CONCAT(name ORDER BY id) FROM customers"), "a,b");
}

TEST_F(MysqlTriggerRestores, AreRefusedWhereTriggersCanNotBeSetAside) {
    const std::string user = "u_" + database();
    run("CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'");
    run("GRANT SELECT, INSERT, TRIGGER, CREATE, ALTER, DROP ON " + database() + ".* TO " + user + "@'%'");
    ConnectParams login = params();
    login.user = user;
    login.password = Secret("secret");
    const auto other = tryOpen(login);
    ASSERT_TRUE(other) << other.error().message;
    const Result<void> refused = restoreInto(**other, m_bytes, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("upper_first of customers, which would act on each row"), std::string::npos)
        << refused.error().message;
    EXPECT_EQ(triggers(), m_before);
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), "0");
    run("DROP USER " + user + "@'%'");
}

TEST(MysqlTriggerConditions, AreTakenOutAsTheyWerePutIn) {
    const std::string ddl = "CREATE DEFINER=`a`@`%` TRIGGER t AFTER INSERT ON o FOR EACH ROW BEGIN END";
    const std::string with = mysql::withCondition(ddl, "BEGIN END");
    EXPECT_EQ(with, "CREATE DEFINER=`a`@`%` TRIGGER t AFTER INSERT ON o FOR EACH ROW IF @dbv_rows_come_back IS NULL "
                    "THEN\nBEGIN END\n; END IF");
    EXPECT_EQ(mysql::withoutCondition(with), ddl);
    EXPECT_EQ(mysql::withoutCondition(ddl), "");
    EXPECT_EQ(mysql::withCondition(ddl, "BEGIN"), "") << "what is no end of it can't be made conditional";
    EXPECT_EQ(mysql::withCondition(ddl, ""), "");
}

} // namespace dbv::conformance
