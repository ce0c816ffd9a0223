// SPDX-License-Identifier: Apache-2.0
// What the list of a dump says, and what is chosen out of it.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "postgres/dump_contents.h"
#include "postgres/dump_scope.h"
#include "postgres/restore_plan.h"

namespace dbv::postgres {

namespace {

DumpEntry entryOf(std::int64_t id, std::string kind, std::string schema, std::string name,
                  std::vector<std::int64_t> needs = {}, std::string definition = {}) {
    DumpEntry entry;
    entry.id = id;
    entry.kind = std::move(kind);
    entry.schema = std::move(schema);
    entry.name = std::move(name);
    entry.needs = std::move(needs);
    entry.definition = std::move(definition);
    return entry;
}

std::set<std::string> rolesOf(std::string kind, std::string definition) {
    return rolesIn(entryOf(1, std::move(kind), "s", "n", {}, std::move(definition)));
}

DumpContents sampleContents() {
    DumpContents contents;
    contents.entries = {
        entryOf(1, "SCHEMA", "", "s"),
        entryOf(2, "TYPE", "s", "mood", {1}),
        entryOf(3, "FUNCTION", "s", "f(integer)", {1}),
        entryOf(4, "TABLE", "s", "a", {1, 2}),
        entryOf(5, "TABLE", "s", "b", {1}),
        entryOf(6, "ACL", "s", "TABLE a", {4}),
        entryOf(7, "SEQUENCE", "s", "a_id_seq", {1, 4}),
        entryOf(8, "DEFAULT", "s", "a id", {7, 4}),
        entryOf(9, "TABLE DATA", "s", "a", {4}),
        entryOf(10, "TABLE DATA", "s", "b", {5}),
        entryOf(11, "CONSTRAINT", "s", "b b_pkey", {5}),
        entryOf(12, "TRIGGER", "s", "a t", {4, 3}),
        entryOf(
            13, "FK CONSTRAINT", "s", "a a_fkey", {4, 5, 11},
            "ALTER TABLE ONLY s.a\n    ADD CONSTRAINT a_fkey FOREIGN KEY (\" REFERENCES x.y(\") REFERENCES s.b(id);\n"),
        entryOf(14, "VIEW", "s", "v", {1, 5}),
    };
    return contents;
}

std::vector<std::int64_t> idsOf(const Result<RestoreList>& list) {
    std::vector<std::int64_t> ids;
    for (const DumpEntry* const entry : list ? list->entries : std::vector<const DumpEntry*>()) {
        ids.push_back(entry->id);
    }
    return ids;
}

} // namespace

TEST(PostgresDumpContents, FindTheTableOfAForeignKey) {
    using Name = std::pair<std::string, std::string>;
    EXPECT_EQ(referencedTable(sampleContents().entries[12].definition), Name("s", "b"));
    EXPECT_EQ(
        referencedTable("ALTER TABLE x.y ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES \"S \"\"1\".\"t.b\"(\"c\") ON "
                        "DELETE CASCADE;"),
        Name("S \"1", "t.b"));
    EXPECT_EQ(referencedTable("ALTER TABLE ONLY s.a ADD CONSTRAINT k CHECK (b <> ' REFERENCES s.t');"), std::nullopt);
}

TEST(PostgresDumpContents, FindTheRolesThatAreNamed) {
    using Names = std::set<std::string>;
    EXPECT_EQ(rolesOf("ACL",
                      "GRANT SELECT(\"TO\") ON TABLE s.\"FROM\" TO bob WITH GRANT OPTION;\nREVOKE ALL ON TABLE s.t "
                      "FROM \"The Boss\";\nGRANT ALL ON TABLE s.t TO PUBLIC;\nSET SESSION AUTHORIZATION carl;\n"
                      "RESET SESSION AUTHORIZATION;\n"),
              (Names{"bob", "The Boss", "carl"}));
    EXPECT_EQ(
        rolesOf("DEFAULT ACL", "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA s GRANT SELECT ON TABLES  TO user1;"),
        (Names{"maker", "user1"}));
    EXPECT_EQ(rolesOf("POLICY", "CREATE POLICY p ON s.t FOR SELECT TO ann, \"Bea C\" USING ((a = 'TO dan'::text));"),
              (Names{"ann", "Bea C"}));
    EXPECT_EQ(rolesOf("POLICY", "CREATE POLICY p ON s.t USING ((a TO b));"), Names());
    EXPECT_EQ(rolesOf("USER MAPPING", "CREATE USER MAPPING FOR public SERVER srv;"), Names()) << "as pg_dump writes it";
    EXPECT_EQ(rolesOf("USER MAPPING", "CREATE USER MAPPING FOR ann SERVER srv;"), Names{"ann"});
    EXPECT_EQ(rolesOf("TABLE", "CREATE TABLE t (a text DEFAULT 'GRANT x TO y');"), Names());
}

TEST(PostgresDumpContents, SetADatabaseOfAnotherName) {
    const DumpEntry settings = entryOf(
        1, "DATABASE PROPERTIES", "", "x", {},
        "ALTER DATABASE \"x;y\" SET work_mem TO '7MB';\nALTER ROLE \"a b\" IN DATABASE \"x;y\" SET search_path TO "
        "'a;b', 'DATABASE';\nALTER DATABASE \"x;y\" IS_TEMPLATE = true;\n");
    using Statements = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(databaseStatements(settings, "\"New\""),
              (Statements{{"ALTER DATABASE \"New\" SET work_mem TO '7MB'", ""},
                          {"ALTER ROLE \"a b\" IN DATABASE \"New\" SET search_path TO 'a;b', 'DATABASE'", "a b"}}));
    EXPECT_EQ(databaseStatements(
                  entryOf(1, "COMMENT", "", "DATABASE x", {}, "COMMENT ON DATABASE x IS 'of x; IS ''it''';\n"), "new"),
              (Statements{{"COMMENT ON DATABASE new IS 'of x; IS ''it'''", ""}}));
    EXPECT_EQ(databaseStatements(
                  entryOf(1, "DATABASE PROPERTIES", "", "x", {}, "ALTER DATABASE x CONNECTION LIMIT = 7;\n"), "new"),
              (Statements{{"ALTER DATABASE new CONNECTION LIMIT = 7", ""}}));
    EXPECT_EQ(databaseStatements(entryOf(1, "ACL", "", "DATABASE x", {},
                                         "REVOKE CONNECT,TEMPORARY ON DATABASE x FROM PUBLIC;\nGRANT TEMPORARY ON "
                                         "DATABASE x TO PUBLIC;\n"),
                                 "new"),
              (Statements{{"REVOKE CONNECT,TEMPORARY ON DATABASE new FROM PUBLIC", ""},
                          {"GRANT TEMPORARY ON DATABASE new TO PUBLIC", ""}}));
    EXPECT_TRUE(
        databaseStatements(entryOf(1, "COMMENT", "s", "TABLE x", {}, "COMMENT ON TABLE s.x IS 'a';"), "n").empty());
}

TEST(PostgresDumpContents, AreChosenWithWhatTheyNeed) {
    const DumpContents contents = sampleContents();
    RestoreWish wish;
    wish.objects = {{"s", "a"}};
    RestoreFacts facts;
    EXPECT_EQ(idsOf(chooseEntries(contents, wish, facts)), (std::vector<std::int64_t>{1, 2, 3, 4, 6, 7, 8, 9, 12}));
    // What is there is not needed, and a foreign key to what is there is made.
    facts.there = {{"schema", "", "s"}, {"type", "s", "mood"}, {"relation", "s", "b"}};
    EXPECT_EQ(idsOf(chooseEntries(contents, wish, facts)), (std::vector<std::int64_t>{3, 4, 6, 7, 8, 9, 12, 13}));
    wish.objects = {{"s", "v"}};
    facts.there.clear();
    const Result<RestoreList> refused = chooseEntries(contents, wish, facts);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("the table s.b"), std::string::npos) << refused.error().message;
    // With all of it, nothing is left out but what is there in any database.
    wish.objects.clear();
    facts.there = {{"schema", "", "s"}};
    const Result<RestoreList> all = chooseEntries(contents, wish, facts);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->entries.size(), contents.entries.size() - 1);
    EXPECT_TRUE(all->isPart);
}

