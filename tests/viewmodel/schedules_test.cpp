// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schedule_clock.h"
#include "viewmodel/schedule_form.h"
#include "viewmodel/schedule_list.h"
#include "viewmodel/schedule_words.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/backup_summary.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::BackupState;
using protocol::RunOutcome;
using protocol::ScheduleEntry;

constexpr std::int64_t kHourOfSchedules = 3'600'000;
constexpr std::int64_t kNowOfSchedules = 1'000 * 24 * kHourOfSchedules;

ScheduleEntry scheduleOf(const char* id, const char* name) {
    ScheduleEntry entry;
    entry.id = id;
    entry.config.name = name;
    entry.config.connection = "shop";
    entry.config.when = "every day at 02:00";
    entry.config.destination = "/backups";
    entry.nextAt = kNowOfSchedules + 3 * kHourOfSchedules;
    return entry;
}

class Schedules : public ::testing::Test {
protected:
    Schedules() {
        engine.on<protocol::ListSchedules>(
            [this](RequestId id, const protocol::ListSchedules&) { engine.finish(id, listed); });
        engine.on<protocol::StartScheduledRun>(
            [this](RequestId id, const protocol::StartScheduledRun&) { runs.push_back(id); });
        engine.on<protocol::SaveSchedule>([this](RequestId id, const protocol::SaveSchedule& asked) {
            ScheduleEntry entry = scheduleOf(asked.id.empty() ? "new" : asked.id.c_str(), "");
            entry.config = asked.config;
            engine.finish(id, protocol::ScheduleSaved{entry});
        });
        QObject::connect(&clock, &ScheduleClock::failed, &clock,
                         [this](const QString& name, const QString& why) { told << name + u": "_s + why; });
        QObject::connect(&clock, &ScheduleClock::missed, &clock,
                         [this](const QString& name, const QString& what) { told << name + u": "_s + what; });
        listed.entries = {scheduleOf("s1", "nightly"), scheduleOf("s2", "weekly")};
    }
    static void deliver() {
        for (int i = 0; i < 10; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    [[nodiscard]] std::vector<protocol::StartScheduledRun> begun() const {
        return engine.commands<protocol::StartScheduledRun>();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    protocol::SchedulesListed listed;
    std::vector<RequestId> runs;
    QStringList told;
    BackupJobs jobs{bus};
    ScheduleList list{bus};
    ScheduleClock clock{list, jobs};
};

TEST_F(Schedules, AreListedWithTheirNextAndLastRun) {
    const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    listed.entries[1].config.enabled = false;
    list.refresh();
    deliver();
    ASSERT_EQ(list.rowCount(), 2);
    EXPECT_EQ(list.index(0, ScheduleList::NameColumn).data().toString(), u"nightly"_s);
    EXPECT_EQ(list.index(0, ScheduleList::WhenColumn).data().toString(), u"every day at 02:00"_s);
    EXPECT_EQ(list.index(0, ScheduleList::LastColumn).data().toString(), u"Not run yet"_s);
    EXPECT_EQ(list.index(1, ScheduleList::NextColumn).data().toString(), u"Off"_s);
    EXPECT_FALSE(list.index(0, 0).data(ScheduleList::kTroubledRole).toBool());
    // What is read again in the same order is no other list.
    QSignalSpy reset(&list, &QAbstractItemModel::modelReset);
    listed.entries[0].trouble = "The connection is not there.";
    list.refresh();
    deliver();
    EXPECT_EQ(reset.count(), 0);
    EXPECT_EQ(list.index(0, ScheduleList::NextColumn).data().toString(), u"Can not run"_s);
    EXPECT_TRUE(list.index(0, 0).data(ScheduleList::kTroubledRole).toBool());
}

TEST_F(Schedules, WhatIsDueIsBegunOnceAndByNobodyElse) {
    listed.entries[0].dueSince = 1;
    list.refresh();
    deliver();
    EXPECT_TRUE(begun().empty()) << "the clock does not run yet";
    clock.start();
    deliver();
    ASSERT_EQ(begun().size(), 1U);
    EXPECT_EQ(begun()[0].id, "s1");
    EXPECT_TRUE(begun()[0].onlyDue);
    list.refresh();
    deliver();
    EXPECT_EQ(begun().size(), 1U) << "it is under way";
}

TEST_F(Schedules, WhatWaitsOrIsOffOrRunsElsewhereIsNotBegun) {
    for (ScheduleEntry& entry : listed.entries) {
        entry.dueSince = 1;
    }
    listed.entries[0].waitsFor = "The machine runs on its battery.";
    listed.entries[1].config.enabled = false;
    listed.entries.push_back(scheduleOf("s3", "hourly"));
    listed.entries[2].dueSince = 1;
    listed.entries[2].state.outcome = RunOutcome::Running;
    clock.start();
    deliver();
    EXPECT_TRUE(begun().empty());
}

TEST_F(Schedules, ThoseThatBeginWithTheProgramRunOnceAtItsStart) {
    listed.entries[1].trigger = protocol::ScheduleTrigger::ProgramStart;
    listed.entries[1].nextAt = 0;
    clock.start();
    deliver();
    ASSERT_EQ(begun().size(), 1U);
    EXPECT_EQ(begun()[0].id, "s2");
    EXPECT_FALSE(begun()[0].onlyDue);
    engine.finish(runs[0], protocol::ScheduledRunEnded{listed.entries[1], {}, {}, {}});
    deliver();
    list.refresh();
    deliver();
    EXPECT_EQ(begun().size(), 1U);
}

TEST_F(Schedules, AFailureIsToldAndASuccessIsNot) {
    listed.entries[0].dueSince = 1;
    clock.start();
    deliver();
    ASSERT_EQ(runs.size(), 1U);
    ScheduleEntry ended = listed.entries[0];
    ended.dueSince = 0;
    ended.state.outcome = RunOutcome::Succeeded;
    listed.entries[0] = ended;
    engine.finish(runs[0], protocol::ScheduledRunEnded{ended, {}, {}, {}});
    deliver();
    EXPECT_EQ(told, QStringList());
    listed.entries[0].dueSince = 2;
    list.refresh();
    deliver();
    ASSERT_EQ(runs.size(), 2U);
    ended.state.outcome = RunOutcome::Failed;
    ended.state.trouble = "The disk is full.";
    listed.entries[0] = ended;
    engine.finish(runs[1], protocol::ScheduledRunEnded{ended, {}, {}, {}});
    deliver();
    EXPECT_EQ(told, QStringList{u"nightly: The disk is full."_s});
    EXPECT_EQ(jobs.all().front()->state(), BackupJob::State::Failed);
}

TEST_F(Schedules, RunsThatWereMissedAreTold) {
    listed.entries[0].dueSince = 1;
    clock.start();
    deliver();
    ScheduleEntry ended = listed.entries[0];
    ended.dueSince = 0;
    ended.state.outcome = RunOutcome::Succeeded;
    ended.state.missed = 2;
    listed.entries[0] = ended;
    engine.finish(runs.at(0), protocol::ScheduledRunEnded{ended, {}, {}, {}});
    deliver();
    EXPECT_EQ(told, QStringList{u"nightly: 2 runs were missed; the last one stood for them."_s});
}

TEST_F(Schedules, ARunThatSomebodyElseHasBegunIsNoFailure) {
    listed.entries[0].dueSince = 1;
    clock.start();
    deliver();
    listed.entries[0].dueSince = 0;
    engine.finish(runs.at(0), protocol::RequestFailed{makeError(ErrorKind::Busy, "Nothing is due.", ""), {}});
    deliver();
    EXPECT_EQ(told, QStringList());
    EXPECT_TRUE(jobs.all().empty());
}

TEST_F(Schedules, ARunThatSomebodyHasAskedForIsNotToldTwice) {
    const BackupJob& job = clock.runNow(listed.entries[0]);
    ASSERT_EQ(begun().size(), 1U);
    EXPECT_FALSE(begun()[0].onlyDue);
    engine.say(runs[0], protocol::JobProgressed{"dumping", 1, 2, "bytes"});
    deliver();
    EXPECT_TRUE(job.hasProgress());
    engine.finish(runs[0], protocol::RequestFailed{makeError(ErrorKind::IoError, "No process.", ""), {}});
    deliver();
    EXPECT_EQ(told, QStringList()) << "its row says so";
    EXPECT_EQ(job.state(), BackupJob::State::Failed);
}

TEST_F(Schedules, AreSwitchedOffWithNothingElseOfThemChanged) {
    list.refresh();
    deliver();
    list.setEnabled("s1", false);
    list.setEnabled("s2", true);
    deliver();
    const auto saved = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(saved.size(), 1U) << "the other one is on already";
    protocol::ScheduleConfig off = listed.entries[0].config;
    off.enabled = false;
    EXPECT_EQ(saved[0].config, off);
    EXPECT_EQ(saved[0].id, "s1");
}

class ScheduleForms : public Schedules {
protected:
    void make(const ScheduleEntry& before) {
        form = std::make_unique<ScheduleForm>(bus, connections.keeper(), before);
        QObject::connect(form.get(), &ScheduleForm::refused, form.get(),
                         [this](ScheduleForm::Field f, const QString& m) {
                             field = f;
                             refused = m;
                         });
        QObject::connect(form.get(), &ScheduleForm::saved, form.get(), [this](const std::string& id) { saved = id; });
    }

    ConnectionList connections{bus};
    std::unique_ptr<ScheduleForm> form;
    ScheduleForm::Field field = ScheduleForm::Field::Whole;
    QString refused;
    std::string saved;
};

TEST_F(ScheduleForms, WhatIsMissingStandsInItsField) {
    make({});
    protocol::ScheduleConfig config = ScheduleForm::usual("", u"/backups"_s);
    form->save(config, {}, {});
    EXPECT_EQ(field, ScheduleForm::Field::Name);
    config.name = "nightly";
    form->save(config, {}, {});
    EXPECT_EQ(field, ScheduleForm::Field::Connection);
    config.connection = "shop";
    config.when.clear();
    form->save(config, {}, {});
    EXPECT_EQ(field, ScheduleForm::Field::When);
    config.when = "every hour";
    config.destination = "here";
    form->save(config, {}, {});
    EXPECT_EQ(field, ScheduleForm::Field::Folder);
    config.destination = "/backups";
    config.encrypted = true;
    form->save(config, {}, {});
    EXPECT_EQ(field, ScheduleForm::Field::Passphrase);
    form->save(config, Secret("a"), Secret("b"));
    EXPECT_TRUE(refused.contains(u"not the same"_s));
    EXPECT_TRUE(engine.commands<protocol::SaveSchedule>().empty());
}

TEST_F(ScheduleForms, APassphraseGoesIntoTheStoreAndOnlyItsIdIntoTheSchedule) {
    std::string kept;
    engine.on<protocol::KeepSecret>([&](RequestId id, const protocol::KeepSecret& command) {
        kept = bus.secrets()->copyOf(command.secret).reveal();
        engine.finish(id, protocol::SecretKept{"id7"});
    });
    make({});
    protocol::ScheduleConfig config = ScheduleForm::usual("shop", u"/backups"_s);
    config.encrypted = true;
    form->save(config, Secret("open"), Secret("open"));
    deliver();
    EXPECT_EQ(kept, "open");
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].config.passphrase, (protocol::SecretSource{protocol::SecretOrigin::Stored, "id7"}));
    EXPECT_EQ(saved, "new");
    // Changing something else later does not ask for it again.
    ScheduleEntry before;
    before.id = "new";
    before.config = sent[0].config;
    make(before);
    form->save(before.config, {}, {});
    deliver();
    EXPECT_EQ(engine.commands<protocol::SaveSchedule>().size(), 2U);
    EXPECT_EQ(engine.commands<protocol::KeepSecret>().size(), 1U);
}

TEST_F(ScheduleForms, ATimeThatIsNotUnderstoodStandsInItsField) {
    engine.on<protocol::SaveSchedule>([this](RequestId id, const protocol::SaveSchedule&) {
        Error error = makeError(ErrorKind::InvalidInput, "\"evry\" is not understood in the schedule.", "");
        error.where = TextSpan{0, 4};
        engine.finish(id, protocol::RequestFailed{error, {}});
    });
    make({});
    form->save(ScheduleForm::usual("shop", u"/backups"_s), {}, {});
    deliver();
    EXPECT_EQ(field, ScheduleForm::Field::When);
    EXPECT_FALSE(form->isSaving());
}

TEST(ScheduleWords, TellWhenAndWhatCameOfIt) {
    ScheduleEntry entry = scheduleOf("s1", "nightly");
    EXPECT_EQ(nextRunText(entry, kNowOfSchedules), u"in 3 h"_s);
    EXPECT_EQ(soonText(kNowOfSchedules + 300'000, kNowOfSchedules), u"in 5 min"_s);
    EXPECT_EQ(soonText(kNowOfSchedules + 1'000, kNowOfSchedules), u"in less than a minute"_s);
    EXPECT_EQ(soonText(0, kNowOfSchedules), u"never"_s);
    entry.waitsFor = "the machine runs on its battery";
    EXPECT_EQ(nextRunText(entry, kNowOfSchedules), u"Waits: the machine runs on its battery"_s);
    entry.state.outcome = RunOutcome::Failed;
    entry.state.lastEnded = kNowOfSchedules - 3 * kHourOfSchedules;
    entry.state.failures = 2;
    EXPECT_EQ(lastRunText(entry, kNowOfSchedules), u"Failed, 3 h ago, 2 times in a row"_s);
    entry.config.keep.days = 7;
    entry.config.keep.weekly = 1;
    EXPECT_EQ(scheduleSummary(entry.config),
              u"shop → /backups · verified · drill each week · keeps all of 7 days, 1 weekly"_s);
}

TEST(BackupSummaries, TellWhatIsOldestAndNotProvedOfSchedulesThatAreOn) {
    std::vector<ScheduleEntry> schedules{scheduleOf("s1", "nightly"), scheduleOf("s2", "weekly")};
    std::vector<protocol::BackupEntry> backups;
    const auto add = [&backups](const char* schedule, BackupState state, std::int64_t hoursAgo) {
        protocol::BackupEntry entry;
        entry.schedule = schedule;
        entry.state = state;
        entry.begunAt = kNowOfSchedules - hoursAgo * kHourOfSchedules;
        backups.push_back(entry);
    };
    EXPECT_FALSE(oldestUnproved(backups, schedules));
    add("", BackupState::Made, 9'000);
    EXPECT_FALSE(oldestUnproved(backups, schedules)) << "made by hand";
    add("s1", BackupState::Verified, 100);
    add("s1", BackupState::Proved, 90);
    EXPECT_FALSE(oldestUnproved(backups, schedules)) << "a younger one is proved";
    add("s1", BackupState::Verified, 72);
    add("s1", BackupState::Verified, 48);
    add("s2", BackupState::Made, 50);
    const auto found = oldestUnproved(backups, schedules);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->schedule, u"nightly"_s);
    EXPECT_EQ(found->since, kNowOfSchedules - 72 * kHourOfSchedules);
    schedules[0].config.enabled = false;
    EXPECT_EQ(oldestUnproved(backups, schedules)->schedule, u"weekly"_s);
}

TEST(BackupSummaries, AProofOfOneDatabaseIsNoneOfAnother) {
    std::vector<ScheduleEntry> schedules{scheduleOf("s1", "nightly")};
    std::vector<protocol::BackupEntry> backups;
    const auto add = [&backups](const char* database, BackupState state, std::int64_t hoursAgo) {
        protocol::BackupEntry entry;
        entry.schedule = "s1";
        entry.database = database;
        entry.state = state;
        entry.begunAt = kNowOfSchedules - hoursAgo * kHourOfSchedules;
        backups.push_back(entry);
    };
    add("a", BackupState::Verified, 30);
    add("b", BackupState::Verified, 20);
    add("a", BackupState::Proved, 10);
    const auto found = oldestUnproved(backups, schedules);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->since, kNowOfSchedules - 20 * kHourOfSchedules);
    add("b", BackupState::Proved, 5);
    EXPECT_FALSE(oldestUnproved(backups, schedules));
}

TEST_F(Schedules, ASummaryHasWhatRunsAndWhatIsNext) {
    listed.entries[1].nextAt = kNowOfSchedules + kHourOfSchedules;
    listed.entries[0].state.outcome = RunOutcome::Failed;
    listed.entries[0].state.trouble = "The disk is full.";
    static_cast<void>(jobs.verify({.id = "b", .database = "shop"}));
    const BackupSummary summary = backupSummary({}, listed.entries, jobs, kNowOfSchedules);
    EXPECT_EQ(summary.next, u"Next: weekly, in 1 h"_s);
    EXPECT_EQ(summary.trouble, u"nightly: The disk is full."_s);
    EXPECT_EQ(summary.running, QStringList{u"Verifying the backup of shop: Beginning…"_s});
    EXPECT_EQ(summary.proof, u"No schedule has made a backup yet"_s);
    EXPECT_EQ(summary.text().split(u'\n').size(), 4);
}

} // namespace
} // namespace dbv::viewmodel
