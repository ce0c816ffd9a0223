// SPDX-License-Identifier: Apache-2.0
// What a server refuses in one part of the catalogue takes no other part away, and is said in its own words.
#include <algorithm>

#include "postgres_personalities.h"

namespace dbv::conformance {

class PostgresRefusals : public PostgresPersonalities {};

TEST_F(PostgresRefusals, APartOfTheListThatIsRefusedIsSaidAndTheRestIsThere) {
    makeShop();
    seem({.refusals = {{"pg_policy", "42P01", "relation \"pg_policy\" does not exist"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const auto objects = session->catalog().objects("public", ObjectScope::All);
    ASSERT_TRUE(objects) << objects.error().message;
    EXPECT_TRUE(lists(*objects, ObjectType::Table, "customer"));
    EXPECT_TRUE(lists(*objects, ObjectType::Routine, "one()"));
    EXPECT_FALSE(lists(*objects, ObjectType::Policy, "own"));
    const std::vector<Notice> notices = session->catalog().takeNotices();
    ASSERT_EQ(notices.size(), 1U) << allOf(notices);
    EXPECT_EQ(notices[0],
              (Notice{"warning", "Policies can not be shown; the server says: relation \"pg_policy\" does not exist"}));
    EXPECT_TRUE(session->catalog().takeNotices().empty());
}

TEST_F(PostgresRefusals, EachRefusedAspectOfATableIsSaidAndTheOthersAreThere) {
    makeShop();
    seem({.refusals = {{"pg_policy", "42P01", "relation \"pg_policy\" does not exist"},
                       {"aclexplode", "42883", "function aclexplode(aclitem[]) does not exist"},
                       {"pg_get_partkeydef", "42883", "unknown function: pg_get_partkeydef()"},
                       {"pg_total_relation_size", "0A000", "sizes are not supported"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const auto customer = session->catalog().describe({"public", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_EQ(customer->columns.size(), 2U);
    EXPECT_EQ(customer->columns[1].defaultValue, "'x'::text");
    EXPECT_EQ(customer->checks.size(), 1U);
    EXPECT_EQ(customer->indexes.size(), 1U);
    EXPECT_FALSE(customer->sizeBytes);
    const std::vector<Notice> notices = session->catalog().takeNotices();
    for (const char* words : {"Policies can not be shown", "Grants can not be shown", "Owners and partitions",
                              "unknown function: pg_get_partkeydef()", "Sizes can not be shown"}) {
        EXPECT_TRUE(has(notices, words)) << words << " in " << allOf(notices);
    }
    // Whoever runs the definition elsewhere has to know that it has holes.
    EXPECT_NE(customer->ddl.find("-- Policies can not be shown"), std::string::npos) << customer->ddl;
    EXPECT_NE(customer->ddl.find("CREATE TABLE public.customer"), std::string::npos);
}

TEST_F(PostgresRefusals, ADefinitionThatIsRefusedIsMissingAndNotHalf) {
    makeShop();
    seem({.refusals = {{"pg_get_constraintdef", "42883", "unknown function: pg_get_constraintdef()"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const auto customer = session->catalog().describe({"public", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_EQ(customer->ddl, "");
    EXPECT_TRUE(has(session->catalog().takeNotices(), "The definition (DDL) can not be shown; the server says"));
}

TEST_F(PostgresRefusals, AnObjectOfAKindThatIsRefusedIsNotSaidToBeMissing) {
    makeShop();
    seem({.refusals = {{"pg_get_functiondef", "42883", "unknown function: pg_get_functiondef()"}}});
    const auto session = openThere();
    ASSERT_NE(session, nullptr);
    const auto routine = session->catalog().describe({"public", "one()", {}}, ObjectType::Routine);
    ASSERT_FALSE(routine);
    EXPECT_EQ(routine.error().kind, ErrorKind::SqlError);
    EXPECT_EQ(routine.error().message, "unknown function: pg_get_functiondef()");
}

TEST_F(PostgresRefusals, ARoleThatMayNotReadACatalogueSeesTheOthers) {
    makeShop();
    // In a database of its own: what is revoked there holds for nobody else.
    server().run("REVOKE SELECT ON pg_catalog.pg_policy, pg_catalog.pg_trigger FROM PUBLIC", database());
    server().run("DO $$ BEGIN CREATE ROLE blind LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
    ConnectParams blind = params();
    blind.user = "blind";
    const auto session = open(blind);
    ASSERT_NE(session, nullptr);
    const auto objects = session->catalog().objects("public", ObjectScope::All);
    ASSERT_TRUE(objects) << objects.error().message;
    EXPECT_TRUE(lists(*objects, ObjectType::Table, "customer"));
    const std::vector<Notice> notices = session->catalog().takeNotices();
    EXPECT_TRUE(has(notices, "Policies can not be shown; the server says: permission denied for table pg_policy"))
        << allOf(notices);
    EXPECT_TRUE(has(notices, "Triggers can not be shown")) << allOf(notices);
    const auto customer = session->catalog().describe({"public", "customer", {}}, {});
    ASSERT_TRUE(customer) << customer.error().message;
    EXPECT_EQ(customer->columns.size(), 2U);
    EXPECT_TRUE(has(session->catalog().takeNotices(), "permission denied for table pg_trigger"));
}

TEST_F(PostgresRefusals, AServerThatTellsAllHasNothingToSay) {
    makeShop();
    ASSERT_TRUE(session().catalog().objects("public", ObjectScope::All));
    ASSERT_TRUE(session().catalog().describe({"public", "customer", {}}, {}));
    ASSERT_TRUE(session().catalog().serverObjects());
    const std::vector<Notice> notices = session().catalog().takeNotices();
    EXPECT_TRUE(notices.empty()) << allOf(notices);
}

} // namespace dbv::conformance
