// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sql_connection.h"
#include "store_workshop.h"

namespace {

using dbv::ErrorKind;
using dbv::protocol::SavedConnection;
namespace protocol = dbv::protocol;
using dbv::store::ApplicationStore;
using testing::HasSubstr;

using StoreConnectionsTest = dbv::store::workshop::StoreTest;

TEST_F(StoreConnectionsTest, AreListedByNameAndFoundByName) {
    SavedConnection full{.name = "b ü \"x\"", .config = {}};
    full.config = {.url = "",
                   .connector = "postgres",
                   .host = "db.example",
                   .port = 5432,
                   .user = "me",
                   .database = "shop",
                   .options = {{"sslmode", "verify-full"}, {"empty", ""}},
                   .safety = dbv::Safety::Sandbox,
                   .askAbove = 50,
                   .workingDirectory = "/work"};
    const SavedConnection plain{.name = "a", .config = {.url = "sqlite:/a.db"}};
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.saveConnection(full));
        ASSERT_TRUE(store.saveConnection(plain));
    }
    ApplicationStore store(folder());
    const auto all = store.savedConnections();
    ASSERT_TRUE(all) << all.error().message;
    EXPECT_EQ(all->connections, (std::vector{plain, full}));
    const auto found = store.savedConnection(full.name);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, full);
}

TEST_F(StoreConnectionsTest, OneOfTheSameNameIsReplaced) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.saveConnection({.name = "a", .config = {.url = "sqlite:/old.db"}}));
    ASSERT_TRUE(store.saveConnection({.name = "a", .config = {.url = "sqlite:/new.db"}}));
    const auto all = store.savedConnections();
    ASSERT_TRUE(all);
    ASSERT_EQ(all->connections.size(), 1U);
    EXPECT_EQ(all->connections.front().config.url, "sqlite:/new.db");
}

TEST_F(StoreConnectionsTest, OneThatIsNotThereIsNotFound) {
    ApplicationStore store(folder());
    const auto found = store.savedConnection("nobody");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::NotFound);
    EXPECT_THAT(found.error().message, HasSubstr("\"nobody\""));
    EXPECT_EQ(store.removeConnection("nobody").error().kind, ErrorKind::NotFound);
    ASSERT_TRUE(store.saveConnection({.name = "a", .config = {}}));
    EXPECT_TRUE(store.removeConnection("a"));
    EXPECT_EQ(store.savedConnections()->connections.size(), 0U);
}

TEST_F(StoreConnectionsTest, NamesAreTextsOfAtLeastOneCharacter) {
    ApplicationStore store(folder());
    EXPECT_EQ(store.saveConnection({.name = "", .config = {}}).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(store.saveConnection({.name = "\xff", .config = {}}).error().kind, ErrorKind::InvalidInput);
    for (const char* name : {"a\nb", "a\tb",
                             "a\xe2\x80\xa8"
                             "b",
                             "a\xe2\x80\xa9"
                             "b"}) {
        const auto saved = store.saveConnection({.name = name, .config = {}});
        ASSERT_FALSE(saved) << name;
        EXPECT_THAT(saved.error().message, HasSubstr("holds a line break"));
    }
}

TEST_F(StoreConnectionsTest, WhatAConnectionIsKeptWithIsReadBack) {
    ApplicationStore store(folder());
    SavedConnection saved{.name = "shop",
                          .config = {.connector = "postgres", .host = "db"},
                          .group = "Europe/Live",
                          .environment = protocol::Environment::Production,
                          .favourite = true};
    saved.config.secrets.password = {protocol::SecretOrigin::Stored, "0123"};
    saved.config.secrets.sshPassphrase = {protocol::SecretOrigin::Ask, {}};
    saved.config.secrets.sshPassword = {protocol::SecretOrigin::Environment, "SSH_PASSWORD"};
    ASSERT_TRUE(store.saveConnection(saved));
    EXPECT_EQ(*store.savedConnection("shop"), saved);
}

TEST_F(StoreConnectionsTest, AnotherNameTakesAllWithItAndNeverThePlaceOfAnotherConnection) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.saveConnection({.name = "a", .config = {.url = "sqlite:/a.db"}, .favourite = true}));
    ASSERT_TRUE(store.saveConnection({.name = "b", .config = {.url = "sqlite:/b.db"}}));
    ASSERT_TRUE(store.noteConnectionUse("a"));
    SavedConnection changed = *store.savedConnection("a");
    changed.name = "b";
    EXPECT_EQ(store.saveConnection(changed, "a").error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(store.savedConnection("b")->config.url, "sqlite:/b.db");
    changed.name = "c";
    ASSERT_TRUE(store.saveConnection(changed, "a"));
    EXPECT_EQ(*store.savedConnection("c"), changed);
    EXPECT_EQ(store.savedConnection("a").error().kind, ErrorKind::NotFound);
}

