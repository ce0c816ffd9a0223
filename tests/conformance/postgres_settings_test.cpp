// SPDX-License-Identifier: Apache-2.0
// What the catalogue tells does not depend on the settings of its session, and leaves them alone.
#include <algorithm>
#include <future>

#include "postgres_museum.h"
#include "postgres_personalities.h"
#include "support/pgbouncer.h"

namespace dbv::conformance {

class PostgresSettings : public PostgresPersonalities {
protected:
    /// The museum, in a database whose sessions write everything in another way.
    void fillStrange() const {
        server().run(std::string(museumGround()), database());
        server().run(std::string(museumPieces()), database());
        for (const char* setting :
             {"DateStyle = 'German'", "IntervalStyle = 'sql_standard'", "extra_float_digits = -10",
              "standard_conforming_strings = off", "bytea_output = 'escape'", "quote_all_identifiers = on"}) {
            server().run("ALTER DATABASE " + database() + " SET " + setting, database());
        }
        server().run("ALTER ROLE postgres IN DATABASE " + database() + " SET search_path = museum, public", database());
    }
    /// All that the catalogue tells of the museum.
    [[nodiscard]] static std::string told(Session& session) {
        std::string text;
        const auto objects = session.catalog().objects("museum", ObjectScope::All);
        EXPECT_TRUE(objects) << objects.error().message;
        for (const ObjectSummary& each : objects ? *objects : std::vector<ObjectSummary>()) {
            text += each.name + "\n";
        }
        for (const Exhibit& each : exhibits()) {
            const auto described = session.catalog().describe({"museum", std::string(each.name), {}}, each.type);
            EXPECT_TRUE(described) << each.name << ": " << described.error().message;
            text += described ? described->ddl : std::string();
        }
        const auto all = session.catalog().describeAll("museum", [&](const ObjectDescription& each) {
            for (const ColumnInfo& column : each.columns) {
                text += column.type + column.defaultValue.value_or("-") + "\n";
            }
            for (const CheckInfo& check : each.checks) {
                text += check.expression + "\n";
            }
            text += each.partitionBound + "\n";
            return true;
        });
        EXPECT_TRUE(all) << all.error().message;
        return text;
    }
    [[nodiscard]] static std::string valueOf(Session& session, std::string_view sql) {
        const auto result = runAll(session, sql);
        EXPECT_TRUE(result) << sql << ": " << result.error().message;
        return result && result->rows.size() == 1 ? result->rows[0][0].text.value_or("NULL") : "no value";
    }
    [[nodiscard]] static std::string settingsOf(Session& session) {
        return valueOf(session,
                       "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name "
                       "IN ('DateStyle', 'IntervalStyle', 'extra_float_digits', 'standard_conforming_strings', "
                       "'bytea_output', 'quote_all_identifiers', 'search_path')");
    }
};

TEST_F(PostgresSettings, OfASessionChangeNothingThatIsToldAndAreLeftAlone) {
    fillStrange();
    const std::string usual = told(session());
    for (const std::string_view part :
         {"day date DEFAULT '2024-02-03'::date", "FROM ('2024-02-03 00:00:00') TO ('2024-03-02 12:00:00')",
          "DEFAULT '1 year -2 days +03:04:05.6'::interval", "DEFAULT '0.30000000000000004'::double precision",
          "DEFAULT '\\x00ff5c'::bytea", R"(DEFAULT 'C:\new''s'::text)", "DEFAULT 'new'::museum.state"}) {
        EXPECT_NE(usual.find(part), std::string::npos) << part << "\n" << usual;
    }
    const auto strange = open(params());
    ASSERT_NE(strange, nullptr);
    const std::string settings = settingsOf(*strange);
    EXPECT_NE(settings.find("DateStyle=German"), std::string::npos) << settings;
    EXPECT_NE(settings.find("search_path=\"museum\", \"public\""), std::string::npos) << settings;
    EXPECT_EQ(told(*strange), usual);
    EXPECT_EQ(settingsOf(*strange), settings);
    EXPECT_TRUE(strange->catalog().takeNotices().empty());

    ConnectParams reading = params();
    reading.safety = Safety::ReadOnly;
    const auto reader = open(reading);
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(told(*reader), usual);
    EXPECT_EQ(settingsOf(*reader), settings);
}

TEST_F(PostgresSettings, OfATransactionStayAsTheyAre) {
    fillStrange();
    const std::string usual = told(session());
    const auto strange = open(params());
    ASSERT_NE(strange, nullptr);
    const std::string outside = settingsOf(*strange);
    ASSERT_TRUE(runAll(*strange, "BEGIN"));
    ASSERT_TRUE(runAll(*strange, "SET LOCAL DateStyle = 'Postgres, DMY'"));
    ASSERT_TRUE(runAll(*strange, "SET search_path = pg_catalog"));
    ASSERT_TRUE(runAll(*strange, "CREATE TABLE museum.mine (a int)"));
    const std::string inside = settingsOf(*strange);
    ASSERT_TRUE(strange->catalog().describe({"museum", "mine", {}}, ObjectType::Table));
    EXPECT_EQ(settingsOf(*strange), inside);
    EXPECT_EQ(strange->transactionState(), TransactionState::Open);
    ASSERT_TRUE(runAll(*strange, "DROP TABLE museum.mine"));
    EXPECT_EQ(told(*strange), usual);
    EXPECT_EQ(settingsOf(*strange), inside);
    ASSERT_TRUE(runAll(*strange, "ROLLBACK"));
    EXPECT_EQ(settingsOf(*strange), outside);
    // What was set for good in a transaction that is kept stays, too.
    ASSERT_TRUE(runAll(*strange, "BEGIN"));
    ASSERT_TRUE(runAll(*strange, "SET search_path = pg_catalog"));
    EXPECT_EQ(told(*strange), usual);
    ASSERT_TRUE(runAll(*strange, "COMMIT"));
    EXPECT_EQ(valueOf(*strange, "SELECT current_schemas(false)::text"), "{pg_catalog}");
}

TEST_F(PostgresSettings, AreFixedBehindAPoolerThatGivesEachTransactionAnotherProcess) {
    fillStrange();
    const std::string usual = told(session());
    const support::PgBouncer pooler(server(), {});
    ASSERT_EQ(pooler.problem(), "");
    ConnectParams through = params();
    through.port = pooler.port();
    const auto pooled = open(through);
    ASSERT_NE(pooled, nullptr);
    EXPECT_EQ(pooled->facts().capabilities.sessionState, Ability::No);
    const std::string settings = settingsOf(*pooled);
    EXPECT_NE(settings.find("DateStyle=German"), std::string::npos) << settings;
    EXPECT_EQ(told(*pooled), usual);
    EXPECT_EQ(settingsOf(*pooled), settings);
}

TEST_F(PostgresSettings, ThatCanNotBeFixedAreSaidToDecide) {
    makeShop();
    seem({.refusals = {{"pg_catalog.set_config(s.name", "42883", "unknown function: set_config()"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const auto objects = session->catalog().objects("public", ObjectScope::All);
    ASSERT_TRUE(objects) << objects.error().message;
    EXPECT_TRUE(lists(*objects, ObjectType::Table, "customer"));
    const auto customer = session->catalog().describe({"public", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_NE(customer->ddl.find("CREATE TABLE public.customer"), std::string::npos) << customer->ddl;
    const std::vector<Notice> said = session->catalog().takeNotices();
    EXPECT_TRUE(has(said, "the server says: unknown function: set_config()")) << allOf(said);
    ASSERT_TRUE(runAll(*session, "BEGIN"));
    EXPECT_TRUE(session->catalog().describe({"public", "customer", {}}, {}));
    EXPECT_EQ(session->transactionState(), TransactionState::Open);
}

TEST_F(PostgresSettings, AreNoReasonToLoseATransactionToARefusal) {
    makeShop();
    seem({.refusals = {{"pg_get_partkeydef(", "42883", "unknown function: pg_get_partkeydef()"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(runAll(*session, "BEGIN"));
    ASSERT_TRUE(runAll(*session, "SET LOCAL DateStyle = 'German'"));
    const auto customer = session->catalog().describe({"public", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_TRUE(has(session->catalog().takeNotices(), "unknown function: pg_get_partkeydef()"));
    EXPECT_EQ(session->transactionState(), TransactionState::Open);
    EXPECT_EQ(valueOf(*session, "SELECT '2024-02-03'::date::text"), "03.02.2024");
}

TEST_F(PostgresSettings, OfATransactionOutliveADescriptionThatWasStopped) {
    run("CREATE TABLE held (a int CHECK (a > 0))");
    ASSERT_TRUE(runAll(session(), "BEGIN"));
    ASSERT_TRUE(runAll(session(), "SET LOCAL DateStyle = 'German'"));
    const std::string before = settingsOf(session());
    const auto holder = open(params());
    ASSERT_NE(holder, nullptr);
    ASSERT_TRUE(runAll(*holder, "BEGIN"));
    ASSERT_TRUE(runAll(*holder, "LOCK TABLE held IN ACCESS EXCLUSIVE MODE"));
    auto describing = std::async(
        std::launch::async, [this] { return session().catalog().describe({"public", "held", {}}, ObjectType::Table); });
    while (server().run("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database() +
                        "' AND wait_event_type = 'Lock'") == "0") {
        ASSERT_NE(describing.wait_for(std::chrono::milliseconds(5)), std::future_status::ready);
    }
    ASSERT_TRUE(session().canceller()->cancel());
    const auto stopped = describing.get();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled) << stopped.error().message;
    ASSERT_TRUE(session().recover());
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    EXPECT_EQ(settingsOf(session()), before);
    ASSERT_TRUE(runAll(*holder, "ROLLBACK"));
    EXPECT_TRUE(session().catalog().describe({"public", "held", {}}, ObjectType::Table));
    EXPECT_EQ(settingsOf(session()), before);
}

} // namespace dbv::conformance
