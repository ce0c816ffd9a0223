// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// Clocks that a test moves by hand.
struct HandClocks {
    std::chrono::steady_clock::time_point steady;
    SecretTime wall = SecretTime(1'700'000'000'000ms);

    [[nodiscard]] SecretClocks clocks() {
        return {.steady = [this] { return steady; }, .wall = [this] { return wall; }};
    }
    void pass(std::chrono::milliseconds time) {
        steady += time;
        wall += time;
    }
};

TEST_F(VaultTest, WhatIsPutIsThereAtTheNextStart) {
    std::string id;
    {
        Vault vault(file(), cheap());
        ASSERT_TRUE(vault.create(password("correct horse")));
        const auto kept = vault.put({}, "shop", Secret(std::string("p\0w", 3)));
        ASSERT_TRUE(kept) << kept.error().message;
        id = *kept;
    }
    Vault vault(file(), cheap());
    EXPECT_FALSE(vault.isOpen());
    ASSERT_TRUE(vault.unlock(password("correct horse")));
    EXPECT_TRUE(vault.isOpen());
    const auto secret = vault.get(id);
    ASSERT_TRUE(secret) << secret.error().message;
    EXPECT_EQ(secret->reveal(), std::string_view("p\0w", 3));
}

TEST_F(VaultTest, TheFileIsForItsUserAloneAndTellsNothing) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("correct horse")));
    ASSERT_TRUE(vault.put({}, "production", Secret("tell nobody")));
    ASSERT_TRUE(vault.put({}, "other", Secret("tell nobody else")));
    for (const auto& path : {file(), backup()}) {
        EXPECT_EQ(std::filesystem::status(path).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        EXPECT_THAT(contentOf(path), Not(HasSubstr("production")));
        EXPECT_THAT(contentOf(path), Not(HasSubstr("tell nobody")));
        EXPECT_THAT(contentOf(path), Not(HasSubstr("correct horse")));
    }
}

TEST_F(VaultTest, AWrongPasswordIsRefusedAndChangesNothing) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("correct horse")));
    const std::string before = contentOf(file());
    vault.lock();
    for (const char* wrong : {"Correct horse", "correct horse ", "", "x"}) {
        const auto refused = vault.unlock(password(wrong));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::WrongPassphrase);
        EXPECT_THAT(refused.error().message, HasSubstr(file().string()));
        EXPECT_FALSE(vault.isOpen());
    }
    EXPECT_EQ(contentOf(file()), before);
}

TEST_F(VaultTest, WhileItIsLockedEveryCallSaysSo) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("correct horse")));
    const auto id = vault.put({}, "shop", Secret("s"));
    ASSERT_TRUE(id);
    vault.lock();
    EXPECT_EQ(errorOf(vault.get(*id)).kind, ErrorKind::VaultLocked);
    EXPECT_EQ(errorOf(vault.list()).kind, ErrorKind::VaultLocked);
    EXPECT_EQ(errorOf(vault.put({}, "x", Secret("s"))).kind, ErrorKind::VaultLocked);
    EXPECT_EQ(errorOf(vault.remove(*id)).kind, ErrorKind::VaultLocked);
    EXPECT_THAT(errorOf(vault.get(*id)).hint, HasSubstr("master password"));
}

