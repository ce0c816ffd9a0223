// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/settings_file.h"
#include "sqlite_child_process.h"

namespace {

namespace fs = std::filesystem;
namespace settings = dbv::settings;
using dbv::ErrorKind;
using settings::SettingsFile;
using testing::HasSubstr;

class SettingsFileTest : public testing::Test {
protected:
    [[nodiscard]] fs::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] fs::path file() const { return folder() / "settings.json"; }
    void put(const std::string& text) const { std::ofstream(file(), std::ios::binary) << text; }
    [[nodiscard]] std::string content() const {
        std::ifstream stream(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    [[nodiscard]] static dbv::Result<bool> readAgain(SettingsFile& read) {
        return read.adopt(settings::lookAtSettings(read.look()));
    }
    [[nodiscard]] std::ptrdiff_t filesNamed(const std::string& part) const {
        std::ptrdiff_t count = 0;
        for (const auto& entry : fs::directory_iterator(folder())) {
            count += entry.path().filename().string().find(part) == std::string::npos ? 0 : 1;
        }
        return count;
    }

private:
    QTemporaryDir m_folder;
};

TEST_F(SettingsFileTest, WithoutAFileTheFallbacksHoldAndNothingIsWritten) {
    const SettingsFile read(folder());
    EXPECT_EQ(read.value(settings::kSpoolMemoryBytes), 256LL * 1024 * 1024);
    EXPECT_EQ(read.value(settings::kSpoolDiskBytes), 20LL * 1024 * 1024 * 1024);
    EXPECT_EQ(read.value(settings::kSpoolDirectory), "");
    EXPECT_EQ(read.value(settings::kTheme), "system");
    EXPECT_TRUE(read.notices().empty());
    EXPECT_TRUE(fs::is_empty(folder()));
}

TEST_F(SettingsFileTest, WhatIsSetIsThereAtTheNextStart) {
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    {
        SettingsFile written(folder());
        ASSERT_TRUE(written.set(settings::kSpoolDiskBytes, large));
        ASSERT_TRUE(written.set(settings::kTheme, "dark"));
        ASSERT_TRUE(written.set(settings::kEditorFontPointSize, 11.5));
        EXPECT_EQ(written.value(settings::kTheme), "dark");
    }
    SettingsFile read(folder());
    EXPECT_EQ(read.value(settings::kSpoolDiskBytes), large);
    EXPECT_EQ(read.value(settings::kTheme), "dark");
    EXPECT_EQ(read.value(settings::kEditorFontPointSize), 11.5);
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(read.reset("theme"));
    EXPECT_EQ(SettingsFile(folder()).value(settings::kTheme), "system");
}

TEST_F(SettingsFileTest, ASnapshotDoesNotChange) {
    SettingsFile file(folder());
    const settings::SettingsSnapshot before = file.snapshot();
    ASSERT_TRUE(file.set(settings::kTheme, "dark"));
    EXPECT_EQ(before.value(settings::kTheme), "system");
    EXPECT_EQ(file.snapshot().value(settings::kTheme), "dark");
}

TEST_F(SettingsFileTest, KeysThatAreNotKnownStay) {
    put(R"({"plugin.color": {"deep": [1, 9007199254740993]}, "theme": "light"})");
    ASSERT_TRUE(SettingsFile(folder()).set(settings::kTheme, "dark"));
    EXPECT_THAT(content(), HasSubstr("plugin.color"));
    EXPECT_THAT(content(), HasSubstr("9007199254740993"));
}

TEST_F(SettingsFileTest, WhatAnotherProcessSetMeanwhileStays) {
    SettingsFile one(folder());
    SettingsFile two(folder());
    ASSERT_TRUE(one.set(settings::kTheme, "dark"));
    ASSERT_TRUE(two.set(settings::kQueryReadAheadRows, 5));
    EXPECT_EQ(two.value(settings::kTheme), "dark");
    EXPECT_EQ(SettingsFile(folder()).value(settings::kTheme), "dark");
}

TEST_F(SettingsFileTest, AWrongTypeGivesTheFallbackAndANoticeThatNamesIt) {
    put(R"({"theme": 5, "spool.memoryBytes": "much", "query.readAheadRows": 1.5, "query.parkedLimitMs": -1,
           "spool.diskBytes": 1e300, "editor.fontPointSize": 12})");
    const SettingsFile read(folder());
    EXPECT_EQ(read.value(settings::kTheme), "system");
    EXPECT_EQ(read.value(settings::kSpoolMemoryBytes), 256LL << 20);
    EXPECT_EQ(read.value(settings::kQueryReadAheadRows), 1'000'000);
    EXPECT_EQ(read.value(settings::kQueryParkedLimitMs), 600'000);
    EXPECT_EQ(read.value(settings::kSpoolDiskBytes), 20LL << 30);
    EXPECT_EQ(read.value(settings::kEditorFontPointSize), 12);
    ASSERT_EQ(read.notices().size(), 5U);
    EXPECT_THAT(read.notices()[0].message, HasSubstr(R"("spool.memoryBytes")"));
    EXPECT_THAT(read.notices()[0].message, HasSubstr(R"(not "much")"));
    EXPECT_THAT(read.notices()[0].message, HasSubstr(file().string()));
}

TEST_F(SettingsFileTest, AValueOutOfBoundsIsRefused) {
    SettingsFile written(folder());
    const auto refused = written.set(settings::kTheme, "purple");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
    EXPECT_THAT(refused.error().message, HasSubstr(R"("dark")"));
    EXPECT_EQ(written.value(settings::kTheme), "system");
    EXPECT_FALSE(written.set(settings::kQueryReadAheadRows, 0));
}

TEST_F(SettingsFileTest, GarbageIsSetAsideAndTold) {
    for (const std::string& garbage : {std::string("{\"theme\": \"da"), std::string("\0\xff\x80", 3),
                                       std::string("[1]"), std::string("{} {}"), std::string(100000, '[')}) {
        put(garbage);
        SettingsFile read(folder());
        ASSERT_EQ(read.notices().size(), 1U) << garbage.substr(0, 20);
        EXPECT_THAT(read.notices()[0].message, HasSubstr("settings.json.broken-"));
        EXPECT_EQ(read.value(settings::kTheme), "system");
        EXPECT_FALSE(fs::exists(file()));
        EXPECT_TRUE(read.set(settings::kTheme, "dark"));
    }
    EXPECT_EQ(filesNamed(".broken-"), 5);
}

TEST_F(SettingsFileTest, AnEmptyFileIsNoGarbage) {
    put("\n");
    const SettingsFile read(folder());
    EXPECT_TRUE(read.notices().empty());
    EXPECT_TRUE(fs::exists(file()));
}

TEST_F(SettingsFileTest, ANewerFileIsReadAndNotWritten) {
    const std::string newer = R"({"version": 2, "theme": "light", "spool.memoryBytes": {"unit": "MB"}})";
    put(newer);
    SettingsFile read(folder());
    EXPECT_EQ(read.value(settings::kTheme), "light");
    ASSERT_EQ(read.notices().size(), 2U);
    EXPECT_THAT(read.notices()[0].message, HasSubstr("newer version"));
    const auto set = read.set(settings::kTheme, "dark");
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(read.value(settings::kTheme), "dark") << "it holds until the program ends";
    EXPECT_EQ(content(), newer);
}

TEST_F(SettingsFileTest, WhereNothingCanBeWrittenTheSettingsAreReadAndANoticeTells) {
    put(R"({"theme": "light"})");
    fs::permissions(file(), fs::perms::owner_read | fs::perms::others_read);
    fs::permissions(folder(), fs::perms(0555));
    const std::string seen = dbv::sqlite::workshop::asNobody([this] {
        SettingsFile read(folder());
        std::string text = read.value(settings::kTheme) + "|" + std::to_string(read.notices().size());
        const auto set = read.set(settings::kTheme, "dark");
        return text + "|" + (set ? "set" : set.error().message) + "|" + read.value(settings::kTheme);
    });
    fs::permissions(folder(), fs::perms::owner_all);
    EXPECT_THAT(seen, testing::StartsWith("light|1|Could not lock " + folder().string()));
    EXPECT_THAT(seen, testing::EndsWith("holds until the program ends.|dark"));
    EXPECT_EQ(content(), R"({"theme": "light"})");
}

TEST_F(SettingsFileTest, AFileThatMayNotBeReadGivesTheFallbacksAndANotice) {
    put(R"({"theme": "light"})");
    fs::permissions(file(), fs::perms::none);
    fs::permissions(folder(), fs::perms(0755));
    const std::string seen = dbv::sqlite::workshop::asNobody([this] {
        const SettingsFile read(folder());
        return read.value(settings::kTheme) + "|" + (read.notices().empty() ? "" : read.notices()[0].message);
    });
    EXPECT_THAT(seen, testing::StartsWith("system|Could not read the settings file " + file().string()));
}

TEST_F(SettingsFileTest, AFolderInPlaceOfTheFileIsTold) {
    fs::create_directory(file());
    SettingsFile read(folder());
    ASSERT_EQ(read.notices().size(), 1U);
    EXPECT_THAT(read.notices()[0].message, HasSubstr("it is not a file"));
    EXPECT_FALSE(read.set(settings::kTheme, "dark"));
}

TEST_F(SettingsFileTest, WhatAKilledWriterLeftIsTakenAway) {
    std::ofstream(folder() / "settings.json.AbCdEf") << "{";
    ASSERT_TRUE(SettingsFile(folder()).set(settings::kTheme, "dark"));
    EXPECT_EQ(filesNamed("AbCdEf"), 0);
}

TEST_F(SettingsFileTest, ASettingOfAnyTypeIsSetByWhatJsonSaysOfIt) {
    SettingsFile written(folder());
    ASSERT_TRUE(written.set(settings::AnySetting(settings::kHistoryRecords), QJsonValue(false)));
    ASSERT_TRUE(written.set(settings::AnySetting(settings::kFormatWidth), QJsonValue(120)));
    const auto refused = written.set(settings::AnySetting(settings::kFormatWidth), QJsonValue(5));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, R"(The setting "format.width" must be a whole number from 20 to 1000, not 5.)");
    EXPECT_FALSE(written.value(settings::kHistoryRecords));
    EXPECT_EQ(SettingsFile(folder()).value(settings::kFormatWidth), 120);
    EXPECT_EQ(written.snapshot().own("format.width"), QJsonValue(120));
    EXPECT_TRUE(written.snapshot().own("format.indent").isUndefined());
    for (const settings::AnySetting& each : settings::kKnownSettings) {
        EXPECT_TRUE(settings::checkSetting(each, settings::settingFallback(each))) << settings::settingKey(each);
    }
}

TEST_F(SettingsFileTest, WhatOthersWriteIsSeenWhenItIsReadAgain) {
    SettingsFile read(folder());
    EXPECT_FALSE(readAgain(read).value());
    put(R"({"theme": "dark"})");
    EXPECT_EQ(read.value(settings::kTheme), "system");
    EXPECT_TRUE(readAgain(read).value());
    EXPECT_EQ(read.value(settings::kTheme), "dark");
    EXPECT_FALSE(readAgain(read).value());
    // Half of it, by an editor that writes it in place: nothing is renamed, and nothing forgotten.
    put(R"({"theme": "li)");
    const auto half = readAgain(read);
    ASSERT_FALSE(half);
    EXPECT_THAT(half.error().message, HasSubstr(file().string()));
    EXPECT_EQ(read.value(settings::kTheme), "dark");
    EXPECT_EQ(filesNamed(".broken-"), 0);
    fs::remove(file());
    EXPECT_TRUE(readAgain(read).value());
    EXPECT_EQ(read.value(settings::kTheme), "system");
}

TEST_F(SettingsFileTest, IsReadAgainOnlyWhenTheFileIsAnother) {
    const auto longAgo = fs::file_time_type::clock::now() - std::chrono::hours(1);
    put(R"({"theme": "dark"})");
    fs::last_write_time(file(), longAgo);
    SettingsFile read(folder());
    ASSERT_TRUE(readAgain(read));
    EXPECT_FALSE(settings::lookAtSettings(read.look()).read) << "nobody has touched it";
    std::ofstream(folder() / "dbvis.db") << "something else in its folder";
    EXPECT_FALSE(settings::lookAtSettings(read.look()).read);
    // Another file of the same size.
    std::ofstream(folder() / "new") << R"({"theme": "lite"})";
    fs::rename(folder() / "new", file());
    EXPECT_TRUE(settings::lookAtSettings(read.look()).read);
    ASSERT_TRUE(readAgain(read));
    // One that can not be read is not read again and again, and is when it is repaired.
    put(R"({"theme": )");
    fs::last_write_time(file(), longAgo);
    EXPECT_FALSE(readAgain(read));
    EXPECT_FALSE(settings::lookAtSettings(read.look()).read);
    fs::remove(file());
    EXPECT_TRUE(settings::lookAtSettings(read.look()).read);
}

TEST_F(SettingsFileTest, WhatIsWrittenInTheSameMomentAsItWasReadIsSeen) {
    SettingsFile read(folder());
    // A file system counts time in steps of some milliseconds: the second text gets the stamp of the first at times.
    for (int i = 0; i < 60; ++i) {
        put(R"({"format.indent": 1})");
        ASSERT_TRUE(readAgain(read));
        put(R"({"format.indent": 2})");
        const settings::SettingsFound found = settings::lookAtSettings(read.look());
        EXPECT_TRUE(found.isFresh) << "whoever looks knows that it is to be looked at once more";
        ASSERT_TRUE(found.read);
        ASSERT_TRUE(read.adopt(found));
        ASSERT_EQ(read.value(settings::kFormatIndent), 2);
    }
}

TEST_F(SettingsFileTest, WhatIsHeldIsWrittenByWhoeverSavesAndALaterChangeStays) {
    SettingsFile one(folder());
    ASSERT_TRUE(one.hold(settings::kFormatWidth, 120));
    EXPECT_FALSE(fs::exists(file()));
    EXPECT_EQ(one.value(settings::kFormatWidth), 120);
    settings::SettingsSave first = one.unsaved();
    ASSERT_TRUE(one.hold(settings::kFormatWidth, 130));
    // Somebody else writes between, and is taken over before the own writing is told.
    settings::SettingsSaved written = settings::saveSettings(std::move(first));
    ASSERT_TRUE(SettingsFile(folder()).set(settings::kTheme, "dark"));
    ASSERT_TRUE(readAgain(one));
    EXPECT_EQ(one.value(settings::kFormatWidth), 130);
    EXPECT_FALSE(one.settle(std::move(written)));
    EXPECT_TRUE(one.hasUnsaved());
    EXPECT_EQ(one.value(settings::kFormatWidth), 130);
    EXPECT_FALSE(one.settle(settings::saveSettings(one.unsaved())));
    EXPECT_FALSE(one.hasUnsaved());
    EXPECT_EQ(SettingsFile(folder()).value(settings::kFormatWidth), 130);
    ASSERT_TRUE(readAgain(one));
    EXPECT_EQ(one.value(settings::kTheme), "dark");
}

TEST_F(SettingsFileTest, WhatWasReadBeforeAnOwnChangeDoesNotTakeItBack) {
    put(R"({"version": 1, "theme": "light"})");
    SettingsFile read(folder());
    settings::SettingsFound found = settings::lookAtSettings(read.look());
    ASSERT_TRUE(read.set(settings::kTheme, "dark"));
    EXPECT_TRUE(read.isOutdated(found));
    EXPECT_FALSE(read.adopt(std::move(found)).value());
    EXPECT_EQ(read.value(settings::kTheme), "dark");
    EXPECT_FALSE(readAgain(read).value());
    EXPECT_EQ(read.value(settings::kTheme), "dark");
}

TEST_F(SettingsFileTest, WhatCouldNotBeWrittenHoldsWhateverIsReadAgain) {
    put(R"({"version": 2, "theme": "light"})");
    SettingsFile read(folder());
    ASSERT_FALSE(read.set(settings::kTheme, "dark"));
    ASSERT_FALSE(read.set(settings::kFormatIndent, 2));
    put(R"({"version": 2, "theme": "light", "format.width": 80})");
    EXPECT_TRUE(readAgain(read).value());
    EXPECT_EQ(read.value(settings::kTheme), "dark");
    EXPECT_EQ(read.value(settings::kFormatWidth), 80);
    put(R"({"format.width": 90})");
    ASSERT_TRUE(readAgain(read));
    ASSERT_TRUE(read.set(settings::kTheme, "light"));
    EXPECT_EQ(read.value(settings::kFormatIndent), 2);
    EXPECT_EQ(SettingsFile(folder()).value(settings::kFormatIndent), 2) << "it is written as soon as it can be";
}

} // namespace
