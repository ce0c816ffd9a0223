// SPDX-License-Identifier: Apache-2.0
// What counts as a difference between a backup and a database, and what is only told.
#include "backup/comparison.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using dbv::archive::ManifestObject;
using dbv::backup::madeOtherwise;

ManifestObject database(std::vector<std::string> parts, std::string definition, std::string details) {
    ManifestObject object;
    object.type = "database";
    object.name = "database";
    object.definitionDigest = std::move(definition);
    object.detailsDigest = std::move(details);
    object.parts = std::move(parts);
    return object;
}

TEST(BackupComparison, DatabaseThatWasMadeOtherwiseMayHoldTheSame) {
    const ManifestObject latin = database({"encoding LATIN1", "collation C"}, "a", "held");
    const ManifestObject wide = database({"encoding UTF8", "collation C"}, "b", "held");
    EXPECT_TRUE(dbv::archive::differencesOf({latin}, {wide}).empty());
    EXPECT_EQ(dbv::archive::differencesOf({latin}, {database({}, "b", "other")}).size(), 1U);
    // Earlier manifests tell both as one.
    EXPECT_EQ(dbv::archive::differencesOf({database({}, "a", "")}, {wide}).size(), 1U);
    EXPECT_TRUE(dbv::archive::differencesOf({database({}, "b", "")}, {wide}).empty());
}

TEST(BackupComparison, SaysHowADatabaseWasMadeOtherwise) {
    const std::vector<ManifestObject> latin{database({"encoding LATIN1", "collation C"}, "", "")};
    const std::vector<ManifestObject> wide{database({"encoding UTF8", "collation C"}, "", "")};
    const std::vector<ManifestObject> icu{database({"encoding UTF8", "collation C", "ICU locale de"}, "", "")};
    EXPECT_EQ(madeOtherwise(latin, latin), "");
    EXPECT_EQ(madeOtherwise(latin, wide), "encoding UTF8 instead of encoding LATIN1");
    EXPECT_EQ(madeOtherwise(wide, icu), "ICU locale de");
    EXPECT_EQ(madeOtherwise(icu, wide), "without ICU locale de");
    EXPECT_EQ(madeOtherwise({}, wide), "") << "nobody knows";
    EXPECT_EQ(madeOtherwise(latin, {ManifestObject()}), "");
}

TEST(BackupComparison, WhatIsBrokenIsADifferenceWhereTheBackupHasIt) {
    const auto view = [](const char* name, const char* definition) {
        ManifestObject object;
        object.type = "view";
        object.name = name;
        object.definitionDigest = definition;
        return object;
    };
    dbv::archive::Manifest manifest;
    manifest.objects = {view("later", "x"), view("sound", "y")};
    const dbv::backup::TakenObjects found{{view("before", "broken"), view("later", "broken"), view("sound", "y")},
                                          {},
                                          {{view("before", "broken"), "gone"}, {view("later", "broken"), "gone"}}};
    const auto differences = dbv::backup::differencesTo(manifest, {}, found);
    ASSERT_EQ(differences.size(), 1U);
    EXPECT_EQ(differences[0].here->name, "later");
}

TEST(BackupComparison, NumbersOfNextRowsAreOfABackupAndItsRestoreAlone) {
    const auto table = [](std::optional<std::int64_t> value) {
        ManifestObject object;
        object.type = "table";
        object.name = "t";
        object.rows = 1;
        object.rowsDigest = "x";
        object.value = value;
        return object;
    };
    dbv::archive::Manifest here;
    here.objects = {table(5)};
    dbv::archive::Manifest there;
    there.objects = {table(7)};
    EXPECT_TRUE(dbv::backup::differencesBetween(here, there).empty());
    EXPECT_EQ(dbv::backup::differencesTo(here, {}, {there.objects, {}}).size(), 1U) << "a drill";
    dbv::archive::Manifest before;
    before.objects = {table(std::nullopt)};
    EXPECT_TRUE(dbv::backup::differencesTo(before, {}, {there.objects, {}}).empty());
    for (const dbv::DumpContent content : {dbv::DumpContent::Structure, dbv::DumpContent::Rows}) {
        dbv::RestoreWish wish;
        wish.content = content;
        dbv::backup::TakenObjects found{{table(std::nullopt)}, {}};
        if (content == dbv::DumpContent::Structure) {
            found.objects[0].rows.reset();
            found.objects[0].rowsDigest.clear();
            found.objects[0].definitionDigest = "d";
            here.objects[0].definitionDigest = "d";
        }
        EXPECT_TRUE(dbv::backup::differencesTo(here, wish, found).empty());
    }
    std::vector<ManifestObject> objects{table(5), ManifestObject()};
    objects[1].value = 8;
    dbv::backup::forgetNumbers(objects);
    EXPECT_EQ(objects[0].value, std::nullopt);
    EXPECT_EQ(objects[1].value, 8) << "a sequence has no rows";
}

} // namespace
