// SPDX-License-Identifier: Apache-2.0
// Schedules in the state file.
#include <gmock/gmock.h>

#include "store/application_store.h"
#include "store/sql_connection.h"
#include "store_workshop.h"

namespace {

using dbv::ErrorKind;
using dbv::protocol::RunOutcome;
using dbv::protocol::ScheduleEntry;
using dbv::store::ApplicationStore;
using ::testing::HasSubstr;

using StoreSchedulesTest = dbv::store::workshop::StoreTest;

ScheduleEntry scheduleNamed(const std::string& id, const std::string& name) {
    ScheduleEntry entry;
    entry.id = id;
    entry.createdAt = 1'795'000'000'000;
    entry.config.name = name;
    entry.config.connection = "shop";
    entry.config.when = "every hour";
    entry.config.zone = "UTC";
    entry.config.destination = "/backups";
    return entry;
}

TEST_F(StoreSchedulesTest, AreKeptByNameAndTheirStateApart) {
    ScheduleEntry nightly = scheduleNamed("b", "nightly");
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.keepSchedule(nightly));
        ASSERT_TRUE(store.keepSchedule(scheduleNamed("a", "weekly")));
        nightly.state.outcome = RunOutcome::Failed;
        nightly.state.trouble = "the disk is full";
        ASSERT_TRUE(store.keepScheduleState("b", nightly.state));
        // Whoever changes what is wished knows nothing of a run that has ended meanwhile.
        ScheduleEntry changed = scheduleNamed("b", "nightly");
        changed.config.when = "every day at 03:00";
        ASSERT_TRUE(store.keepSchedule(changed));
        nightly.config = changed.config;
    }
    ApplicationStore store(folder());
    const auto list = store.schedules();
    ASSERT_TRUE(list);
    ASSERT_EQ(list->entries.size(), 2U);
    EXPECT_EQ(list->entries[0].id, "b");
    EXPECT_EQ(list->entries[0].config, nightly.config);
    EXPECT_EQ(list->entries[0].state, nightly.state);
    EXPECT_EQ(list->entries[0].createdAt, nightly.createdAt);
    EXPECT_EQ(list->entries[1].config.name, "weekly");
}

TEST_F(StoreSchedulesTest, ANameIsOnesAloneAndWhatIsGoneIsNotFound) {
    ApplicationStore store(folder());
    ASSERT_TRUE(store.keepSchedule(scheduleNamed("a", "nightly")));
    const auto twice = store.keepSchedule(scheduleNamed("b", "nightly"));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().kind, ErrorKind::InvalidInput);
    EXPECT_THAT(twice.error().message, HasSubstr("\"nightly\""));
    ASSERT_TRUE(store.removeSchedule("a"));
    EXPECT_EQ(store.removeSchedule("a").error().kind, ErrorKind::NotFound);
    EXPECT_EQ(store.keepScheduleState("a", {}).error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(store.schedules()->entries.empty());
}

TEST_F(StoreSchedulesTest, OneThatWasChangedByHandIntoGarbageIsToldAndTheOthersStay) {
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.keepSchedule(scheduleNamed("a", "nightly")));
        ASSERT_TRUE(store.keepSchedule(scheduleNamed("b", "weekly")));
    }
    {
        const auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "state");
        ASSERT_TRUE(raw);
        ASSERT_TRUE(
            (*raw)->run(QStringLiteral("UPDATE schedules SET config = CAST('{\"colour\":1}' AS BLOB) WHERE id = 'a'")));
    }
    ApplicationStore store(folder());
    const auto list = store.schedules();
    ASSERT_TRUE(list);
    ASSERT_EQ(list->entries.size(), 1U);
    EXPECT_EQ(list->entries[0].id, "b");
    ASSERT_EQ(list->notices.size(), 1U);
    EXPECT_THAT(list->notices[0].message, HasSubstr("The schedule \"nightly\" is not readable"));
    // It is known by its name alone.
    EXPECT_TRUE(store.removeSchedule("nightly"));
    EXPECT_TRUE(store.schedules()->notices.empty());
    EXPECT_EQ(store.schedules()->entries.size(), 1U);
}

TEST_F(StoreSchedulesTest, AnIdIsNeverAPath) {
    ApplicationStore store(folder());
    for (const char* id : {"", "../../x", "/x", "a b", "a.run", "ü"}) {
        EXPECT_EQ(store.keepSchedule(scheduleNamed(id, "strange")).error().kind, ErrorKind::InvalidInput) << id;
    }
    ASSERT_TRUE(store.keepSchedule(scheduleNamed("Schedule_1-a", "nightly")));
    const auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "state");
    ASSERT_TRUE(raw);
    ASSERT_TRUE((*raw)->run(QStringLiteral("UPDATE schedules SET id = '../../x'")));
    EXPECT_TRUE(store.schedules()->entries.empty());
    EXPECT_EQ(store.schedules()->notices.size(), 1U);
}

} // namespace
