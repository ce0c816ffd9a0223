// SPDX-License-Identifier: Apache-2.0
// What is said of schedules and backups whose state file can't be read: an empty list would say that there are none.
#include <filesystem>
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
using dbv::store::Kept;
using dbv::store::SqlConnection;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class StoreLostListsTest : public dbv::store::workshop::StoreTest {
protected:
    static dbv::protocol::ScheduleEntry schedule() {
        dbv::protocol::ScheduleEntry entry;
        entry.id = "schedule-nightly";
        entry.config.name = "nightly";
        entry.config.connection = "home";
        entry.config.when = "every hour";
        entry.config.destination = "/backups";
        return entry;
    }
    static dbv::protocol::BackupEntry backup() {
        dbv::protocol::BackupEntry entry;
        entry.id = "20261130T000000Z-abcdef";
        entry.path = "/backups/home.dbvbackup";
        return entry;
    }
    static void fill(ApplicationStore& store) {
        ASSERT_TRUE(store.keepSchedule(schedule()));
        ASSERT_TRUE(store.keepBackup(backup()));
    }
    void leaveLists() const {
        leaveSomething();
        ApplicationStore store(folder());
        fill(store);
    }
    [[nodiscard]] std::string aside() const {
        for (const auto& entry : fs::directory_iterator(folder())) {
            if (entry.path().filename().string().starts_with("dbvis.db.broken-")) {
                return entry.path().string();
            }
        }
        return "none is set aside";
    }
    void expectWarnings() const {
        ApplicationStore store(folder());
        const auto schedules = store.schedules();
        ASSERT_TRUE(schedules) << schedules.error().message;
        EXPECT_THAT(schedules->entries, IsEmpty());
        ASSERT_EQ(schedules->notices.size(), 1U);
        EXPECT_THAT(schedules->notices[0].message,
                    AllOf(HasSubstr(aside()), HasSubstr("none runs"), HasSubstr("dbvis schedule import FILE")));
        const auto backups = store.backups();
        ASSERT_TRUE(backups) << backups.error().message;
        EXPECT_THAT(backups->entries, IsEmpty());
        ASSERT_EQ(backups->notices.size(), 1U);
        EXPECT_THAT(backups->notices[0].message, AllOf(HasSubstr(aside()), HasSubstr("dbvis backup scan FOLDER")));
        EXPECT_EQ(store.warningAbout(Kept::Backups).value_or("none"), backups->notices[0].message);
    }
    /// What both lists of a program say that nobody has told of the file.
    void expectErrors(ErrorKind kind) const {
        ApplicationStore store(folder());
        const auto schedules = store.schedules();
        ASSERT_FALSE(schedules);
        EXPECT_EQ(schedules.error().kind, kind) << schedules.error().message;
        EXPECT_THAT(schedules.error().message, HasSubstr(file().string()));
        EXPECT_NE(schedules.error().hint, "");
        const auto backups = store.backups();
        ASSERT_FALSE(backups);
        EXPECT_EQ(backups.error().message, schedules.error().message);
        EXPECT_FALSE(store.keepSchedule(schedule()));
        EXPECT_FALSE(store.keepBackup(backup()));
        const auto saved = store.savedConnection("home");
        ASSERT_FALSE(saved);
        EXPECT_EQ(saved.error().kind, kind) << "whether it is saved is not known";
    }
};

TEST_F(StoreLostListsTest, OfAFileThatWasSetAsideAreWarnedOfUntilThereAreOthers) {
    leaveLists();
    put(file(), std::string(20000, '\xaa'));
    expectWarnings();
    expectWarnings();
    ApplicationStore store(folder());
    fill(store);
    EXPECT_THAT(store.schedules()->notices, IsEmpty());
    EXPECT_THAT(store.backups()->notices, IsEmpty());
    EXPECT_THAT(store.savedConnections()->notices, testing::SizeIs(1)) << "no connection is saved";
    ASSERT_TRUE(store.removeSchedule("schedule-nightly"));
    EXPECT_THAT(store.schedules()->notices, testing::SizeIs(1));
    fs::remove(aside());
    EXPECT_THAT(store.schedules()->notices, IsEmpty()) << "nothing in it is missed";
}

