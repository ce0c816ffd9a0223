// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/keychain.h"
#include "secrets/secret_store.h"
#include "secrets_workshop.h"
#include "support/keyring.h"

namespace dbv::secrets::workshop {
namespace {

using namespace std::chrono_literals;
using support::inProcessWith;
using support::Keyring;
using support::PrivateBus;
using testing::HasSubstr;
using testing::StartsWith;

/// "ok", or the kind and the words of the error.
template <class T>
std::string told(const Result<T>& result) {
    return result ? "ok" : std::string(kindName(result.error().kind)) + ": " + result.error().message;
}

/// A keyring that holds a key, and then stops.
void keepOneIn(const PrivateBus& bus) {
    const Keyring keyring(bus, Keyring::State::Unlocked);
    EXPECT_EQ(inProcessWith(bus.variables(),
                            [] {
                                Keychain keychain(30s);
                                return told(keychain.keep("one", Secret("key"), {}));
                            }),
              "ok");
}

TEST(KeychainTest, GivesBackWhatItWasGivenFromAnyThread) {
    PrivateBus bus;
    const Keyring keyring(bus, Keyring::State::Unlocked);
    const std::string seen = inProcessWith(bus.variables(), [] {
        Keychain keychain(30s);
        const Secret key(std::string_view("k\0y\xff", 4));
        std::string text = told(keychain.probe({})) + "|" + told(keychain.keep("one", key, {}));
        std::vector<std::string> seenBy(6);
        {
            std::vector<std::jthread> threads;
            threads.reserve(seenBy.size());
            for (std::string& place : seenBy) {
                threads.emplace_back([&] {
                    const auto found = keychain.find("one", {});
                    place = found && *found && (*found)->reveal() == key.reveal() ? "same" : told(found);
                });
            }
        }
        for (const std::string& place : seenBy) {
            text += "|" + place;
        }
        text += "|" + told(keychain.forget("one", {})) + "|" + told(keychain.forget("one", {}));
        const auto gone = keychain.find("one", {});
        return text + "|" + (gone && !*gone ? "gone" : told(gone));
    });
    EXPECT_EQ(seen, "ok|ok|same|same|same|same|same|same|ok|ok|gone");
}

TEST(KeychainTest, ALockedKeyringIsNotTakenForAnEmptyOne) {
    PrivateBus bus;
    keepOneIn(bus);
    const Keyring keyring(bus, Keyring::State::Locked);
    const std::string seen = inProcessWith(bus.variables(), [] {
        Keychain keychain(30s);
        return told(keychain.find("one", {})) + "|" + told(keychain.keep("two", Secret("key"), {})) + "|" +
               told(keychain.probe({}));
    });
    EXPECT_THAT(seen, StartsWith("vaultLocked: The system's keychain is locked"));
    EXPECT_THAT(seen, HasSubstr("|vaultLocked: The system's keychain is locked"));
    EXPECT_THAT(seen, testing::Not(HasSubstr("ok")));
}

TEST(KeychainTest, AUserWhoRefusesIsAskedOnceForEachQuestion) {
    PrivateBus bus;
    keepOneIn(bus);
    support::ChildProgram prompter(bus.variables());
    ASSERT_TRUE(prompter.start(DBV_REFUSING_PROMPTER, {}));
    ASSERT_THAT(prompter.lineWith("ready"), HasSubstr("ready"));
    const Keyring keyring(bus, Keyring::State::Locked);
    const std::string seen = inProcessWith(bus.variables(), [] {
        Keychain keychain(30s);
        return told(keychain.find("one", {})) + "|" + told(keychain.find("two", {})) + "|" +
               told(keychain.keep("two", Secret("key"), {}));
    });
    EXPECT_THAT(seen, StartsWith("vaultLocked: The system's keychain is locked, and nobody unlocked it"));
    // What was never kept hides nowhere: there it is tried whether the keychain works, which asks by itself.
    EXPECT_THAT(seen, HasSubstr("|vaultLocked: The system's keychain is locked: "));
    prompter.closeInput();
    EXPECT_EQ(prompter.wait(), 0);
    EXPECT_EQ(prompter.output(), "asked\nasked\nasked\n");
}

TEST(KeychainTest, WithoutABusOrAServiceItSaysWhy) {
    const std::string noBus =
        inProcessWith({"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus", "XDG_RUNTIME_DIR=/nonexistent"}, [] {
            Keychain keychain(30s);
            return told(keychain.probe({})) + "|" + told(keychain.find("one", {}));
        });
    EXPECT_THAT(noBus, StartsWith("unsupported: The system's keychain can not be used: "));
    EXPECT_THAT(noBus, HasSubstr("|unsupported: The system's keychain can not be used: "));
    PrivateBus bus;
    const std::string noService = inProcessWith(bus.variables(), [] {
        Keychain keychain(30s);
        return told(keychain.probe({}));
    });
    EXPECT_THAT(noService, StartsWith("unsupported: The system's keychain can not be used: "));
}

TEST(KeychainTest, OneThatNeverAnswersIsGivenUpOnInTimeAndAtAStop) {
    PrivateBus bus;
    const Keyring keyring(bus, Keyring::State::Unlocked);
    keyring.freeze();
    const std::string seen = inProcessWith(bus.variables(), [] {
        Keychain keychain(50ms);
        const std::string late = told(keychain.probe({}));
        Keychain& same = keychain;
        std::stop_source stop;
        stop.request_stop();
        return late + "|" + told(same.find("one", stop.get_token()));
    });
    keyring.thaw();
    EXPECT_THAT(seen, StartsWith("timedOut: The system's keychain did not answer in time."));
    EXPECT_THAT(seen, HasSubstr("|cancelled: "));
}

TEST(KeychainTest, OneKeyOpensAllSecretsOfTheNextProcess) {
    PrivateBus bus;
    const Keyring keyring(bus, Keyring::State::Unlocked);
    const std::string folder = bus.home() + "/dbvis";
    const std::string kept = inProcessWith(bus.variables(), [&folder] {
        Keychain keychain(30s);
        SecretStore store(folder, keychain);
        for (int i = 0; i < 5; ++i) {
            const auto id =
                store.put("id" + std::to_string(i), "name", Secret("secret " + std::to_string(i)), Keeping::Kept);
            if (!id) {
                return told(id);
            }
        }
        return std::string("ok");
    });
    ASSERT_EQ(kept, "ok");
    const auto reader = [&folder] {
        Keychain keychain(30s);
        SecretStore store(folder, keychain);
        const auto state = store.state();
        return shown(store.get("id3")) + "|" +
               (state && state->source == KeySource::Keychain ? "keychain" : told(state));
    };
    EXPECT_EQ(inProcessWith(bus.variables(), reader), "secret 3|keychain");

    PrivateBus other;
    const Keyring empty(other, Keyring::State::Unlocked);
    EXPECT_THAT(inProcessWith(other.variables(), reader), HasSubstr("is not in this user's keychain"));
}

} // namespace
} // namespace dbv::secrets::workshop
