// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sqlite_child_process.h"
#include "store/sql_connection.h"
#include "store_workshop.h"

namespace {

namespace fs = std::filesystem;
using dbv::ErrorKind;
using dbv::sqlite::workshop::asNobody;
using dbv::store::ApplicationStore;
using dbv::store::SqlConnection;
using testing::HasSubstr;

/// Each broken file is met by a start of the program, which must work, and keep what it did not understand.
class StoreBadFilesTest : public dbv::store::workshop::StoreTest {
protected:
    void runSql(const char* sql) const {
        auto raw = SqlConnection::open(QString::fromStdString(file().string()), "raw");
        ASSERT_TRUE(raw);
        const auto done = (*raw)->run(QString::fromLatin1(sql));
        ASSERT_TRUE(done) << done.error().message;
    }
    /// The notice of a start that set the file aside.
    void expectSetAside(const std::string& reason) const {
        const std::string before = contentOf(file());
        {
            ApplicationStore store(folder());
            const auto state = store.openWorkspace();
            ASSERT_TRUE(state) << state.error().message;
            ASSERT_EQ(state->notices.size(), 1U);
            const std::string& told = state->notices[0].message;
            EXPECT_THAT(told, HasSubstr(file().string()));
            EXPECT_THAT(told, HasSubstr(reason));
            const std::size_t at = told.find(file().string() + ".broken-");
            ASSERT_NE(at, std::string::npos) << told;
            EXPECT_TRUE(contentOf(told.substr(at, told.find(' ', at) - at)) == before);
            EXPECT_TRUE(state->tabs.empty());
            ASSERT_TRUE(store.saveDraft({.id = "fresh", .text = QStringLiteral("new")}));
        }
        ApplicationStore next(folder());
        const auto state = next.openWorkspace();
        ASSERT_TRUE(state);
        EXPECT_TRUE(state->notices.empty());
        EXPECT_EQ(state->tabs.size(), 1U);
    }
    /// What a start as an ordinary user says, and that the drafts of it work.
    [[nodiscard]] std::string startAsNobody() const {
        return asNobody([this]() -> std::string {
            ApplicationStore store(folder());
            const auto state = store.openWorkspace();
            if (!state) {
                return "FAILED " + state.error().message;
            }
            const auto draft = store.saveDraft({.id = "more", .text = QStringLiteral("typed")});
            const auto again = store.openWorkspace();
            return std::to_string(state->tabs.size()) + "," + std::to_string(state->savedConnections.size()) + "," +
                   std::to_string(state->recentUrls.size()) + "," + (draft ? "draft" : draft.error().message) + "," +
                   std::to_string(again ? again->tabs.size() : 99) + "|" +
                   (state->notices.size() == 1 ? state->notices[0].message : "no notice");
        });
    }
};

TEST_F(StoreBadFilesTest, GarbageIsSetAside) {
    put(file(), "this is no database, but a text of some length");
    expectSetAside("not a database");
    put(file(), std::string(100000, '\xaa'));
    EXPECT_TRUE(ApplicationStore(folder()).openWorkspace());
    EXPECT_EQ(filesNamed(".broken-"), 2);
}

TEST_F(StoreBadFilesTest, AHeaderWithGarbageBehindIsSetAside) {
    put(file(), std::string("SQLite format 3\0", 16) + std::string(8192, '\x55'));
    const auto state = ApplicationStore(folder()).openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    // The version number in this garbage is a high one.
    EXPECT_THAT(state->notices.at(0).message, HasSubstr("newer version"));
    put(file(), std::string("SQLite format 3\0", 16) + std::string(8192, '\0'));
    expectSetAside("");
}

TEST_F(StoreBadFilesTest, ATruncatedFileIsSetAside) {
    leaveSomething();
    for (const std::uintmax_t size :
         {std::uintmax_t{1}, std::uintmax_t{99}, std::uintmax_t{4096}, std::uintmax_t{9000}}) {
        fs::remove(folder() / "dbvis.db-wal");
        leaveSomething();
        ASSERT_GT(fs::file_size(file()), size);
        fs::resize_file(file(), size);
        expectSetAside("");
    }
}

TEST_F(StoreBadFilesTest, AFileWithADamagedPageIsSetAside) {
    leaveSomething();
    std::string bytes = contentOf(file());
    bytes.replace(8192, 4096, 4096, '\x13');
    put(file(), bytes);
    expectSetAside("");
}

TEST_F(StoreBadFilesTest, AnEmptyFileHasLostWhatItHeldAndIsSetAside) {
    leaveSomething();
    fs::resize_file(file(), 0);
    expectSetAside("is empty: what it held is lost");
    put(file(), "");
    EXPECT_TRUE(ApplicationStore(folder()).savedConnections()->unread);
    EXPECT_EQ(filesNamed(".broken-"), 2);
}

TEST_F(StoreBadFilesTest, AnEmptyFileOfAStartThatWasKilledIsABeginning) {
    put(file(), "");
    put(file().string() + ".begun", "");
    const auto state = ApplicationStore(folder()).openWorkspace();
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->notices.empty());
    EXPECT_EQ(filesNamed(".begun"), 0);
    EXPECT_EQ(filesNamed(".broken-"), 0);
}

