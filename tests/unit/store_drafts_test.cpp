// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "store/application_store.h"

namespace {

using dbv::protocol::DraftTab;
using dbv::store::ApplicationStore;

std::filesystem::path folderOf(const QTemporaryDir& folder) {
    return folder.path().toStdString();
}

TEST(StoreDrafts, ComeBackAtTheNextStartInTheirOrder) {
    const QTemporaryDir folder;
    DraftTab first{.id = "b", .title = "Zwei\xff", .text = std::string("select 1;\0 x", 12), .caret = 7, .position = 0};
    first.config.url = "sqlite:/tmp/caf\xe9.db";
    first.config.options = {{"mode", "ro"}, {"odd", "\xff"}};
    first.config.safety = dbv::Safety::ReadOnly;
    const DraftTab second{.id = "a", .title = "", .text = "", .caret = 0, .position = 1};
    {
        ApplicationStore store(folderOf(folder));
        const auto state = store.openWorkspace();
        ASSERT_TRUE(state) << state.error().message;
        EXPECT_EQ(*state, dbv::protocol::WorkspaceState{});
        const auto saved = store.saveDraft(second);
        ASSERT_TRUE(saved) << saved.error().message << saved.error().detail;
        ASSERT_TRUE(store.saveDraft(first));
        ASSERT_TRUE(store.saveDraft({.id = "gone", .text = "x"}));
        ASSERT_TRUE(store.removeDraft("gone"));
        ASSERT_TRUE(store.removeDraft("never there"));
        ASSERT_TRUE(store.saveLayout(std::string("\0\1\2", 3)));
    }
    ApplicationStore store(folderOf(folder));
    const auto state = store.openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->tabs, (std::vector<DraftTab>{first, second}));
    EXPECT_EQ(state->layout, std::string("\0\1\2", 3));
    EXPECT_TRUE(state->notices.empty());
}

} // namespace