TEST_F(VaultTest, WithoutAFileItSaysWhatToDo) {
    Vault vault(file(), cheap());
    EXPECT_EQ(errorOf(vault.header()).kind, ErrorKind::NotFound);
    const auto unlocked = vault.unlock(password("x"));
    EXPECT_EQ(errorOf(unlocked).kind, ErrorKind::NotFound);
    EXPECT_THAT(errorOf(unlocked).hint, HasSubstr("master password"));
    EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(VaultTest, IsMadeOnceAndNeverWithoutAPassword) {
    Vault vault(file(), cheap());
    EXPECT_EQ(errorOf(vault.create(password(""))).kind, ErrorKind::InvalidInput);
    EXPECT_FALSE(std::filesystem::exists(file()));
    ASSERT_TRUE(vault.create(password("a")));
    const std::string before = contentOf(file());
    EXPECT_EQ(errorOf(Vault(file(), cheap()).create(password("b"))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(contentOf(file()), before);
}

TEST_F(VaultTest, ListsWhatItHasWithItsTimes) {
    HandClocks time;
    VaultOptions options = cheap();
    options.clocks = time.clocks();
    Vault vault(file(), options);
    ASSERT_TRUE(vault.create(password("a")));
    const SecretTime begin = time.wall;
    const auto zebra = vault.put({}, "zebra", Secret("1"));
    const auto ant = vault.put("my-id", "ant", Secret("2"));
    ASSERT_TRUE(zebra && ant);
    EXPECT_EQ(*ant, "my-id");
    time.pass(10min);
    ASSERT_TRUE(vault.put(*zebra, "zebra", Secret("3")));
    time.pass(10min);
    ASSERT_TRUE(vault.get(*zebra));
    const auto list = vault.list();
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 2U);
    EXPECT_EQ((*list)[0], (SecretInfo{.id = "my-id", .name = "ant", .created = begin, .changed = begin}));
    EXPECT_EQ(
        (*list)[1],
        (SecretInfo{
            .id = *zebra, .name = "zebra", .created = begin, .changed = begin + 10min, .lastUsed = begin + 20min}));
}

TEST_F(VaultTest, AUseIsWrittenOnceAnHourAndNeverIntoTheBackup) {
    HandClocks time;
    VaultOptions options = cheap();
    options.clocks = time.clocks();
    Vault vault(file(), options);
    ASSERT_TRUE(vault.create(password("a")));
    const auto id = vault.put({}, "shop", Secret("1"));
    ASSERT_TRUE(id);
    const std::string kept = contentOf(backup());
    ASSERT_TRUE(vault.get(*id));
    const std::string used = contentOf(file());
    time.pass(59min);
    ASSERT_TRUE(vault.get(*id));
    EXPECT_EQ(contentOf(file()), used);
    time.pass(1min);
    ASSERT_TRUE(vault.get(*id));
    EXPECT_NE(contentOf(file()), used);
    EXPECT_EQ(contentOf(backup()), kept);
    Vault other(file(), options);
    ASSERT_TRUE(other.unlock(password("a")));
    EXPECT_EQ(other.list()->front().lastUsed, time.wall);
}

TEST_F(VaultTest, LocksItselfWhenNothingWasAskedForAWhile) {
    HandClocks time;
    VaultOptions options = cheap();
    options.clocks = time.clocks();
    options.idleLimit = 5min;
    Vault vault(file(), options);
    ASSERT_TRUE(vault.create(password("a")));
    time.pass(4min);
    ASSERT_TRUE(vault.list()) << "which is asking";
    time.pass(4min);
    EXPECT_FALSE(vault.lockIfIdle());
    EXPECT_TRUE(vault.isOpen()) << "and asking whether it is open is not";
    time.pass(1min);
    EXPECT_TRUE(vault.lockIfIdle());
    EXPECT_FALSE(vault.isOpen());
    ASSERT_TRUE(vault.unlock(password("a")));
    time.pass(5min);
    const auto late = vault.list();
    EXPECT_EQ(errorOf(late).kind, ErrorKind::VaultLocked);
    EXPECT_THAT(errorOf(late).message, HasSubstr("nothing was asked"));
}

TEST_F(VaultTest, LocksItselfAfterTheMachineHasSlept) {
    HandClocks time;
    VaultOptions options = cheap();
    options.clocks = time.clocks();
    options.idleLimit = 5min;
    Vault vault(file(), options);
    ASSERT_TRUE(vault.create(password("a")));
    time.wall += 8h;
    EXPECT_TRUE(vault.lockIfIdle());
}

TEST_F(VaultTest, AfterAChangeOfPasswordTheOldOneOpensNothing) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("old")));
    const auto id = vault.put({}, "shop", Secret("tell nobody"));
    ASSERT_TRUE(id);
    const std::string before = contentOf(file());
    const VaultHeader header = *vault.header();
    EXPECT_EQ(errorOf(vault.changeKey(password("wrong"), password("new"))).kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ(errorOf(vault.changeKey(password("old"), password(""))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(contentOf(file()), before);

    ASSERT_TRUE(vault.changeKey(password("old"), password("new")));
    EXPECT_EQ(shown(vault.get(*id)), "tell nobody");
    EXPECT_EQ(vault.header()->id, header.id);
    EXPECT_NE(vault.header()->salt, header.salt);
    for (const auto& path : {file(), backup()}) {
        Vault again(path, cheap());
        EXPECT_EQ(errorOf(again.unlock(password("old"))).kind, ErrorKind::WrongPassphrase) << path;
        EXPECT_TRUE(again.unlock(password("new"))) << path;
    }
}

TEST_F(VaultTest, GoesFromAPasswordToAKeychainAndBack) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("mine")));
    const auto id = vault.put({}, "shop", Secret("tell nobody"));
    ASSERT_TRUE(id);
    const Secret key(std::string(kKeySize, 'k'));
    ASSERT_TRUE(vault.changeKey(password("mine"), {KeySource::Keychain, key.clone()}));
    EXPECT_EQ(vault.header()->source, KeySource::Keychain);
    vault.lock();
    EXPECT_EQ(errorOf(vault.unlock(password("mine"))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(errorOf(vault.unlock({KeySource::Keychain, Secret("short")})).kind, ErrorKind::VaultLocked);
    EXPECT_EQ(errorOf(vault.unlock({KeySource::Keychain, Secret(std::string(kKeySize, 'x'))})).kind,
              ErrorKind::VaultLocked);
    ASSERT_TRUE(vault.unlock({KeySource::Keychain, key.clone()}));
    EXPECT_EQ(shown(vault.get(*id)), "tell nobody");
    ASSERT_TRUE(vault.changeKey({KeySource::Keychain, key.clone()}, password("again")));
    EXPECT_EQ(shown(vault.get(*id)), "tell nobody");
}

TEST_F(VaultTest, TheBackupIsWhatWasBeforeTheLastChange) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("a")));
    EXPECT_FALSE(std::filesystem::exists(backup()));
    const auto id = vault.put({}, "shop", Secret("first"));
    ASSERT_TRUE(id);
    const std::string before = contentOf(file());
    ASSERT_TRUE(vault.put(*id, "shop", Secret("second")));
    EXPECT_EQ(contentOf(backup()), before);
}