TEST_F(StoreConnectionsTest, TheOneThatWasUsedLastHasTheLargestNumber) {
    ApplicationStore store(folder());
    for (const char* name : {"a", "b", "c"}) {
        ASSERT_TRUE(store.saveConnection({.name = name, .config = {}}));
    }
    for (const char* name : {"a", "c", "a", "no such"}) {
        ASSERT_TRUE(store.noteConnectionUse(name));
    }
    EXPECT_GT(store.savedConnection("a")->used, store.savedConnection("c")->used);
    EXPECT_EQ(store.savedConnection("b")->used, 0);
    EXPECT_GE(store.savedConnection("c")->used, protocol::SavedConnection::kFirstMoment);
}

TEST_F(StoreConnectionsTest, AFileOfTheFirstVersionKeepsItsConnections) {
    leaveSomething();
    {
        auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "raw");
        ASSERT_TRUE(raw);
        for (const char* column : {"folder", "environment", "favourite", "used"}) {
            ASSERT_TRUE(
                (*raw)->run(QStringLiteral("ALTER TABLE connections DROP COLUMN %1").arg(QLatin1String(column))));
        }
        ASSERT_TRUE((*raw)->run(QStringLiteral("DROP TABLE backups")));
        ASSERT_TRUE((*raw)->run(QStringLiteral("DROP TABLE schedules")));
        ASSERT_TRUE((*raw)->run(QStringLiteral("PRAGMA user_version=1")));
    }
    ApplicationStore store(folder());
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state);
    ASSERT_EQ(state->savedConnections.size(), 1U);
    EXPECT_EQ(state->savedConnections.front().environment, protocol::Environment::None);
    EXPECT_TRUE(store.saveConnection({.name = "new", .config = {}, .group = "x"}));
}

TEST_F(StoreConnectionsTest, OneThatCanNotBeReadIsToldAndTheOthersAreListed) {
    leaveSomething();
    {
        auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "raw");
        ASSERT_TRUE(raw);
        ASSERT_TRUE((*raw)->run(QStringLiteral("INSERT INTO connections(name, config) VALUES('odd', '{\"url\": 5}')")));
        ASSERT_TRUE((*raw)->run(QStringLiteral("INSERT INTO connections(name, config) VALUES('odder', 'x')")));
    }
    ApplicationStore store(folder());
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->savedConnections.size(), 1U);
    ASSERT_EQ(state->notices.size(), 2U);
    EXPECT_THAT(state->notices[0].message, HasSubstr("\"odd\""));
    EXPECT_THAT(state->notices[0].message, HasSubstr("\"url\" is not a text"));
    EXPECT_EQ(store.savedConnection("odder").error().kind, ErrorKind::InvalidInput);
    EXPECT_TRUE(store.removeConnection("odder"));
}

TEST_F(StoreConnectionsTest, TheLastFiftyRecentUrlsAreKeptNewestFirst) {
    ApplicationStore store(folder());
    for (int i = 0; i < 60; ++i) {
        ASSERT_TRUE(store.noteRecent("sqlite:/" + std::to_string(i)));
    }
    ASSERT_TRUE(store.noteRecent("sqlite:/30"));
    ASSERT_TRUE(store.noteRecent("sqlite:/\xff"));
    EXPECT_FALSE(store.noteRecent(""));
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state);
    ASSERT_EQ(state->recentUrls.size(), 50U);
    EXPECT_EQ(state->recentUrls[0], "sqlite:/\xff");
    EXPECT_EQ(state->recentUrls[1], "sqlite:/30");
    EXPECT_EQ(state->recentUrls[2], "sqlite:/59");
    EXPECT_EQ(state->recentUrls[49], "sqlite:/11");
}