TEST(PostgresDumpContents, ReplaceNoIndexOfAnotherTable) {
    DumpContents contents = sampleContents();
    contents.entries.push_back(entryOf(15, "INDEX", "s", "a_index", {4}));
    RestoreWish wish;
    wish.objects = {{"s", "a"}};
    wish.replace = true;
    RestoreFacts facts;
    facts.there = {{"relation", "s", "a_index"}, {"relation", "s", "a"}};
    facts.indexTables[{"s", "a_index"}] = "a";
    const Result<RestoreList> replaced = chooseEntries(contents, wish, facts);
    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_TRUE(replaced->replaces);
    facts.indexTables[{"s", "a_index"}] = "others";
    EXPECT_NE(chooseEntries(contents, wish, facts).error().message.find("an index of others"), std::string::npos);
}

TEST(PostgresDumpContents, AreLeftOutByPatternsOfNamesAlone) {
    EXPECT_EQ(patternOf("a\"b.*"), "\"a\"\"b.*\"");
    std::vector<ObjectName> many;
    for (int i = 0; i < 5'000; ++i) {
        many.emplace_back(i < 10 ? "one" : "two", "a table of a rather long name " + std::to_string(i));
    }
    const std::vector<std::string> patterns = patternsOf(many);
    EXPECT_GT(patterns.size(), 2U);
    EXPECT_TRUE(patterns[0].starts_with("\"one\".(\"a table of a rather long name 0\"|")) << patterns[0];
    EXPECT_TRUE(patterns[0].ends_with("name 9\")"));
    for (const std::string& pattern : patterns) {
        EXPECT_LT(pattern.size(), 128U << 10U);
    }
    EXPECT_TRUE(patternsOf({}).empty());
}

} // namespace dbv::postgres