TEST_F(StoreLostListsTest, AreNotEmptyInAFolderInPlaceOfTheFile) {
    leaveLists();
    fs::remove(file());
    fs::create_directory(file());
    expectErrors(ErrorKind::IoError);
    ApplicationStore told(folder());
    ASSERT_TRUE(told.openWorkspace());
    EXPECT_THAT(told.schedules()->notices, testing::SizeIs(1)) << "who was told sees what is kept in memory";
    EXPECT_TRUE(told.keepBackup(backup()));
    EXPECT_EQ(told.backups()->entries.size(), 1U);
    EXPECT_THAT(told.backups()->notices, testing::SizeIs(1));
    EXPECT_FALSE(told.keepSchedule(schedule())) << "no other process could run it";
}

TEST_F(StoreLostListsTest, OfANewerVersionAreNotEmpty) {
    leaveLists();
    {
        auto raw = SqlConnection::open(QString::fromStdString(file().string()), "raw");
        ASSERT_TRUE(raw && (*raw)->run(QStringLiteral("PRAGMA user_version=5")));
    }
    expectErrors(ErrorKind::VersionMismatch);
}

TEST_F(StoreLostListsTest, OfAFileThatIsLockedAreToldWhenItIsFree) {
    leaveLists();
    ApplicationStore store(folder());
    {
        auto other = SqlConnection::open(QString::fromStdString(file().string()), "other");
        ASSERT_TRUE(other && (*other)->rows(QStringLiteral("PRAGMA locking_mode=EXCLUSIVE")));
        ASSERT_TRUE((*other)->run(QStringLiteral("BEGIN EXCLUSIVE")));
        const auto schedules = store.schedules();
        ASSERT_FALSE(schedules);
        EXPECT_EQ(schedules.error().kind, ErrorKind::Busy) << schedules.error().message;
        EXPECT_THAT(schedules.error().message, HasSubstr(file().string()));
    }
    const auto schedules = store.schedules();
    ASSERT_TRUE(schedules) << schedules.error().message;
    EXPECT_EQ(schedules->entries.size(), 1U);
    EXPECT_THAT(schedules->notices, IsEmpty());
    EXPECT_EQ(store.backups()->entries.size(), 1U);
}

TEST_F(StoreLostListsTest, OfAFileThatMayOnlyBeReadAreShown) {
    leaveLists();
    fs::permissions(folder(), fs::perms::all);
    fs::permissions(folder() / "dbvis.lock", fs::perms(0666));
    fs::permissions(file(), fs::perms(0444));
    EXPECT_EQ(asNobody([this]() -> std::string {
                  ApplicationStore store(folder());
                  const auto schedules = store.schedules();
                  const auto backups = store.backups();
                  return !schedules || !backups
                             ? "FAILED"
                             : std::to_string(schedules->entries.size() + schedules->notices.size()) +
                                   std::to_string(backups->entries.size() + backups->notices.size());
              }),
              "22");
    fs::permissions(file(), fs::perms::none);
    EXPECT_EQ(asNobody([this]() -> std::string {
                  ApplicationStore store(folder());
                  return store.schedules() || store.backups() ? "shown" : "refused";
              }),
              "refused");
}

TEST_F(StoreLostListsTest, OfAFileThatIsGoneAreWarnedOfOnce) {
    leaveLists();
    fs::remove(file());
    {
        ApplicationStore store(folder());
        ASSERT_THAT(store.schedules()->notices, testing::SizeIs(1));
        EXPECT_THAT(store.schedules()->notices[0].message,
                    AllOf(HasSubstr(file().string() + " is gone"), HasSubstr("dbvis schedule import FILE")));
        EXPECT_TRUE(store.savedConnections()->unread);
    }
    EXPECT_THAT(ApplicationStore(folder()).schedules()->notices, IsEmpty());
}

TEST_F(StoreLostListsTest, AreSimplyEmptyAtTheFirstStart) {
    ApplicationStore store(folder());
    EXPECT_THAT(store.schedules()->notices, IsEmpty());
    EXPECT_THAT(store.backups()->notices, IsEmpty());
    EXPECT_EQ(store.warningAbout(Kept::Connections).value_or("failed"), "");
}

} // namespace
