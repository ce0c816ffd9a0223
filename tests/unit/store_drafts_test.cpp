// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store_workshop.h"

namespace {

using Qt::Literals::StringLiterals::operator""_s;

namespace fs = std::filesystem;
using dbv::ErrorKind;
using dbv::protocol::DraftTab;
using dbv::store::ApplicationStore;

using StoreDraftsTest = dbv::store::workshop::StoreTest;

TEST_F(StoreDraftsTest, ComeBackAtTheNextStartInTheirOrder) {
    DraftTab first{.id = "b", .title = "Zwei\xff", .text = u"sélect \U0001F600;\0 x"_s, .caret = 9, .position = 0};
    first.config.url = "sqlite:/tmp/caf\xe9.db";
    first.saved = "Café \"1\"";
    first.file = "/queries/Zwei.sql";
    first.fileStamp = "abc";
    first.page = R"({"kind":"largeFile","path":"/x \"y\".sql"})";
    first.config.port = 65535;
    first.config.options = {{"mode", "ro"}, {"odd", "\xff"}};
    first.config.safety = dbv::Safety::ReadOnly;
    const DraftTab second{.id = "a", .title = "", .text = u""_s, .caret = 0, .position = 1};
    {
        ApplicationStore store(folder());
        const auto state = store.openWorkspace();
        ASSERT_TRUE(state) << state.error().message;
        EXPECT_EQ(*state, dbv::protocol::WorkspaceState{});
        ASSERT_TRUE(store.saveDraft(second));
        ASSERT_TRUE(store.saveDraft({.id = "b", .text = u"before"_s}));
        ASSERT_TRUE(store.saveDraft(first));
        ASSERT_TRUE(store.saveDraft({.id = "gone", .text = u"x"_s}));
        ASSERT_TRUE(store.removeDraft("gone"));
        ASSERT_TRUE(store.removeDraft("never there"));
        ASSERT_TRUE(store.saveLayout(std::string("\0\1\2", 3)));
    }
    ApplicationStore store(folder());
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->tabs, (std::vector<DraftTab>{first, second}));
    EXPECT_EQ(state->layout, std::string("\0\1\2", 3));
    EXPECT_TRUE(state->notices.empty());
}

TEST_F(StoreDraftsTest, WithoutATextAreKept) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.openWorkspace());
    const auto saved = store.saveDraft({.id = "new", .title = "Query 1"});
    EXPECT_TRUE(saved) << saved.error().message;
}

TEST_F(StoreDraftsTest, OfTwentyMegabytesAreKept) {
    const QString text(qsizetype{20} << 20, u'x');
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.openWorkspace());
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(store.saveDraft({.id = "large", .text = text + QString::number(i)}));
        }
    }
    ApplicationStore store(folder());
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->tabs.at(0).text == text + u"2"_s);
}

TEST_F(StoreDraftsTest, NeedAnOpenWorkspaceAndAnId) {
    ApplicationStore store(folder());
    EXPECT_EQ(store.saveDraft({.id = "a"}).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(store.saveLayout("x").error().kind, ErrorKind::InvalidInput);
    ASSERT_TRUE(store.openWorkspace());
    EXPECT_EQ(store.saveDraft({.text = u"x"_s}).error().kind, ErrorKind::InvalidInput);
}

TEST_F(StoreDraftsTest, AreTheSameWhenTheWorkspaceIsOpenedTwice) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.openWorkspace());
    ASSERT_TRUE(store.saveDraft({.id = "a", .text = u"x"_s}));
    const auto again = store.openWorkspace();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->tabs.size(), 1U);
}

TEST_F(StoreDraftsTest, AreForTheirUserAlone) {
    ApplicationStore store(folder() / "new");
    ASSERT_TRUE(store.openWorkspace());
    ASSERT_TRUE(store.saveDraft({.id = "a", .text = u"secret plans"_s}));
    EXPECT_EQ(fs::status(folder() / "new").permissions(), fs::perms::owner_all);
    for (const auto& entry : fs::recursive_directory_iterator(folder() / "new")) {
        EXPECT_EQ(entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none)
            << entry.path();
    }
}

TEST_F(StoreDraftsTest, NothingIsOpenedBeforeTheFirstCall) {
    const ApplicationStore store(folder() / "new");
    EXPECT_FALSE(fs::exists(folder() / "new"));
}

TEST_F(StoreDraftsTest, TheStoreMayBeDestroyedByAnotherThreadThanItsOwn) {
    std::optional<ApplicationStore> store(std::in_place, folder());
    std::thread([&store] {
        EXPECT_TRUE(store->openWorkspace());
        EXPECT_TRUE(store->saveDraft({.id = "a", .text = u"x"_s}));
    }).join();
    store.reset();
    ApplicationStore next(folder());
    const auto state = next.openWorkspace();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->tabs.size(), 1U);
}

TEST_F(StoreDraftsTest, AreRefusedWhenTheFileHasVanished) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.openWorkspace());
    fs::remove(file());
    const auto saved = store.saveDraft({.id = "a", .text = u"x"_s});
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::IoError);
    EXPECT_NE(saved.error().message.find(file().string()), std::string::npos);
}

} // namespace