TEST_F(StoreBadFilesTest, ADatabaseOfAnotherProgramIsSetAside) {
    runSql("CREATE TABLE photos(id)");
    expectSetAside("another program");
}

TEST_F(StoreBadFilesTest, AFileThatLacksATableIsSetAside) {
    leaveSomething();
    runSql("DROP TABLE recents");
    expectSetAside("lacks some of its tables");
}

TEST_F(StoreBadFilesTest, ALogOfAnotherDatabaseIsNoDanger) {
    leaveSomething();
    put(folder() / "dbvis.db-wal", std::string(50000, '\x77'));
    const auto state = ApplicationStore(folder()).openWorkspace();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->tabs.size(), 1U);
}

TEST_F(StoreBadFilesTest, ANewerFileIsLeftUntouchedAndNothingIsKept) {
    leaveSomething();
    runSql("PRAGMA user_version=5");
    const std::string before = contentOf(file());
    {
        ApplicationStore store(folder());
        const auto early = store.saveConnection({.name = "x", .config = {}});
        ASSERT_FALSE(early) << "nobody was told that it will not be kept";
        EXPECT_EQ(early.error().kind, ErrorKind::VersionMismatch);
        const auto state = store.openWorkspace();
        ASSERT_TRUE(state);
        EXPECT_TRUE(state->tabs.empty());
        ASSERT_EQ(state->notices.size(), 1U);
        EXPECT_THAT(state->notices[0].message, HasSubstr("newer version"));
        EXPECT_THAT(state->notices[0].message, HasSubstr("only until the program ends"));
        ASSERT_TRUE(store.saveDraft({.id = "a", .text = QStringLiteral("x")}));
        ASSERT_TRUE(store.saveConnection({.name = "x", .config = {}}));
        EXPECT_EQ(store.openWorkspace()->tabs.size(), 1U);
    }
    EXPECT_TRUE(contentOf(file()) == before);
    EXPECT_EQ(filesNamed(".broken-"), 0);
}

TEST_F(StoreBadFilesTest, AReadOnlyFolderIsShownAndNothingIsKept) {
    leaveSomething();
    for (const auto& entry : fs::directory_iterator(folder())) {
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
    }
    fs::permissions(folder(), fs::perms(0555));
    const std::string before = contentOf(file());
    const std::string seen = startAsNobody();
    fs::permissions(folder(), fs::perms::owner_all);
    EXPECT_THAT(seen, testing::StartsWith("1,1,1,draft,2|"));
    EXPECT_THAT(seen, HasSubstr(folder().string()));
    EXPECT_THAT(seen, HasSubstr("What the file holds is shown."));
    EXPECT_TRUE(contentOf(file()) == before);
}

TEST_F(StoreBadFilesTest, AReadOnlyFileIsShownAndNothingIsKept) {
    leaveSomething();
    fs::permissions(folder(), fs::perms::all);
    fs::permissions(folder() / "dbvis.lock", fs::perms(0666));
    fs::permissions(file(), fs::perms(0444));
    const std::string seen = startAsNobody();
    EXPECT_THAT(seen, testing::StartsWith("1,1,1,draft,2|Could not write " + file().string()));
}

TEST_F(StoreBadFilesTest, AFileThatMayNotBeReadIsNotSetAside) {
    leaveSomething();
    fs::permissions(folder(), fs::perms::all);
    fs::permissions(folder() / "dbvis.lock", fs::perms(0666));
    fs::permissions(file(), fs::perms::none);
    EXPECT_THAT(startAsNobody(), testing::StartsWith("0,0,0,draft,1|Could not write " + file().string()));
    EXPECT_EQ(filesNamed(".broken-"), 0);
}

TEST_F(StoreBadFilesTest, AFolderInPlaceOfTheFileIsTold) {
    fs::create_directory(file());
    const auto state = ApplicationStore(folder()).openWorkspace();
    ASSERT_TRUE(state);
    ASSERT_EQ(state->notices.size(), 1U);
    EXPECT_THAT(state->notices[0].message, HasSubstr(file().string()));
}

TEST_F(StoreBadFilesTest, AFileInPlaceOfTheDataDirectoryIsTold) {
    put(folder() / "file", "x");
    const auto state = ApplicationStore(folder() / "file").openWorkspace();
    ASSERT_TRUE(state);
    ASSERT_EQ(state->notices.size(), 1U);
    EXPECT_THAT(state->notices[0].message, HasSubstr((folder() / "file").string()));
}

} // namespace