TEST_F(VaultTest, ARemovedSecretIsNotInTheBackupEither) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("a")));
    const auto id = vault.put({}, "shop", Secret("first"));
    ASSERT_TRUE(id);
    ASSERT_TRUE(vault.remove(*id));
    EXPECT_EQ(errorOf(vault.remove(*id)).kind, ErrorKind::NotFound);
    EXPECT_EQ(errorOf(vault.get(*id)).kind, ErrorKind::NotFound);
    for (const auto& path : {file(), backup()}) {
        Vault again(path, cheap());
        ASSERT_TRUE(again.unlock(password("a")));
        EXPECT_TRUE(again.list()->empty()) << path;
    }
}

TEST_F(VaultTest, ASecretOfAMegabyteFitsAndALargerOneIsRefused) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("a")));
    const std::string large(1UL << 20, 'x');
    const auto id = vault.put({}, "large", Secret(std::string_view(large)));
    ASSERT_TRUE(id);
    EXPECT_EQ(vault.get(*id)->reveal(), large);
    const std::string larger((1UL << 20) + 1, 'x');
    EXPECT_EQ(errorOf(vault.put({}, "larger", Secret(std::string_view(larger)))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(errorOf(vault.put({}, std::string(5000, 'n'), Secret("s"))).kind, ErrorKind::InvalidInput);
}

TEST_F(VaultTest, HoldsManySecrets) {
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.create(password("a")));
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(vault.put("id" + std::to_string(i), "name", Secret("secret " + std::to_string(i))));
    }
    Vault again(file(), cheap());
    ASSERT_TRUE(again.unlock(password("a")));
    for (const int i : {0, 17, 99}) {
        EXPECT_EQ(shown(again.get("id" + std::to_string(i))), "secret " + std::to_string(i));
    }
    EXPECT_EQ(again.list()->size(), 100U);
}

TEST_F(VaultTest, TheUsualCostIsThatOfTheHeader) {
    Vault vault(file());
    ASSERT_TRUE(vault.create(password("a")));
    EXPECT_EQ(vault.header()->cost, (KeyCost{.operations = 3, .memory = 256ULL << 20}));
    Vault cheaper(file(), cheap());
    EXPECT_TRUE(cheaper.unlock(password("a"))) << "it is opened with the cost it was made with";
}

} // namespace
} // namespace dbv::secrets::workshop
