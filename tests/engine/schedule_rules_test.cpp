// SPDX-License-Identifier: Apache-2.0
// What a schedule means at a moment, and who runs it.
#include <chrono>
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>

#include <gmock/gmock.h>

#include "engine/run_mark.h"
#include "engine/schedule_rules.h"

namespace dbv::engine {

namespace {

using protocol::BackupState;
using protocol::RunOutcome;
using protocol::ScheduleEntry;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
/// 2026-11-29 00:00 UTC.
constexpr std::int64_t kMidnight = 1'795'910'400'000;

ScheduleEntry nightly() {
    ScheduleEntry entry;
    entry.id = "s";
    entry.createdAt = kMidnight;
    entry.config.name = "nightly";
    entry.config.connection = "shop";
    entry.config.when = "every day at 02:00";
    entry.config.zone = "UTC";
    entry.config.destination = "/backups";
    return entry;
}

ScheduleEntry reckoned(ScheduleEntry entry, std::int64_t now) {
    reckonDue(entry, now);
    return entry;
}

TEST(ScheduleRules, AreDueAtTheirTimeAndOnceForAllThatWasMissed) {
    EXPECT_EQ(reckoned(nightly(), kMidnight + kHour).dueSince, 0);
    EXPECT_EQ(reckoned(nightly(), kMidnight + kHour).nextAt, kMidnight + 2 * kHour);
    const ScheduleEntry late = reckoned(nightly(), kMidnight + 3 * kDay);
    EXPECT_EQ(late.dueSince, kMidnight + 2 * kDay + 2 * kHour);
    EXPECT_EQ(missedRuns(late, kMidnight + 3 * kDay), 2U);
    ScheduleEntry done = nightly();
    done.state.lastDue = late.dueSince;
    EXPECT_EQ(reckoned(done, kMidnight + 3 * kDay).dueSince, 0);
}

TEST(ScheduleRules, AreCountedAnewWhereTheClockWasFarAhead) {
    ScheduleEntry entry = nightly();
    entry.createdAt = kMidnight - kDay;
    entry.state.lastDue = kMidnight + 400 * kDay;
    EXPECT_EQ(reckoned(entry, kMidnight + 3 * kDay).dueSince, 0);
    ASSERT_TRUE(countAnew(entry, kMidnight));
    EXPECT_EQ(entry.state.lastDue, kMidnight);
    EXPECT_FALSE(countAnew(entry, kMidnight));
    EXPECT_EQ(reckoned(entry, kMidnight + kHour).dueSince, 0);
    EXPECT_EQ(reckoned(entry, kMidnight + 3 * kHour).dueSince, kMidnight + 2 * kHour);
    // It was made by that clock, and never run.
    entry = nightly();
    entry.createdAt = kMidnight + 400 * kDay;
    ASSERT_TRUE(countAnew(entry, kMidnight));
    EXPECT_FALSE(countAnew(entry, kMidnight + kHour));
    EXPECT_EQ(reckoned(entry, kMidnight + 3 * kHour).dueSince, kMidnight + 2 * kHour);
    // An hour is set back twice a year.
    entry = nightly();
    entry.state.lastDue = kMidnight + kHour;
    EXPECT_FALSE(countAnew(entry, kMidnight));
}

TEST(ScheduleRules, AFailedRunIsTriedAgainLaterAndLaterAndNotForEver) {
    ScheduleEntry failed = nightly();
    failed.state = {.lastDue = kMidnight + 2 * kHour,
                    .lastEnded = kMidnight + 2 * kHour + kMinute,
                    .outcome = RunOutcome::Failed,
                    .failures = 1};
    EXPECT_EQ(reckoned(failed, kMidnight + 2 * kHour + kMinute).nextAt, kMidnight + 2 * kHour + 2 * kMinute);
    EXPECT_EQ(reckoned(failed, kMidnight + 2 * kHour + 3 * kMinute).dueSince, kMidnight + 2 * kHour + 2 * kMinute);
    failed.state.failures = 4;
    EXPECT_EQ(reckoned(failed, kMidnight + 20 * kHour).dueSince, 0) << "three times is enough";
    EXPECT_EQ(reckoned(failed, kMidnight + 20 * kHour).nextAt, kMidnight + kDay + 2 * kHour);
    failed.state.failures = 1;
    failed.state.outcome = RunOutcome::Stopped;
    EXPECT_EQ(reckoned(failed, kMidnight + 20 * kHour).dueSince, 0) << "whoever stops a run does not want it again";
}

TEST(ScheduleRules, WhatRunsOrIsDisabledOrUnreadableIsNotDue) {
    ScheduleEntry entry = nightly();
    entry.state.outcome = RunOutcome::Running;
    EXPECT_EQ(reckoned(entry, kMidnight + kDay).dueSince, 0);
    entry = nightly();
    entry.config.enabled = false;
    EXPECT_EQ(reckoned(entry, kMidnight + kDay).dueSince, 0);
    EXPECT_EQ(reckoned(entry, kMidnight + kDay).nextAt, 0);
    entry = nightly();
    entry.config.when = "now and then";
    EXPECT_THAT(reckoned(entry, kMidnight + kDay).trouble, HasSubstr("now"));
    entry = nightly();
    entry.config.zone = "Mars/Olympus";
    EXPECT_THAT(reckoned(entry, kMidnight + kDay).trouble, HasSubstr("\"Mars/Olympus\" is not known"));
    entry = nightly();
    entry.config.when = "on start";
    EXPECT_EQ(reckoned(entry, kMidnight + kDay).trigger, protocol::ScheduleTrigger::ProgramStart);
}

TEST(ScheduleRules, RefuseWhatCanNotBeDone) {
    const auto trouble = [](auto change) {
        protocol::ScheduleConfig config = nightly().config;
        change(config);
        const auto checked = checkedConfig(config, {"shop"});
        EXPECT_FALSE(checked);
        return checked ? std::string() : checked.error().message;
    };
    EXPECT_TRUE(checkedConfig(nightly().config, {"shop"}));
    EXPECT_THAT(trouble([](auto& config) { config.name = ""; }), HasSubstr("needs a name"));
    EXPECT_THAT(trouble([](auto& config) { config.name = "a\nb"; }), HasSubstr("control characters"));
    EXPECT_THAT(trouble([](auto& config) { config.connection = "x"; }), HasSubstr("no saved connection \"x\""));
    EXPECT_THAT(trouble([](auto& config) { config.drillConnection = "x"; }), HasSubstr("no saved connection \"x\""));
    EXPECT_THAT(trouble([](auto& config) { config.destination = "backups"; }), HasSubstr("whole path"));
    EXPECT_THAT(trouble([](auto& config) { config.compression = "rar"; }), HasSubstr("\"rar\" is not known"));
    EXPECT_THAT(trouble([](auto& config) { config.encrypted = true; }), HasSubstr("where the passphrase comes from"));
    EXPECT_THAT(trouble([](auto& config) { config.retries = 21; }), HasSubstr("at most 20"));
    EXPECT_THAT(trouble([](auto& config) { config.except = {"a"}; }), HasSubstr("only of every database"));
    EXPECT_THAT(trouble([](auto& config) {
                    config.allDatabases = true;
                    config.scope.objects = {{"public", "film"}};
                }),
                HasSubstr("parts of one database"));
    protocol::ScheduleConfig all = nightly().config;
    all.allDatabases = true;
    all.except = {"a"};
    all.scope.content = DumpContent::Structure;
    EXPECT_TRUE(checkedConfig(all, {"shop"}));
    protocol::ScheduleConfig here = nightly().config;
    here.zone.clear();
    EXPECT_FALSE(checkedConfig(here, {"shop"})->zone.empty()) << "the zone stays when the machine moves";
}

TEST(ScheduleRules, DrillByTheirPaceWithSomePlay) {
    ScheduleEntry entry = nightly();
    EXPECT_TRUE(wantsDrill(entry, kMidnight)) << "there was none yet";
    entry.state.lastDrill = kMidnight;
    EXPECT_FALSE(wantsDrill(entry, kMidnight + 6 * kDay));
    EXPECT_TRUE(wantsDrill(entry, kMidnight + 7 * kDay - kHour)) << "the run of a week ago took an hour";
    entry.config.drill = protocol::DrillPace::Each;
    EXPECT_TRUE(wantsDrill(entry, kMidnight));
    entry.config.drill = protocol::DrillPace::Never;
    EXPECT_FALSE(wantsDrill(entry, kMidnight + 1000 * kDay));
}

TEST(ScheduleRules, KeepTheLastProvedWhateverTheRulesSay) {
    ScheduleEntry entry = nightly();
    entry.config.keep.newest = 1;
    const auto backup = [](const char* id, int day, BackupState state, const char* schedule) {
        protocol::BackupEntry one;
        one.id = id;
        one.begunAt = kMidnight + day * kDay;
        one.state = state;
        one.schedule = schedule;
        return one;
    };
    const std::vector<protocol::BackupEntry> backups{
        backup("1", 1, BackupState::Verified, "s"), backup("2", 2, BackupState::Proved, "s"),
        backup("3", 3, BackupState::Made, "s"),     backup("4", 4, BackupState::Made, "s"),
        backup("5", 5, BackupState::Running, "s"),  backup("by hand", 0, BackupState::Made, "")};
    EXPECT_THAT(notKept(entry, backups, kMidnight + 6 * kDay), ElementsAre("3", "1"));
    entry.config.keep = {};
    EXPECT_THAT(notKept(entry, backups, kMidnight + 6 * kDay), IsEmpty());
}

TEST(ScheduleRules, CountWhatIsKeptForEachDatabaseApart) {
    ScheduleEntry entry = nightly();
    entry.config.allDatabases = true;
    entry.config.keep.newest = 2;
    const auto backup = [](const char* id, int day, BackupState state, const char* database) {
        protocol::BackupEntry one;
        one.id = id;
        one.begunAt = kMidnight + day * kDay;
        one.state = state;
        one.schedule = "s";
        one.database = database;
        return one;
    };
    std::vector<protocol::BackupEntry> backups{
        backup("a1", 1, BackupState::Verified, "a"), backup("b1", 1, BackupState::Proved, "b"),
        backup("a2", 2, BackupState::Verified, "a"), backup("b2", 2, BackupState::Verified, "b"),
        backup("a3", 3, BackupState::Verified, "a"), backup("b3", 3, BackupState::Verified, "b"),
        // It was dropped after the second day.
        backup("gone1", 1, BackupState::Proved, "gone"), backup("gone2", 2, BackupState::Made, "gone")};
    EXPECT_THAT(notKept(entry, backups, kMidnight + 4 * kDay), ElementsAre("a1")) << "b1 is the last proof of b";
    entry.config.keep = {.newest = 0, .days = 3};
    EXPECT_THAT(notKept(entry, backups, kMidnight + 90 * kDay), UnorderedElementsAre("a1", "a2", "b2"))
        << "of a database that was dropped the last proof stays, and the last that was made";
    // Of a day each database has its own best one.
    entry.config.keep = {.daily = 1};
    backups = {backup("a1", 1, BackupState::Proved, "a"), backup("b1", 1, BackupState::Made, "b"),
               backup("b2", 1, BackupState::Proved, "b")};
    backups[2].begunAt += kHour;
    EXPECT_THAT(notKept(entry, backups, kMidnight + 2 * kDay), ElementsAre("b1"));
}

TEST(RunMark, IsOneMachinesAlone) {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    const RunName run{"s", kMidnight, 1};
    EXPECT_TRUE(markRun(backup::PlacedFile(path.string()), run, {"one", "/data"}));
    EXPECT_TRUE(markRun(backup::PlacedFile(path.string()), run, {"one", "/data"}))
        << "whose process was killed goes on";
    const auto other = markRun(backup::PlacedFile(path.string()), run, {"two", "/data"});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, ErrorKind::Busy);
    EXPECT_THAT(other.error().message, HasSubstr("another machine already: one"));
    EXPECT_TRUE(markRun(backup::PlacedFile(path.string()), {"s", kMidnight, 2}, {"two", "/data"}));
    EXPECT_TRUE(markRun(backup::PlacedFile(path.string()), {"t", kMidnight, 1}, {"two", "/data"}));
    EXPECT_EQ(markRun(backup::PlacedFile((path / "gone").string()), run, {"one", "/data"}).error().kind,
              ErrorKind::NotFound);
}

TEST(RunMark, IsTakenAwayAfterAWeek) {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    ASSERT_TRUE(markRun(backup::PlacedFile(path.string()), {"s", kMidnight, 1}, {"one", "/data"}));
    const std::filesystem::path mark = *begin(std::filesystem::directory_iterator(path));
    std::ofstream(path / "others.run") << "x";
    for (const std::filesystem::path& each : {mark, path / "others.run"}) {
        std::filesystem::last_write_time(each, std::filesystem::file_time_type::clock::now() - std::chrono::days(8));
    }
    ASSERT_TRUE(markRun(backup::PlacedFile(path.string()), {"s", kMidnight + kDay, 1}, {"one", "/data"}));
    EXPECT_FALSE(std::filesystem::exists(mark));
    EXPECT_TRUE(std::filesystem::exists(path / "others.run")) << "it is nothing of ours";
}

} // namespace

} // namespace dbv::engine
