// SPDX-License-Identifier: Apache-2.0
#include "archive/manifest.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archive/rows_digest.h"

namespace dbv::archive {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RowsDigest digestOf(const std::vector<std::string>& rows) {
    RowsDigest digest;
    for (const std::string& row : rows) {
        digest.add(row);
    }
    return digest;
}

TEST(RowsDigest, IsTheSameInAnyOrderAndInAnyParts) {
    const RowsDigest digest = digestOf({"a", "b", "", "a"});
    EXPECT_EQ(digest.rows(), 4U);
    EXPECT_EQ(digest, digestOf({"", "a", "a", "b"}));
    RowsDigest parts = digestOf({"a", "b"});
    parts.add(digestOf({"a", ""}));
    EXPECT_EQ(parts, digest);
    EXPECT_EQ(RowsDigest().hexadecimal(), "00000000000000000000000000000000");
}

TEST(RowsDigest, IsAnotherForOtherRows) {
    const std::string digest = digestOf({"a", "b", "a"}).hexadecimal();
    for (const auto& other : std::vector<std::vector<std::string>>{
             {"a", "b"}, {"a", "b", "b"}, {"a", "b", "a", ""}, {"ab", "a"}, {"a", "b", "A"}, {"a", "b", "a", "a"}}) {
        EXPECT_NE(digestOf(other).hexadecimal(), digest);
    }
}

TEST(RowsDigest, IsWhatSipHashSays) {
    // SipHash-2-4 with 128 bits, as the reference program has it.
    EXPECT_EQ(digestOf({""}).hexadecimal(), "fdfbdd7ef51b48522f6dfe2fb42935e1");
    EXPECT_EQ(digestOf({"abc"}).hexadecimal(), "ebfed449ad1cf1e6dcda50d1785d79b4");
}

Manifest someManifest() {
    return {.engine = "postgresql",
            .serverVersion = "15.18",
            .connection = "Shop",
            .server = "db.example:5432",
            .database = "shop \"1\"\n",
            .tool = "pg_dump 15.18",
            .dumpFormat = "pg_dump custom",
            .rowFormat = "copy text",
            .begun = "2026-11-29T12:00:00Z",
            .ended = "2026-11-29T12:01:00Z",
            .snapshot = "00000003-0000001B-1",
            .streams = {{"dump", std::numeric_limits<std::uint64_t>::max(), "abcd"}},
            .objects = {{.type = "table",
                         .schema = "public",
                         .name = "orders",
                         .rows = 9'007'199'254'740'993,
                         .rowsDigest = "00ff"},
                        {.type = "view", .schema = "public", .name = "größte \U0001F600", .definitionDigest = "aa"},
                        {.type = "sequence",
                         .schema = "public",
                         .name = "orders_id_seq",
                         .value = std::numeric_limits<std::int64_t>::min()}}};
}

TEST(Manifest, IsReadAsItWasWritten) {
    Manifest manifest = someManifest();
    // SQLite has tables without a name.
    manifest.objects.push_back({.type = "table", .schema = {}, .name = {}, .rows = 1, .rowsDigest = "0a"});
    Result<Manifest> read = decodeManifest(encodeManifest(manifest));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, manifest);
    EXPECT_TRUE(read->scope.isWhole());
    manifest.scope = {.schemas = {"public", "a \"b\""},
                      .objects = {{"sales", "orders"}, {"", "größte"}},
                      .content = DumpContent::Structure,
                      .owners = false,
                      .roles = true};
    manifest.objects.push_back({.type = "index", .schema = "sales", .name = "orders_key", .of = "orders"});
    read = decodeManifest(encodeManifest(manifest));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, manifest);
}

TEST(Manifest, ThatCanNotBeReadIsDamage) {
    for (const char* wrong :
         {"", "[]", "{}", R"({"engine": "sqlite"})", R"({"engine": "sqlite", "objects": [], "streams": [{}]})",
          R"({"engine": "sqlite", "streams": [], "objects": [{}]})",
          R"({"engine": "sqlite", "streams": [], "objects": [1]})",
          R"({"engine": "sqlite", "streams": [], "objects": [{"type": "table", "name": "a", "rows": "many"}]})",
          R"({"engine": "sqlite", "streams": [], "objects": [{"type": "table", "name": "a", "rows": 7}]})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"content": "some"}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"objects": [{"schema": "a"}]}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"objects": [{"name": "a", "colour": 1}]}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"objects": [{"name": "a\u0000b"}]}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"schemas": ["a\u0000"]}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"objects": "a"}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"schemas": [1]}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"owners": 1}})",
          R"({"engine": "sqlite", "streams": [], "objects": [], "scope": {"colour": 1}})"}) {
        const Result<Manifest> read = decodeManifest(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().kind, ErrorKind::CorruptBackup) << wrong;
    }
}

TEST(Manifest, TellsWhatDiffers) {
    const Manifest manifest = someManifest();
    EXPECT_THAT(differencesOf(manifest.objects, {manifest.objects.rbegin(), manifest.objects.rend()}), IsEmpty());

    std::vector<ManifestObject> other = manifest.objects;
    other[0].rows = 5;
    other[1].name = "a";
    const auto differences = differencesOf(manifest.objects, other);
    EXPECT_THAT(differences, ElementsAre(ManifestDifference{.here = manifest.objects[0], .there = other[0]},
                                         ManifestDifference{.here = std::nullopt, .there = other[1]},
                                         ManifestDifference{.here = manifest.objects[1], .there = std::nullopt}));
    // What one does not know is no difference.
    other = manifest.objects;
    other[0].rows.reset();
    other[0].rowsDigest.clear();
    other[2].value.reset();
    EXPECT_THAT(differencesOf(manifest.objects, other), IsEmpty());
    other[0].rowsDigest = "other";
    EXPECT_EQ(differencesOf(manifest.objects, other).size(), 1U);
    EXPECT_EQ(differencesOf({}, other).size(), 3U);
}

} // namespace

} // namespace dbv::archive
