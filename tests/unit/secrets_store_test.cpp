// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/secret_store.h"
#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

/// A keychain that a test turns on and off.
class FakeKeychain final : public KeyHolder {
public:
    [[nodiscard]] Result<void> probe(std::stop_token /*stop*/) override { return state(); }
    [[nodiscard]] Result<std::optional<Secret>> find(const std::string& name, std::stop_token /*stop*/) override {
        ++finds;
        if (trouble) {
            return std::unexpected(*trouble);
        }
        const auto found = keys.find(name);
        return found == keys.end() ? std::nullopt : std::optional(found->second.clone());
    }
    [[nodiscard]] Result<void> keep(const std::string& name, const Secret& key, std::stop_token /*stop*/) override {
        if (!trouble) {
            keys.insert_or_assign(name, key.clone());
        }
        return state();
    }
    [[nodiscard]] Result<void> forget(const std::string& name, std::stop_token /*stop*/) override {
        keys.erase(name);
        return state();
    }

    std::map<std::string, Secret> keys;
    std::optional<Error> trouble;
    int finds = 0;

private:
    [[nodiscard]] Result<void> state() const { return trouble ? std::unexpected(*trouble) : Result<void>(); }
};

class SecretStoreTest : public VaultTest {
protected:
    void takeKeychainAway() {
        keychain.trouble = makeError(ErrorKind::Unsupported, "The system's keychain can not be used: no bus.");
    }

    FakeKeychain keychain;
};

TEST_F(SecretStoreTest, UsesTheKeychainWithoutAskingAnybody) {
    SecretStore store(folder(), keychain, cheap());
    EXPECT_EQ(store.state()->source, std::nullopt);
    EXPECT_TRUE(store.list()->empty());
    EXPECT_FALSE(std::filesystem::exists(file())) << "nothing is made before there is a secret";
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id) << id.error().message;
    EXPECT_EQ(keychain.keys.size(), 1U);

    SecretStore next(folder(), keychain, cheap());
    EXPECT_EQ(shown(next.get(*id)), "tell nobody");
    EXPECT_EQ(next.state()->source, KeySource::Keychain);
    EXPECT_TRUE(next.state()->isOpen);
}

TEST_F(SecretStoreTest, AsksTheKeychainOnceForAllSecrets) {
    SecretStore store(folder(), keychain, cheap());
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(store.put("id" + std::to_string(i), "n", Secret("s"), Keeping::Kept));
    }
    SecretStore next(folder(), keychain, cheap());
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(shown(next.get("id" + std::to_string(i))), "s");
    }
    EXPECT_EQ(keychain.finds, 1);
}

TEST_F(SecretStoreTest, WithoutAKeychainItAsksForAMasterPassword) {
    takeKeychainAway();
    SecretStore store(folder(), keychain, cheap());
    EXPECT_THAT(store.state()->keychainTrouble, HasSubstr("no bus"));
    const auto refused = store.put({}, "shop", Secret("s"), Keeping::Kept);
    EXPECT_EQ(errorOf(refused).kind, ErrorKind::VaultLocked);
    EXPECT_THAT(errorOf(refused).message, HasSubstr("no bus"));
    EXPECT_THAT(errorOf(refused).hint, HasSubstr("master password"));
    ASSERT_TRUE(store.createWithPassword(Secret("mine")));
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);

    SecretStore next(folder(), keychain, cheap());
    EXPECT_EQ(errorOf(next.get(*id)).kind, ErrorKind::VaultLocked);
    EXPECT_EQ(errorOf(next.unlock(Secret("yours"))).kind, ErrorKind::WrongPassphrase);
    ASSERT_TRUE(next.unlock(Secret("mine")));
    EXPECT_EQ(shown(next.get(*id)), "tell nobody");
}

TEST_F(SecretStoreTest, WhatIsAskedEveryTimeLeavesNothingOnTheDisk) {
    SecretStore store(folder(), keychain, cheap());
    const auto none = store.put({}, "shop", Secret("tell nobody"), Keeping::AskEveryTime);
    ASSERT_TRUE(none);
    EXPECT_EQ(*none, "");
    EXPECT_FALSE(std::filesystem::exists(file()));
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    ASSERT_TRUE(store.put(*id, "shop", Secret("tell nobody"), Keeping::AskEveryTime));
    EXPECT_TRUE(store.list()->empty());
    EXPECT_EQ(errorOf(store.get(*id)).kind, ErrorKind::NotFound);
}

TEST_F(SecretStoreTest, AKeychainThatIsLockedLaterIsToldAndNothingIsLost) {
    SecretStore store(folder(), keychain, cheap());
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    keychain.trouble = makeError(ErrorKind::VaultLocked, "The system's keychain is locked.");
    SecretStore next(folder(), keychain, cheap());
    EXPECT_EQ(errorOf(next.get(*id)).message, "The system's keychain is locked.");
    EXPECT_EQ(errorOf(next.put({}, "x", Secret("s"), Keeping::Kept)).kind, ErrorKind::VaultLocked);
    keychain.trouble.reset();
    EXPECT_EQ(shown(next.get(*id)), "tell nobody");
}

