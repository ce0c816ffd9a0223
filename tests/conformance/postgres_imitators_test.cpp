// SPDX-License-Identifier: Apache-2.0
// Servers that speak PostgreSQL's protocol and are others: each is opened, listed, described, run on and stopped, and says
// what it can not do. The server is real; a filter before it says and refuses what those say and refuse.
#include <algorithm>
#include <future>

#include "postgres_personalities.h"

namespace dbv::conformance {

namespace {

using support::Personality;

Personality::Rewriting versionText(const std::string& text) {
    return {"pg_catalog.version()", "'" + text + "'::text"};
}

Personality::Refusal unknownFunction(const std::string& name) {
    return {name + "(", "42883", "unknown function: " + name + "()"};
}

Personality::Refusal unknownTable(const std::string& name) {
    return {"pg_catalog." + name + " ", "42P01", "relation \"pg_catalog." + name + "\" does not exist"};
}

} // namespace

class PostgresImitators : public PostgresPersonalities {
protected:
    /// What has to work on each of them.
    static void useIt(Session& session) {
        const auto schemas = session.catalog().schemas();
        ASSERT_TRUE(schemas) << schemas.error().message;
        const auto byName = std::ranges::find(*schemas, "public", &SchemaInfo::name);
        ASSERT_NE(byName, schemas->end());
        EXPECT_TRUE(byName->isDefault);
        const auto objects = session.catalog().objects("public", ObjectScope::All);
        ASSERT_TRUE(objects) << objects.error().message;
        EXPECT_TRUE(lists(*objects, ObjectType::Table, "customer"));
        const auto customer = session.catalog().describe({"public", "customer", {}}, {});
        ASSERT_TRUE(customer) << customer.error().message;
        EXPECT_EQ(customer->columns.size(), 2U);
        EXPECT_EQ(customer->columns.at(1).name, "name");
        const auto rows = runAll(session, "SELECT id * 2 FROM (VALUES (21)) AS t (id)");
        ASSERT_TRUE(rows) << rows.error().message;
        EXPECT_EQ(rows->rows.at(0).at(0), textValue("42"));
        EXPECT_EQ(session.transactionState(), TransactionState::None);
    }
    /// Runs what never ends, and asks for a stop until it has ended.
    Error stopped(Session& session) const {
        auto running = std::async(std::launch::async, [&] { return runAll(session, "SELECT pg_sleep(3600)"); });
        // A stop that comes before it is sent keeps it from being sent.
        while (server().run("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database() +
                            "' AND query LIKE '%pg_sleep(3600)%' AND state = 'active'") == "0") {
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
};

TEST_F(PostgresImitators, CockroachDb) {
    makeShop();
    seem({.rewritings = {versionText("CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27, go1.19.10)")},
          .refusals = {unknownFunction("pg_get_partkeydef"),
                       unknownFunction("pg_total_relation_size"),
                       unknownFunction("pg_options_to_table"),
                       {"CREATE TEMPORARY TABLE", "0A000", "temporary tables are only supported experimentally"}},
          .version = "13.0.0"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "CockroachDB");
    EXPECT_EQ(session->facts().serverVersion, "CockroachDB v23.1.11");
    EXPECT_EQ(session->facts().capabilities.transactionalDdl, Ability::Untried);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::Yes);
    useIt(*session);
    const std::vector<Notice> missing = session->catalog().takeNotices();
    EXPECT_TRUE(has(missing, "unknown function: pg_get_partkeydef()")) << allOf(missing);
    EXPECT_TRUE(has(missing, "The definition (DDL) can not be shown")) << allOf(missing);
    stopIt(*session);
}

TEST_F(PostgresImitators, YugabyteDb) {
    makeShop();
    // Its DDL is done when it is run, so that a rolled back transaction leaves it.
    seem({.rewritings = {versionText("PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang"),
                         {"ROLLBACK", "COMMIT"}},
          .refusals = {{"pg_advisory", "0A000", "advisory locks are not yet implemented"}},
          .version = "11.2-YB-2.20.1.0-b0"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "YugabyteDB");
    EXPECT_EQ(session->facts().capabilities.transactionalDdl, Ability::No);
    EXPECT_FALSE(runAll(*session, "SELECT a FROM dbv_rolled_back")) << "what was tried is not left behind";
    useIt(*session);
    EXPECT_EQ(runAll(*session, "SELECT pg_advisory_lock(1)").error().message, "advisory locks are not yet implemented");
    stopIt(*session);
}

TEST_F(PostgresImitators, Citus) {
    makeShop();
    seem({.rewritings = {
              {"(SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = 'citus')", "'12.1-1'::text"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "Citus");
    EXPECT_TRUE(session->facts().serverVersion.starts_with("PostgreSQL ")) << session->facts().serverVersion;
    EXPECT_TRUE(session->facts().serverVersion.ends_with(" with Citus 12.1-1")) << session->facts().serverVersion;
    EXPECT_EQ(session->facts().capabilities.transactionalDdl, Ability::Yes);
    useIt(*session);
    const std::vector<Notice> missing = session->catalog().takeNotices();
    EXPECT_TRUE(missing.empty()) << allOf(missing);
    stopIt(*session);
}

TEST_F(PostgresImitators, Aurora) {
    makeShop();
    seem({.rewritings = {{"pg_catalog.to_regproc('aurora_version') IS NOT NULL", "true"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "Amazon Aurora PostgreSQL");
    useIt(*session);
    stopIt(*session);
}

TEST_F(PostgresImitators, Redshift) {
    makeShop();
    seem({.rewritings = {versionText("PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, "
                                     "Redshift 1.0.38698")},
          .refusals = {unknownTable("pg_extension"),
                       // Where its number is asked for.
                       {"pg_extension'", "42P01", "relation \"pg_catalog.pg_extension\" does not exist"},
                       unknownTable("pg_policy"),
                       unknownTable("pg_sequence"),
                       unknownFunction("to_regproc"),
                       unknownFunction("pg_my_temp_schema"),
                       unknownFunction("pg_get_function_identity_arguments"),
                       unknownFunction("unnest"),
                       unknownFunction("aclexplode"),
                       unknownFunction("pg_get_partkeydef"),
                       unknownFunction("to_jsonb"),
                       unknownFunction("pg_total_relation_size"),
                       {"relispartition", "42703", "column \"relispartition\" does not exist"},
                       {"indnkeyatts", "42703", "column \"indnkeyatts\" does not exist"},
                       {"attidentity", "42703", "column a.attidentity does not exist"},
                       {"default_transaction_read_only", "42704",
                        "unrecognized configuration parameter \"default_transaction_read_only\""}},
          .refusedWords = {{"default_transaction_read_only", "42704",
                            "unrecognized configuration parameter \"default_transaction_read_only\""}},
          .version = "8.0.2"});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().product, "Amazon Redshift");
    EXPECT_EQ(session->facts().serverVersion, "Amazon Redshift 1.0.38698");
    useIt(*session);
    const std::vector<Notice> missing = session->catalog().takeNotices();
    for (const char* part :
         {"Routines", "Policies", "Extensions", "Parents, partitions and comments", "Owners and partitions",
          "Defaults of columns", "Definitions of indexes", "Grants", "Sizes"}) {
        EXPECT_TRUE(has(missing, std::string(part) + " can not be shown; the server says: ")) << part << allOf(missing);
    }
    stopIt(*session);

    // The setting that holds a session to reading is not there; a transaction of its own for each statement is.
    ConnectParams reading = there();
    reading.safety = Safety::ReadOnly;
    const auto reader = open(reading);
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(reader->facts().capabilities.readOnly, Ability::Yes);
    useIt(*reader);
    EXPECT_EQ(runAll(*reader, "DELETE FROM customer").error().kind, ErrorKind::RefusedReadOnly);
    server().run("CREATE FUNCTION sly() RETURNS int LANGUAGE sql AS 'DELETE FROM customer RETURNING 1'", database());
    const auto sly = runAll(*reader, "SELECT sly()");
    ASSERT_FALSE(sly);
    EXPECT_EQ(sly.error().kind, ErrorKind::RefusedReadOnly) << sly.error().message;
    EXPECT_EQ(sly.error().damage, Damage::Statement);
    EXPECT_EQ(reader->transactionState(), TransactionState::None);
    stopIt(*reader);
}

TEST_F(PostgresImitators, AServerThatKnowsNoReadingOnlyIsNotOpenedForIt) {
    seem({.refusals = {{"default_transaction_read_only", "42704", "unknown setting"},
                       {"BEGIN READ ONLY", "0A000", "READ ONLY is not supported"}},
          .refusedWords = {
              {"default_transaction_read_only", "42704", "unknown setting default_transaction_read_only"}}});
    ConnectParams reading = there();
    reading.safety = Safety::ReadOnly;
    const auto refused = tryOpen(reading);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(refused.error().message.find("READ ONLY is not supported"), std::string::npos) << refused.error().message;
    EXPECT_FALSE(refused.error().hint.empty());
}

TEST_F(PostgresImitators, AServerWithoutKeysEndsTheConnectionAtAStopAndSaysSo) {
    makeShop();
    seem({.givesNoKey = true});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.cancel, Ability::No);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::Untried);
    EXPECT_TRUE(has(session->facts().notices, "gave no key")) << allOf(session->facts().notices);
    useIt(*session);
    const Error error = stopped(*session);
    EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(error.inDoubt);
    EXPECT_NE(error.message.find("can not be asked to stop"), std::string::npos) << error.message;
    EXPECT_EQ(session->canceller()->cancel().error().kind, ErrorKind::Unsupported);
}

TEST_F(PostgresImitators, SettingsThatALoginIsRefusedForAreGivenToTheOpenSession) {
    server().run("CREATE SCHEMA other", database());
    seem({.refusedWords = {{"options", "08P01", "unsupported startup parameter: options"},
                           {"application_name", "08P01", "unsupported startup parameter: application_name"}}});
    ConnectParams params = there();
    params.options["search_path"] = "other, public";
    params.options["statement_timeout"] = "4321";
    const auto session = open(params);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(runAll(*session, "SHOW search_path")->rows.at(0).at(0), textValue("other, public"));
    EXPECT_EQ(runAll(*session, "SHOW statement_timeout")->rows.at(0).at(0), textValue("4321ms"));
    EXPECT_EQ(session->facts().capabilities.statementTimeout, Ability::Yes);
    EXPECT_EQ(proxy().connections(), 3);
}

TEST_F(PostgresImitators, ATimeoutThatIsRefusedEverywhereIsToldAndASearchPathStopsTheOpening) {
    seem({.refusals = {{"'statement_timeout'", "42704", "unknown setting: statement_timeout"},
                       {"'search_path'", "42704", "unknown setting: search_path"}},
          .refusedWords = {{"options", "08P01", "unsupported startup parameter: options"}}});
    ConnectParams params = there();
    params.options["statement_timeout"] = "4321";
    const auto session = open(params);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.statementTimeout, Ability::No);
    EXPECT_TRUE(has(session->facts().notices, "unknown setting: statement_timeout"));
    params.options["search_path"] = "other";
    const auto refused = tryOpen(params);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(refused.error().message.find("unknown setting: search_path"), std::string::npos);
}

TEST_F(PostgresImitators, AServerWithoutTypesShowsNumbersAndHarmsNoTransaction) {
    run("CREATE TYPE mood AS ENUM ('sad')");
    seem({.refusals = {unknownTable("pg_type")}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    EXPECT_TRUE(has(session->facts().notices, "types can not be shown")) << allOf(session->facts().notices);
    ASSERT_TRUE(runAll(*session, "BEGIN"));
    const auto mood = runAll(*session, "SELECT 'sad'::mood");
    ASSERT_TRUE(mood);
    EXPECT_TRUE(mood->columns.at(0).type.starts_with("type ")) << mood->columns.at(0).type;
    ASSERT_TRUE(runAll(*session, "SELECT 1"));
    EXPECT_EQ(session->transactionState(), TransactionState::Open);
}

} // namespace dbv::conformance
