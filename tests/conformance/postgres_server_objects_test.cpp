// SPDX-License-Identifier: Apache-2.0
// Roles, databases and schemas: what makes them again.
#include "postgres_fixture.h"

namespace dbv::conformance {

class PostgresServerObjects : public PostgresTest {
protected:
    void SetUp() override {
        PostgresTest::SetUp();
        ASSERT_FALSE(HasFailure());
        server().run("CREATE SCHEMA shop; "
                     "DO $$ BEGIN CREATE ROLE shop_reader; EXCEPTION WHEN duplicate_object THEN END $$",
                     database());
    }
};

TEST_F(PostgresServerObjects, GiveDdlThatMakesARoleAgain) {
    server().run("DROP ROLE IF EXISTS \"a clerk\"; DROP ROLE IF EXISTS clerks; CREATE ROLE clerks; "
                 "CREATE ROLE \"a clerk\" LOGIN CREATEDB NOINHERIT CONNECTION LIMIT 3 PASSWORD 'very secret' "
                 "VALID UNTIL '2040-01-01'; GRANT clerks TO \"a clerk\" WITH ADMIN OPTION; "
                 "COMMENT ON ROLE \"a clerk\" IS 'it''s one'; "
                 "ALTER ROLE \"a clerk\" SET search_path = shop, public; "
                 "ALTER ROLE \"a clerk\" IN DATABASE " +
                     database() + " SET work_mem = '8MB'",
                 database());
    const auto role = session().catalog().describe({{}, "a clerk", {}}, ObjectType::Role);
    ASSERT_TRUE(role) << role.error().message;
    EXPECT_EQ(role->comment, "it's one");
    EXPECT_EQ(role->ddl.find("very secret"), std::string::npos);
    EXPECT_TRUE(role->ddl.starts_with("-- The server keeps the password to itself")) << role->ddl;
    server().run("DROP ROLE \"a clerk\"");
    server().run(role->ddl);
    const auto again = session().catalog().describe({{}, "a clerk", {}}, ObjectType::Role);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->ddl, role->ddl);
    for (const std::string_view part :
         {"LOGIN NOINHERIT CREATEDB CONNECTION LIMIT 3", "GRANT clerks TO \"a clerk\" WITH ADMIN OPTION",
          "SET search_path TO shop, public", "SET work_mem TO '8MB'"}) {
        EXPECT_NE(role->ddl.find(part), std::string::npos) << part << "\n" << role->ddl;
    }
    server().run("DROP ROLE \"a clerk\"; DROP ROLE clerks");
}

TEST_F(PostgresServerObjects, TellHowARoleIsMemberOfAnother) {
    if (std::stoi(textOf("SHOW server_version_num")) < 160000) {
        GTEST_SKIP() << "the server is older than version 16";
    }
    server().run("DROP ROLE IF EXISTS aide; DROP ROLE IF EXISTS aides; CREATE ROLE aides; CREATE ROLE aide; "
                 "GRANT aides TO aide WITH ADMIN OPTION, INHERIT FALSE, SET FALSE");
    const auto role = session().catalog().describe({{}, "aide", {}}, ObjectType::Role);
    ASSERT_TRUE(role) << role.error().message;
    EXPECT_EQ(role->ddl, "CREATE ROLE aide;\nGRANT aides TO aide WITH ADMIN OPTION, INHERIT false, SET false;\n");
    server().run("DROP ROLE aide");
    server().run(role->ddl);
    EXPECT_EQ(session().catalog().describe({{}, "aide", {}}, ObjectType::Role)->ddl, role->ddl);
    server().run("DROP ROLE aide; DROP ROLE aides");
}