TEST_F(SecretStoreTest, AKeyThatIsGoneFromTheKeychainIsToldByTheNameOfTheFile) {
    SecretStore store(folder(), keychain, cheap());
    const auto id = store.put({}, "shop", Secret("s"), Keeping::Kept);
    ASSERT_TRUE(id);
    keychain.keys.clear();
    SecretStore next(folder(), keychain, cheap());
    const auto refused = next.get(*id);
    EXPECT_EQ(errorOf(refused).kind, ErrorKind::VaultLocked);
    EXPECT_THAT(errorOf(refused).message, HasSubstr(file().string()));
}

TEST_F(SecretStoreTest, GoesFromTheKeychainToAPasswordAndBack) {
    SecretStore store(folder(), keychain, cheap());
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    ASSERT_TRUE(store.usePassword({}, Secret("mine")));
    EXPECT_TRUE(keychain.keys.empty());
    ASSERT_TRUE(store.usePassword(Secret("mine"), Secret("other")));
    EXPECT_EQ(errorOf(store.useKeychain(Secret("mine"))).kind, ErrorKind::WrongPassphrase);
    ASSERT_TRUE(store.useKeychain(Secret("other")));
    SecretStore next(folder(), keychain, cheap());
    EXPECT_EQ(shown(next.get(*id)), "tell nobody");
}

TEST_F(SecretStoreTest, AKeyInTheKeychainIsNeverWrittenOver) {
    SecretStore store(folder(), keychain, cheap());
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    EXPECT_EQ(errorOf(store.useKeychain(Secret("mine"))).kind, ErrorKind::InvalidInput) << "it is there already";
    SecretStore next(folder(), keychain, cheap());
    EXPECT_EQ(shown(next.get(*id)), "tell nobody");
    EXPECT_EQ(keychain.keys.size(), 1U);
}

TEST_F(SecretStoreTest, AKeyThatAnotherProgramChangedIsFetchedAnew) {
    SecretStore one(folder(), keychain, cheap());
    const auto id = one.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    SecretStore two(folder(), keychain, cheap());
    ASSERT_TRUE(two.usePassword({}, Secret("mine")));
    EXPECT_EQ(errorOf(one.get(*id)).kind, ErrorKind::VaultLocked) << "nobody here knows the password";
    ASSERT_TRUE(two.useKeychain(Secret("mine")));
    EXPECT_EQ(shown(one.get(*id)), "tell nobody");
    ASSERT_TRUE(two.usePassword({}, Secret("mine")));
    ASSERT_TRUE(two.useKeychain(Secret("mine")));
    EXPECT_EQ(shown(one.get(*id)), "tell nobody") << "also when it was open";
}

TEST_F(SecretStoreTest, LocksItselfAndOpensAgainWithTheKeychain) {
    auto now = std::chrono::steady_clock::time_point();
    VaultOptions options = cheap();
    options.clocks.steady = [&now] { return now; };
    SecretStore store(folder(), keychain, options);
    store.vault().setIdleLimit(std::chrono::minutes(5));
    const auto id = store.put({}, "shop", Secret("tell nobody"), Keeping::Kept);
    ASSERT_TRUE(id);
    now += std::chrono::minutes(6);
    EXPECT_EQ(shown(store.get(*id)), "tell nobody");
    EXPECT_EQ(keychain.finds, 1);
}

TEST_F(SecretStoreTest, AMissingFileWithABackupIsNotTakenForAnEmptyStore) {
    SecretStore store(folder(), keychain, cheap());
    ASSERT_TRUE(store.put({}, "shop", Secret("s"), Keeping::Kept));
    ASSERT_TRUE(store.put({}, "else", Secret("s"), Keeping::Kept));
    std::filesystem::remove(file());
    SecretStore next(folder(), keychain, cheap());
    for (const Error& error : {errorOf(next.list()), errorOf(next.put({}, "x", Secret("s"), Keeping::Kept))}) {
        EXPECT_EQ(error.kind, ErrorKind::IoError);
        EXPECT_THAT(error.hint, HasSubstr(backup().string()));
    }
    EXPECT_FALSE(std::filesystem::exists(file()));
    ASSERT_TRUE(next.vault().restoreBackup());
    EXPECT_EQ(next.list()->size(), 1U);
}

TEST_F(SecretStoreTest, TwoThatBeginAtOnceShareOneFile) {
    SecretStore one(folder(), keychain, cheap());
    SecretStore two(folder(), keychain, cheap());
    const auto first = one.put({}, "one", Secret("1"), Keeping::Kept);
    const auto second = two.put({}, "two", Secret("2"), Keeping::Kept);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(shown(one.get(*second)), "2");
    EXPECT_EQ(keychain.keys.size(), 1U);
}

} // namespace
} // namespace dbv::secrets::workshop
