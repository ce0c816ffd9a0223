// SPDX-License-Identifier: Apache-2.0
// Servers that speak MySQL's protocol and are others, and proxies: each is opened, listed, described, run on and stopped, and
// says what it can not do. The server is real; a filter before it says and refuses what those say and refuse.
#include <algorithm>
#include <future>

#include "mysql_fixture.h"
#include "support/fault_proxy.h"
#include "support/mysql_filter.h"

namespace dbv::conformance {

namespace {

using support::Personality;

Personality::Rewriting saysVersion(const std::string& text) {
    return {"VERSION()", "'" + text + "'"};
}

Personality::Rewriting saysComment(const std::string& text) {
    return {"@@version_comment", "'" + text + "'"};
}

Personality::Refusal unknownTable(const std::string& name) {
    return {"information_schema." + name, "42S02", "Unknown table '" + name + "' in information_schema", 1109};
}

} // namespace

class MysqlImitators : public MysqlTest {
protected:
    void SetUp() override {
        MysqlTest::SetUp();
        run("CREATE TABLE customer (id int PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', KEY by_name (name))");
    }
    void seem(Personality personality) {
        m_proxy = std::make_unique<support::FaultProxy>(server().port());
        m_proxy->setFilter([shared = std::make_shared<const Personality>(std::move(personality))] {
            return std::make_unique<support::MysqlFilter>(shared);
        });
    }
    [[nodiscard]] ConnectParams there() const {
        ConnectParams params = this->params();
        params.port = m_proxy->port();
        params.tls.mode = TlsMode::Disable;
        return params;
    }
    [[nodiscard]] std::unique_ptr<Session> openThere() const { return open(there()); }
    static bool has(const std::vector<Notice>& notices, std::string_view part) {
        return std::ranges::any_of(notices,
                                   [&](const Notice& each) { return each.message.find(part) != std::string::npos; });
    }
    void useIt(Session& session) const {
        ASSERT_TRUE(session.catalog().schemas());
        const auto objects = session.catalog().objects(database(), ObjectScope::All);
        ASSERT_TRUE(objects) << objects.error().message;
        EXPECT_TRUE(std::ranges::any_of(*objects, [](const ObjectSummary& each) { return each.name == "customer"; }));
        const auto customer = session.catalog().describe({database(), "customer", {}}, {});
        ASSERT_TRUE(customer) << customer.error().message;
        EXPECT_EQ(customer->columns.size(), 2U);
        const auto rows = runAll(session, "SELECT 6 * 7");
        ASSERT_TRUE(rows) << rows.error().message;
        EXPECT_EQ(rows->rows.at(0).at(0), textValue("42"));
    }
    Error stopped(Session& session) const {
        auto running = std::async(std::launch::async, [&] {
            return runAll(session, "SELECT count(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, "
                                   "information_schema.COLUMNS c WHERE a.TABLE_NAME > b.COLUMN_NAME");
        });
        // A stop that comes before it is sent keeps it from being sent.
        while (server().run("SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = '" + database() +
                            "' AND INFO LIKE 'SELECT count%a.TABLE_NAME > b.%'") == "0") {
        }
        while (running.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
            static_cast<void>(session.canceller()->cancel().has_value());
        }
        const Result<ResultTable> result = running.get();
        return result ? Error{} : result.error();
    }
    void stopIt(Session& session) const {
        EXPECT_EQ(session.facts().capabilities.cancel, Ability::Yes);
        EXPECT_EQ(stopped(session).kind, ErrorKind::Cancelled);
        ASSERT_TRUE(session.recover());
        EXPECT_TRUE(runAll(session, "SELECT 1"));
    }

private:
    std::unique_ptr<support::FaultProxy> m_proxy;
};

TEST_F(MysqlImitators, TheServerItselfIsKnownAndKeepsWhatIsSet) {
    EXPECT_EQ(session().facts().capabilities.cancel, Ability::Yes);
    EXPECT_EQ(session().facts().capabilities.sessionState, Ability::Yes);
    EXPECT_EQ(session().facts().capabilities.readOnly, Ability::Untried);
    EXPECT_EQ(session().facts().capabilities.transactionalDdl, Ability::Untried);
    run("BEGIN");
    run("INSERT INTO customer VALUES (1, 'a')");
    run("CREATE TABLE t (a int)");
    EXPECT_EQ(session().facts().capabilities.transactionalDdl, Ability::No);
    ConnectParams reading = params();
    reading.safety = Safety::ReadOnly;
    const auto reader = open(reading);
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(reader->facts().capabilities.readOnly, Ability::Yes);
    EXPECT_TRUE(reader->facts().notices.empty());
}

TEST_F(MysqlImitators, TiDb) {
    seem(
        {.rewritings = {saysVersion("8.0.11-TiDB-v7.5.0"),
                        saysComment("TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible")},
         .refusals = {unknownTable("EVENTS"),
                      unknownTable("TRIGGERS"),
                      {"TRANSACTION READ ONLY", "42000",
                       "function READ ONLY has only noop implementation in tidb now, use tidb_enable_noop_functions to "
                       "enable these functions",
                       1235}},
         .version = "8.0.11-TiDB-v7.5.0"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "TiDB");
    EXPECT_EQ(session->facts().serverVersion, "TiDB 7.5.0");
    useIt(*session);
    const std::vector<Notice> missing = session->catalog().takeNotices();
    EXPECT_TRUE(has(missing, "Events can not be shown; the server says: Unknown table 'EVENTS' in information_schema"));
    EXPECT_TRUE(has(missing, "Triggers can not be shown; the server says: "));
    stopIt(*session);
    ConnectParams reading = there();
    reading.safety = Safety::ReadOnly;
    const auto refused = tryOpen(reading);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(refused.error().message.find("only noop implementation"), std::string::npos) << refused.error().message;
}

TEST_F(MysqlImitators, Vitess) {
    seem({.rewritings = {saysVersion("8.0.30-Vitess"), saysComment("Version: 18.0.0")},
          .refusals = {{"KILL QUERY", "HY000", "VT12001: unsupported: KILL statement", 1105},
                       unknownTable("EVENTS"),
                       unknownTable("PARTITIONS"),
                       {"net_write_timeout", "HY000", "VT05006: unknown system variable 'net_write_timeout'", 1193}},
          .version = "8.0.30-Vitess"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "Vitess");
    EXPECT_EQ(session->facts().capabilities.cancel, Ability::No);
    EXPECT_TRUE(has(session->facts().notices, "VT12001: unsupported: KILL statement"));
    EXPECT_TRUE(has(session->facts().notices, "may break off"));
    useIt(*session);
    EXPECT_TRUE(has(session->catalog().takeNotices(), "Partitions can not be shown"));
    const Error error = stopped(*session);
    EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
    EXPECT_NE(error.message.find("unsupported: KILL statement"), std::string::npos) << error.message;
}

TEST_F(MysqlImitators, PlanetScale) {
    seem({.rewritings = {saysVersion("8.0.34"), saysComment("PlanetScale")},
          .refusals = {{"SHOW CREATE", "HY000", "VT12001: unsupported: SHOW CREATE", 1105}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "PlanetScale");
    useIt(*session);
    EXPECT_TRUE(
        has(session->catalog().takeNotices(), "The definition (DDL) can not be shown; the server says: VT12001"));
    stopIt(*session);
}

TEST_F(MysqlImitators, Aurora) {
    seem({.rewritings = {saysVersion("8.0.28"),
                         saysComment("Source distribution"),
                         {"SHOW GLOBAL VARIABLES LIKE 'aurora_version'", "SELECT 'aurora_version', '3.04.0'"}},
          .version = "8.0.28"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "Amazon Aurora MySQL");
    EXPECT_EQ(session->dialect().id, DialectId::MySql);
    useIt(*session);
    stopIt(*session);
}

TEST_F(MysqlImitators, AServerThatRefusesToStopWhenAskedIsKnownFromThenOn) {
    seem({.refusals = {{"KILL QUERY", "42000", "You are not owner of thread", 1095}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const Error error = stopped(*session);
    EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
    EXPECT_NE(error.message.find("You are not owner of thread"), std::string::npos) << error.message;
    EXPECT_EQ(session->canceller()->cancel().error().kind, ErrorKind::Unsupported);
}

TEST_F(MysqlImitators, AProxyThatMovesTheSessionIsFoundOutAndStopsNobodyElse) {
    seem({.rewritings = {{"CONNECTION_ID()", "CAST(FLOOR(1000000 + RAND() * 1000000000) AS SIGNED)"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::No);
    EXPECT_EQ(session->facts().capabilities.cancel, Ability::No);
    EXPECT_TRUE(has(session->facts().notices, "gives each statement another session"));
    EXPECT_EQ(session->facts().serverSessionId, "");
    useIt(*session);
    EXPECT_EQ(stopped(*session).kind, ErrorKind::ConnectionLost);
    ConnectParams reading = there();
    reading.safety = Safety::ReadOnly;
    EXPECT_EQ(tryOpen(reading).error().kind, ErrorKind::Unsupported);
}

TEST_F(MysqlImitators, AUserWithoutRightsIsToldWhatIsKeptFromIt) {
    run("CREATE VIEW v AS SELECT id FROM customer");
    run("CREATE PROCEDURE p() SELECT 1");
    server().run("CREATE USER IF NOT EXISTS blind@localhost");
    server().run("GRANT SELECT, EXECUTE ON " + database() + ".* TO blind@localhost");
    ConnectParams blind = params();
    blind.user = "blind";
    blind.host = server().socket();
    const auto session = open(blind);
    ASSERT_NE(session, nullptr);
    const auto view = session->catalog().describe({database(), "v", {}}, {});
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->columns.size(), 1U);
    EXPECT_EQ(view->ddl, "");
    EXPECT_TRUE(has(session->catalog().takeNotices(), "The definition (DDL) can not be shown; the server says: "));
    const auto procedure = session->catalog().describe({database(), "p", {}}, ObjectType::Routine);
    ASSERT_TRUE(procedure) << procedure.error().message;
    EXPECT_TRUE(has(session->catalog().takeNotices(), "the server keeps it from this user"));
    ASSERT_TRUE(session->catalog().serverObjects());
    EXPECT_TRUE(has(session->catalog().takeNotices(), "Other users can not be shown"));
}

TEST_F(MysqlImitators, ASessionWhoseDescriptionIsStoppedHasItsSettingsBack) {
    run("INSERT INTO customer VALUES (1, 'a')");
    seem({.rewritings = {{"SHOW CREATE TABLE", "SELECT SLEEP(3600) FROM"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(runAll(*session, "SET sql_mode = 'ANSI_QUOTES', time_zone = '-09:30', sql_select_limit = 5"));
    const auto settings = [&] {
        const auto rows = runAll(*session, "SELECT concat_ws('|', @@sql_mode, @@time_zone, @@sql_select_limit)");
        return rows ? rows->rows.at(0).at(0).text.value_or("") : rows.error().message;
    };
    ASSERT_EQ(settings(), "ANSI_QUOTES|-09:30|5");
    auto describing =
        std::async(std::launch::async, [&] { return session->catalog().describe({database(), "customer", {}}, {}); });
    while (textOf("SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(3600)%'") == "0") {
        ASSERT_NE(describing.wait_for(std::chrono::milliseconds(5)), std::future_status::ready);
    }
    ASSERT_TRUE(session->canceller()->cancel());
    const auto stopped = describing.get();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled) << stopped.error().message;
    ASSERT_TRUE(session->recover());
    EXPECT_EQ(settings(), "ANSI_QUOTES|-09:30|5");
}

TEST_F(MysqlImitators, SettingsThatCanNotBeFixedAreSaidToDecide) {
    seem({.refusals = {{"@@sql_quote_show_create", "HY000", "Unknown system variable 'sql_quote_show_create'", 1193}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(runAll(*session, "SET time_zone = '-09:30'"));
    const auto customer = session->catalog().describe({database(), "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_NE(customer->ddl.find("CREATE TABLE"), std::string::npos) << customer->ddl;
    EXPECT_TRUE(has(session->catalog().takeNotices(), "Unknown system variable 'sql_quote_show_create'"));
    const auto zone = runAll(*session, "SELECT @@time_zone");
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->rows.at(0).at(0).text, "-09:30");
}

TEST_F(MysqlImitators, AHashIsLeftOutHoweverItIsWritten) {
    if (isMariaDb()) {
        GTEST_SKIP() << "only MySQL writes hashes by their numbers";
    }
    run("CREATE USER IF NOT EXISTS 'hexed'@'%' IDENTIFIED BY 'very secret'");
    seem({.refusals = {{"@@print_identified_with_as_hex", "HY000", "Unknown system variable", 1193}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(runAll(*session, "SET print_identified_with_as_hex = ON"));
    const auto role = session->catalog().describe({{}, "'hexed'@'%'", {}}, ObjectType::Role);
    ASSERT_TRUE(role) << role.error().message;
    EXPECT_NE(role->ddl.find(" AS '<the hash of the password>'"), std::string::npos) << role->ddl;
    EXPECT_EQ(role->ddl.find(" AS 0x"), std::string::npos);
    EXPECT_TRUE(role->ddl.starts_with("-- Hashes of passwords are left out")) << role->ddl;
    run("DROP USER 'hexed'@'%'");
}

} // namespace dbv::conformance
