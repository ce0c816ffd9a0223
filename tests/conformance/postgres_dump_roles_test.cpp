// SPDX-License-Identifier: Apache-2.0
// The roles of a PostgreSQL server beside a dump, and dumps without owners.
#include <filesystem>

#include "postgres_dump_fixture.h"

namespace dbv::conformance {

class PostgresDumpRoles : public PostgresDumps {
protected:
    Result<std::string> roles(Session& of, const ConnectParams& login) const {
        std::string text;
        const Result<void> dumped = of.dumper()->dumpRoles(
            groundOf(login.clone()),
            [&text](std::string_view more) {
                text += more;
                return Result<void>();
            },
            goOnDumping);
        return dumped ? Result<std::string>(std::move(text)) : std::unexpected(dumped.error());
    }
};

TEST_F(PostgresDumpRoles, AreDumpedWithAsMuchAsTheUserMayRead) {
    script("DROP ROLE IF EXISTS plain_one; DROP ROLE IF EXISTS \"Rôle two\"; CREATE ROLE plain_one LOGIN PASSWORD "
           "'its own'; CREATE ROLE \"Rôle two\" IN ROLE plain_one");
    const Result<std::string> all = roles(session(), params());
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_NE(all->find("CREATE ROLE plain_one;"), std::string::npos);
    EXPECT_NE(all->find("CREATE ROLE \"Rôle two\";"), std::string::npos);
    EXPECT_NE(all->find("PASSWORD 'SCRAM-SHA-256$"), std::string::npos);
    EXPECT_NE(all->find("GRANT plain_one TO \"Rôle two\""), std::string::npos);
    ConnectParams login = params();
    login.user = "plain_one";
    const auto plain = open(login);
    const Result<std::string> some = roles(*plain, login);
    ASSERT_TRUE(some) << some.error().message;
    EXPECT_NE(some->find("CREATE ROLE \"Rôle two\";"), std::string::npos);
    EXPECT_EQ(some->find("PASSWORD"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
    DumpScope scope;
    scope.roles = true;
    const Result<DumpPlan> plan = plain->dumper()->plan(scope);
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_NE(plan->notices.back().message.find("plain_one is no superuser"), std::string::npos);
    // Who may not is named.
    script("REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC");
    const auto hindered = open(params());
    static_cast<void>(hindered);
    const Result<std::string> none = roles(*plain, login);
    script("GRANT SELECT ON pg_catalog.pg_roles TO PUBLIC");
    ASSERT_FALSE(none);
    EXPECT_NE((none.error().message + none.error().detail).find("permission denied"), std::string::npos)
        << none.error().message;
    script("DROP ROLE plain_one; DROP ROLE \"Rôle two\"");
}

TEST_F(PostgresDumpRoles, AreNotInADumpWithoutOwners) {
    script("DROP ROLE IF EXISTS some_owner; CREATE ROLE some_owner; CREATE TABLE t (a integer); "
           "ALTER TABLE t OWNER TO some_owner; GRANT SELECT ON t TO some_owner, PUBLIC");
    HeardInventory heard;
    DumpScope scope;
    const Result<std::string> with = dumpOf(scope, heard);
    scope.owners = false;
    const Result<std::string> without = dumpOf(scope, heard);
    ASSERT_TRUE(with && without);
    EXPECT_NE(with->find("GRANT SELECT ON TABLE public.t TO PUBLIC"), std::string::npos);
    EXPECT_EQ(without->find("GRANT SELECT"), std::string::npos);
    // The list of an archive names owners all the same, and whoever restores leaves them out.
    script("DROP OWNED BY some_owner; DROP ROLE some_owner");
    const std::string other = server().makeDatabase();
    RestoreWish wish;
    wish.owners = false;
    const Result<void> restored = restoreInto(other, *without, wish);
    EXPECT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(textIn(other, "SELECT relowner::regrole::text FROM pg_class WHERE relname = 't'"), "postgres");
}

} // namespace dbv::conformance