/// What two programs do to one connection: this one has read it, the other one has changed it since.
class StoreConnectionsOfTwoTest : public StoreConnectionsTest {
protected:
    void SetUp() override {
        ASSERT_TRUE(m_here.saveConnection({.name = "shop", .config = {.url = "sqlite:/shop.db"}}));
        const auto shown = m_here.savedConnection("shop");
        ASSERT_TRUE(shown);
        m_read.kept = *shown;
        SavedConnection careful = *shown;
        careful.environment = protocol::Environment::Production;
        careful.config.safety = dbv::Safety::ReadOnly;
        ASSERT_TRUE(m_there.saveConnection(careful));
    }
    [[nodiscard]] SavedConnection now() {
        const auto kept = m_here.savedConnection("shop");
        EXPECT_TRUE(kept);
        return kept.value_or(SavedConnection{});
    }

    ApplicationStore m_here{folder()};
    ApplicationStore m_there{folder()};
    protocol::ReadConnection m_read;
};

TEST_F(StoreConnectionsOfTwoTest, AChangeOfWhatIsNotThereAnyMoreIsRefusedAndSaysSo) {
    SavedConnection old = *m_read.kept;
    old.group = "Work";
    const auto saved = m_here.saveConnection(old, {}, m_read);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::InvalidInput);
    EXPECT_THAT(saved.error().message, HasSubstr("\"shop\" was changed meanwhile"));
    EXPECT_EQ(now().environment, protocol::Environment::Production);
    EXPECT_EQ(now().config.safety, dbv::Safety::ReadOnly);
    old.name = "store";
    EXPECT_FALSE(m_here.saveConnection(old, "shop", m_read));
    EXPECT_FALSE(m_here.removeConnection("shop", m_read));
    EXPECT_EQ(now().group, "");
    // Whoever has looked again may.
    SavedConnection fresh = now();
    m_read.kept = fresh;
    ASSERT_TRUE(m_here.noteConnectionUse("shop"));
    fresh.group = "Work";
    ASSERT_TRUE(m_here.saveConnection(fresh, {}, m_read));
    EXPECT_EQ(now().group, "Work");
    m_read.kept = now();
    EXPECT_TRUE(m_here.removeConnection("shop", m_read));
}

TEST_F(StoreConnectionsOfTwoTest, AFavouriteIsMarkedInWhatIsKeptNow) {
    ASSERT_TRUE(m_here.markFavourite("shop", true));
    EXPECT_TRUE(now().favourite);
    EXPECT_EQ(now().environment, protocol::Environment::Production);
    EXPECT_EQ(now().config.safety, dbv::Safety::ReadOnly);
    ASSERT_TRUE(m_here.markFavourite("shop", false));
    EXPECT_FALSE(now().favourite);
    const auto none = m_here.markFavourite("nobody", true);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
}

TEST_F(StoreConnectionsOfTwoTest, WhatIsNewReplacesNothingAndWhatIsGoneStaysGone) {
    const SavedConnection another{.name = "shop", .config = {.url = "sqlite:/other.db"}};
    const auto checked = m_here.checkSave(another, {}, protocol::ReadConnection{});
    ASSERT_FALSE(checked);
    const auto saved = m_here.saveConnection(another, {}, protocol::ReadConnection{});
    ASSERT_FALSE(saved);
    EXPECT_EQ(checked.error().message, saved.error().message);
    EXPECT_TRUE(m_here.checkSave(another, {}, {}));
    EXPECT_EQ(now().config.url, "sqlite:/shop.db") << "a look changes nothing";
    EXPECT_THAT(saved.error().message, HasSubstr("There is a saved connection \"shop\" by now."));
    const auto taken = m_here.addConnections({another, {.name = "log", .config = {.url = "sqlite:/log.db"}}});
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(*taken, std::vector<std::string>{"shop"});
    EXPECT_EQ(now().config.url, "sqlite:/shop.db");
    EXPECT_TRUE(m_here.savedConnection("log"));
    m_read.kept = now();
    ASSERT_TRUE(m_there.removeConnection("shop"));
    const auto late = m_here.saveConnection(*m_read.kept, {}, m_read);
    ASSERT_FALSE(late);
    EXPECT_THAT(late.error().message, HasSubstr("was removed or renamed meanwhile"));
    EXPECT_FALSE(m_here.savedConnection("shop"));
}

} // namespace
