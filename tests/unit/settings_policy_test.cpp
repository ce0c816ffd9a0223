// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <QTemporaryDir>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/policy.h"

namespace {

namespace fs = std::filesystem;
using dbv::Safety;
using dbv::settings::Policy;
using testing::ElementsAre;
using testing::HasSubstr;

class PolicyTest : public testing::Test {
protected:
    [[nodiscard]] fs::path file() const { return fs::path(m_folder.path().toStdString()) / "policy.json"; }
    [[nodiscard]] Policy read(const std::string& text) const {
        std::ofstream(file(), std::ios::binary) << text;
        return Policy::read(std::array{file()});
    }
    /// Why the text locks down; empty when it does not.
    [[nodiscard]] std::string lock(const std::string& text) const {
        const Policy policy = read(text);
        const dbv::Result<Safety> safety = policy.safetyFor(Safety::ReadOnly);
        EXPECT_EQ(safety.has_value(), !policy.trouble().has_value());
        if (safety) {
            return {};
        }
        EXPECT_THAT(safety.error().message, HasSubstr(file().string()));
        EXPECT_FALSE(safety.error().hint.empty());
        return safety.error().message;
    }

    QTemporaryDir m_folder;
};

TEST_F(PolicyTest, WithoutAFileUsersChoose) {
    const Policy policy = Policy::read(std::array{file()});
    EXPECT_FALSE(policy.trouble());
    EXPECT_FALSE(policy.fixedSafety());
    EXPECT_EQ(policy.safetyFor(Safety::Off), Safety::Off);
    EXPECT_EQ(policy.safetyFor(Safety::Confirm), Safety::Confirm);
}

TEST_F(PolicyTest, ItsSafetyTakesThePlaceOfEveryOtherButReadOnlyStays) {
    const Policy policy = read(R"({"version": 1, "safety": "sandbox"})");
    ASSERT_FALSE(policy.trouble());
    for (const Safety asked : {Safety::Off, Safety::Confirm, Safety::Sandbox, Safety::DryRun}) {
        EXPECT_EQ(policy.safetyFor(asked), Safety::Sandbox);
    }
    EXPECT_EQ(policy.safetyFor(Safety::ReadOnly), Safety::ReadOnly);
}

TEST_F(PolicyTest, TellsWhatIsHiddenAndWhatIsToBeSaid) {
    Policy policy = read(R"({"version": 1, "hide": ["file.connect", "file.quit"], "notice": "A look at the museum."})");
    ASSERT_FALSE(policy.trouble());
    EXPECT_THAT(policy.hiddenActions(), ElementsAre("file.connect", "file.quit"));
    EXPECT_EQ(policy.notice(), "A look at the museum.");
    policy.holdToActions(std::array<std::string_view, 3>{"file.open", "file.connect", "file.quit"});
    EXPECT_FALSE(policy.trouble());
    policy.holdToActions(std::array<std::string_view, 2>{"file.open", "file.connect"});
    ASSERT_TRUE(policy.trouble());
    EXPECT_THAT(policy.trouble()->message, HasSubstr("\"file.quit\""));
    EXPECT_FALSE(policy.safetyFor(Safety::ReadOnly));
}

TEST_F(PolicyTest, TheFirstFileThatIsThereHolds) {
    const fs::path other = file().parent_path() / "other.json";
    std::ofstream(other) << R"({"version": 1, "safety": "dryRun"})";
    EXPECT_EQ(Policy::read(std::array{file(), other}).fixedSafety(), Safety::DryRun);
    std::ofstream(file()) << R"({"version": 1, "safety": "readOnly"})";
    EXPECT_EQ(Policy::read(std::array{file(), other}).fixedSafety(), Safety::ReadOnly);
    // A broken one is not passed over for the next.
    std::ofstream(file()) << "{";
    EXPECT_TRUE(Policy::read(std::array{file(), other}).trouble());
}

TEST_F(PolicyTest, WhatItDoesNotUnderstandLocksDownAndSaysWhy) {
    EXPECT_THAT(lock(""), HasSubstr("line 1"));
    EXPECT_THAT(lock("{\n \"version\": 1,\n oops\n}"), HasSubstr("line 3"));
    EXPECT_THAT(lock("[1]"), HasSubstr("not an object"));
    EXPECT_THAT(lock("{}"), HasSubstr("\"version\": 1"));
    EXPECT_THAT(lock(R"({"version": 2, "safety": "sandbox"})"), HasSubstr("\"version\": 1"));
    EXPECT_THAT(lock(R"({"version": "1"})"), HasSubstr("\"version\": 1"));
    EXPECT_THAT(lock(R"({"version": 1, "safety": "Sandbox"})"), HasSubstr("one of off"));
    EXPECT_THAT(lock(R"({"version": 1, "safety": null})"), HasSubstr("one of off"));
    EXPECT_THAT(lock(R"({"version": 1, "safty": "sandbox"})"), HasSubstr("\"safty\""));
    EXPECT_THAT(lock(R"({"version": 1, "hide": "file.open"})"), HasSubstr("a list"));
    EXPECT_THAT(lock(R"({"version": 1, "hide": [1]})"), HasSubstr("a list"));
    EXPECT_THAT(lock(R"({"version": 1, "notice": 1})"), HasSubstr("a text"));
    EXPECT_THAT(lock("{\"version\": 1,\n\"notice\": \"a\tb\"}"), HasSubstr("line 2"));
    EXPECT_THAT(lock(std::string(2 << 20, ' ')), HasSubstr("too large"));
    EXPECT_EQ(lock(R"({"version": 1})"), "");
}

TEST_F(PolicyTest, WhatIsNoFileLocksDown) {
    fs::create_directory(file());
    EXPECT_THAT(Policy::read(std::array{file()}).trouble()->message, HasSubstr("not a file"));
    fs::remove(file());
    fs::create_symlink("nowhere", file());
    EXPECT_TRUE(Policy::read(std::array{file()}).trouble());
}

} // namespace
