// SPDX-License-Identifier: Apache-2.0
// Parts of databases on the command line.
#include <gmock/gmock.h>

#include "cli/scope_options.h"

namespace dbv::cli {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Arguments parsedScope(std::vector<std::string> words) {
    words.insert(words.begin(), {"backup", "make", "shop.db"});
    const Result<Arguments> arguments = parseArguments(words);
    EXPECT_TRUE(arguments) << arguments.error().message;
    return arguments.value_or(Arguments());
}

Result<DumpScope> scopeBy(const std::vector<std::string>& words) {
    return scopeOf(parsedScope(words));
}

Result<RestoreWish> wishBy(std::vector<std::string> words) {
    words.insert(words.begin(), {"restore", "a.dbvbackup", "shop.db"});
    const Result<Arguments> arguments = parseArguments(words);
    EXPECT_TRUE(arguments) << arguments.error().message;
    return wishOf(arguments.value_or(Arguments()));
}

TEST(ScopeOptions, NameWhatIsMeant) {
    EXPECT_TRUE(scopeBy({})->isWhole());
    const Result<DumpScope> scope =
        scopeBy({"--table", "public.film", "--table=\"odd.schema\".\"a \"\"b\"\"\"", "--table", "plain", "--schema",
                 "sales", "--schema", "\"My.Schema\"", "--structure-only", "--no-owners", "--roles"});
    ASSERT_TRUE(scope) << scope.error().message;
    EXPECT_THAT(scope->objects, ElementsAre(DumpObject{"public", "film"}, DumpObject{"odd.schema", "a \"b\""},
                                            DumpObject{"", "plain"}));
    EXPECT_THAT(scope->schemas, ElementsAre("sales", "My.Schema"));
    EXPECT_EQ(scope->content, DumpContent::Structure);
    EXPECT_FALSE(scope->owners);
    EXPECT_TRUE(scope->roles);
    EXPECT_EQ(scopeInWords(*scope), "2 schemas, 3 chosen objects, structure only, no owners, with roles");
    EXPECT_EQ(scopeInWords(*scopeBy({"--table", "t", "--rows-only"})), "1 chosen object, rows only");
    EXPECT_EQ(scopeInWords({}), "");
}

TEST(ScopeOptions, ThatAreNoNamesAreRefused) {
    for (const char* wrong : {"", ".", "a.", ".a", "a.b.c", "\"a", "a\"b", "\"a\"b", "\"\"", "\"a\".\"b\".\"c\""}) {
        const Result<DumpScope> scope = scopeBy({std::string("--table=") + wrong});
        ASSERT_FALSE(scope) << wrong;
        EXPECT_EQ(scope.error().kind, ErrorKind::InvalidInput);
        EXPECT_THAT(scope.error().message, HasSubstr("--table is not a name"));
    }
    EXPECT_THAT(scopeBy({"--schema", "a.b"}).error().message, HasSubstr("--schema is not a name: a.b"));
    EXPECT_THAT(scopeBy({"--structure-only", "--rows-only"}).error().message, HasSubstr("exclude each other"));
}

TEST(ScopeOptions, SayWhatIsPutBackAndHow) {
    const Result<RestoreWish> wish = wishBy({"--table", "a.b", "--rows-only", "--no-owners", "--jobs", "4"});
    ASSERT_TRUE(wish) << wish.error().message;
    EXPECT_EQ(*wish, (RestoreWish{.objects = {{"a", "b"}}, .content = DumpContent::Rows, .owners = false, .jobs = 4}));
    EXPECT_EQ(*wishBy({}), RestoreWish());
    for (const char* wrong : {"0", "65", "-1", "many", "2x", ""}) {
        EXPECT_THAT(wishBy({std::string("--jobs=") + wrong}).error().message, HasSubstr("--jobs is no number"));
    }
}

} // namespace

} // namespace dbv::cli