TEST_F(PostgresServerObjects, GiveDdlThatMakesADatabaseAndASchemaAgain) {
    server().run("ALTER DATABASE " + database() + " SET search_path = shop, public", database());
    server().run("ALTER DATABASE " + database() + " SET work_mem = '8MB'", database());
    server().run("COMMENT ON DATABASE " + database() + " IS 'to be made again'; GRANT CREATE ON DATABASE " +
                     database() +
                     " TO shop_reader; COMMENT ON SCHEMA shop IS 'sold here'; "
                     "GRANT USAGE ON SCHEMA shop TO PUBLIC; "
                     "GRANT USAGE ON SCHEMA shop TO shop_reader WITH GRANT OPTION",
                 database());
    const auto made = session().catalog().describe({{}, database(), {}}, ObjectType::Database);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->comment, "to be made again");
    EXPECT_NE(made->ddl.find("\nALTER DATABASE " + database() + " SET search_path TO shop, public;\nALTER DATABASE " +
                             database() + " SET work_mem TO '8MB';\n"),
              std::string::npos)
        << made->ddl;
    EXPECT_GT(made->sizeBytes.value_or(0), 0);
    const auto schema = session().catalog().describe({{}, "shop", {}}, ObjectType::Schema);
    ASSERT_TRUE(schema) << schema.error().message;
    EXPECT_EQ(schema->owner, "postgres");
    EXPECT_EQ(schema->grants,
              (std::vector<GrantInfo>{{"PUBLIC", {"USAGE"}, {}}, {"shop_reader", {"USAGE"}, {"USAGE"}}}));
    // Under another name, since this one is in use.
    std::string ddl = made->ddl;
    const std::string copy = database() + "_again";
    for (std::size_t at = ddl.find(database()); at != std::string::npos; at = ddl.find(database(), at + copy.size())) {
        ddl.replace(at, database().size(), copy);
    }
    const std::size_t end = ddl.find(";\n");
    server().run(ddl.substr(0, end));
    server().run(ddl.substr(end + 1) + schema->ddl, copy);
    ConnectParams there = params();
    there.database = copy;
    const auto other = open(there);
    ASSERT_NE(other, nullptr);
    const auto again = other->catalog().describe({{}, copy, {}}, ObjectType::Database);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->ddl, ddl);
    EXPECT_EQ(other->catalog().describe({{}, "shop", {}}, ObjectType::Schema)->ddl, schema->ddl);
}

TEST_F(PostgresServerObjects, TellWhatWasTakenFromEverybody) {
    const auto ddlOf = [this](const std::string& name, ObjectType type) {
        const auto described = session().catalog().describe({{}, name, {}}, type);
        return described ? described->ddl : described.error().message;
    };
    const auto takes = [](const std::string& ddl) { return ddl.find("REVOKE ") != std::string::npos; };
    EXPECT_FALSE(takes(ddlOf(database(), ObjectType::Database)));
    EXPECT_FALSE(takes(ddlOf("public", ObjectType::Schema)));
    run("REVOKE CONNECT, TEMPORARY ON DATABASE " + database() + " FROM PUBLIC");
    run("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
    run("REVOKE CREATE ON SCHEMA shop FROM postgres");
    const std::string made = ddlOf(database(), ObjectType::Database);
    EXPECT_TRUE(made.ends_with("\nREVOKE CONNECT, TEMPORARY ON DATABASE " + database() + " FROM PUBLIC;\n")) << made;
    const std::string open = ddlOf("public", ObjectType::Schema);
    EXPECT_NE(open.find("\nREVOKE USAGE ON SCHEMA public FROM PUBLIC;\n"), std::string::npos) << open;
    const std::string shop = ddlOf("shop", ObjectType::Schema);
    EXPECT_EQ(shop, "CREATE SCHEMA shop AUTHORIZATION postgres;\nREVOKE CREATE ON SCHEMA shop FROM postgres;\n");
}

TEST_F(PostgresServerObjects, SayWhichObjectOfTheServerIsNotThere) {
    for (const ObjectType type : {ObjectType::Role, ObjectType::Database, ObjectType::Schema}) {
        const auto none = session().catalog().describe({{}, "it's \"nobody\"", {}}, type);
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
    }
}

} // namespace dbv::conformance
