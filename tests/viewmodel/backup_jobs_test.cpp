// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_jobs.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/backup_form.h"
#include "viewmodel/backup_progress.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::BackupCheck;
using protocol::BackupState;

class BackupWorks : public ::testing::Test {
protected:
    BackupWorks() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++lastConnection};
            facts.connector = command.target.config.connector;
            facts.database = "/srv/" + command.target.config.database;
            facts.title = command.target.config.database;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        entry.id = "b1";
        entry.engine = "postgres";
        entry.connection = "shop";
        entry.database = "shop";
        entry.state = BackupState::Verified;
        entry.objects = 12;
        entry.rows = 3'500;
        entry.bytes = 1'258'291;
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    ConnectionId open(const char* connector, const char* database) {
        protocol::ConnectionConfig config;
        config.connector = connector;
        config.database = database;
        connections.open(config, [](const auto&) {});
        deliver();
        return ConnectionId{lastConnection};
    }
    [[nodiscard]] RequestId last() const { return engine.lastRequest(); }
    void fail(RequestId id, ErrorKind kind, const char* message) {
        engine.finish(id, protocol::RequestFailed{makeError(kind, message, ""), {}});
        deliver();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    BackupList list{bus};
    BackupJobs jobs{bus};
    protocol::BackupEntry entry;
    std::uint64_t lastConnection = 0;
};

TEST_F(BackupWorks, OfAllDatabasesTellWhoseTurnItIsAndWhatBecameOfEach) {
    BackupForm form(jobs, list, connections, bus);
    BackupForm::Choices choices;
    choices.connection = open("postgres", "shop");
    choices.allDatabases = true;
    choices.except = {"crm_old"};
    choices.folder = u"/b"_s;
    choices.scope.content = DumpContent::Structure;
    choices.encrypted = true;
    form.start(choices, Secret("geheim"), Secret("geheim"));
    const auto sent = engine.commands<protocol::StartServerBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].destination, "/b/");
    EXPECT_EQ(sent[0].content, DumpContent::Structure);
    EXPECT_EQ(sent[0].except, std::vector<std::string>{"crm_old"});
    EXPECT_TRUE(sent[0].passphrase);
    const RequestId request = last();
    protocol::JobProgressed progress{"dumping", 1 << 20, 0, "bytes", 0.5};
    progress.backup = "b7";
    progress.turn = {"shop", 2, 3};
    engine.say(request, progress);
    deliver();
    const BackupJob& job = *jobs.all().front();
    EXPECT_EQ(job.backup(), "b7") << "its row tells of it";
    EXPECT_EQ(job.status(), u"about 50 % · shop (database 2 of 3) · Copying the database: 1.0 MB"_s);
    protocol::ServerBackedUp made;
    made.databases.resize(3);
    made.databases[0].database = "crm";
    made.databases[0].entry = entry;
    made.databases[1].database = "shop";
    made.databases[1].error = makeError(ErrorKind::SqlError, "No permission.", "");
    made.databases[2].database = "web";
    made.databases[2].entry = entry;
    made.databases[2].entry->id = "b9";
    engine.finish(request, made);
    deliver();
    EXPECT_EQ(job.state(), BackupJob::State::Failed);
    EXPECT_TRUE(job.report().contains(u"2 of 3 databases are backed up"_s)) << job.report().toStdString();
    EXPECT_TRUE(job.report().contains(u"shop: No permission."_s)) << job.report().toStdString();
    EXPECT_TRUE(jobs.passphraseOf("b1").id()) << "nobody is asked for it again";
    EXPECT_TRUE(jobs.passphraseOf("b9").id());
}

TEST_F(BackupWorks, TellPhasesCountsAndWhatCameOfIt) {
    const ConnectionId connection = open("postgres", "shop");
    int ended = 0;
    QObject::connect(&jobs, &BackupJobs::ended, &jobs, [&ended](const BackupJob&) { ++ended; });
    BackupJob& job = jobs.make({.connection = connection, .destination = "/b/"}, u"shop"_s, {});
    const RequestId request = last();
    EXPECT_EQ(job.status(), u"Beginning…"_s);
    EXPECT_FALSE(job.fraction());
    engine.say(request, protocol::JobProgressed{"dumping", 1 << 20, 4 << 20, "bytes"});
    deliver();
    EXPECT_EQ(job.status(), u"Copying the database: 1.0 MB of 4.0 MB"_s);
    EXPECT_DOUBLE_EQ(job.fraction().value_or(0), 0.25);
    engine.say(request, protocol::JobProgressed{"reading", 0, 0, "bytes"});
    deliver();
    EXPECT_FALSE(job.fraction()) << "no bar that nobody can measure";
    ASSERT_EQ(job.log().size(), 3U);
    EXPECT_EQ(job.log()[1].text, u"Copying the database: 1.0 MB"_s);
    engine.finish(request, protocol::BackupFinished{entry, {{"warning", "It locks tables."}}, {}, 2'310});
    deliver();
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(job.state(), BackupJob::State::Done);
    EXPECT_EQ(job.backup(), "b1");
    EXPECT_EQ(job.report(),
              u"Backed up shop in 2.31 s: 12 objects, 3,500 rows, 1.2 MB. Verified: it was read back and is "
              "as it was written.\nIt locks tables."_s);
    EXPECT_EQ(jobs.lastOf("b1"), &job);
    EXPECT_EQ(jobs.running(), 0U);
}

TEST_F(BackupWorks, TellOneShareOfTheWholeOverAllPhases) {
    BackupJob& job = jobs.make({.connection = open("postgres", "shop"), .destination = "/b/"}, u"shop"_s, {});
    const RequestId request = last();
    engine.say(request, protocol::JobProgressed{"dumping", 1 << 20, 4 << 20, "bytes", 0.1, "b7"});
    deliver();
    EXPECT_EQ(job.status(), u"about 10 % · Copying the database: 1.0 MB of 4.0 MB"_s);
    EXPECT_EQ(job.fraction(), 0.1) << "and not what the phase is";
    EXPECT_EQ(job.backup(), "b7");
    engine.say(request, protocol::JobProgressed{"restoring", 0, 0, "bytes", 0.669, "b7"});
    deliver();
    EXPECT_EQ(job.status(), u"about 66 % · Restoring"_s);
    EXPECT_EQ(job.fraction(), 0.669) << "nobody can measure the phase, and the share stays";
}

TEST_F(BackupWorks, AreToldInTheListOfBackupsWhileTheyRun) {
    ScheduleList schedules{bus};
    const BackupProgress progress(list, jobs, schedules);
    protocol::BackupsListed listed{{entry}, {}};
    listed.entries.push_back(entry);
    listed.entries[1].id = "b2";
    listed.entries[1].state = BackupState::Running;
    engine.on<protocol::ListBackups>([&](RequestId id, const protocol::ListBackups&) { engine.finish(id, listed); });
    protocol::SchedulesListed runs;
    engine.on<protocol::ListSchedules>([&](RequestId id, const protocol::ListSchedules&) { engine.finish(id, runs); });
    list.refresh();
    deliver();
    const auto told = [this](int row) { return list.index(row, BackupList::DatabaseColumn).data().toString(); };
    EXPECT_EQ(told(1), u"shop"_s);
    static_cast<void>(jobs.verify(entry));
    const RequestId request = last();
    QSignalSpy changed(&list, &BackupList::dataChanged);
    engine.say(request, protocol::JobProgressed{"reading", 1 << 20, 2 << 20, "bytes", 0.5, "b1"});
    deliver();
    EXPECT_EQ(told(0), u"shop · about 50 % · Reading the backup: 1.0 MB of 2.0 MB"_s);
    ASSERT_FALSE(changed.isEmpty());
    EXPECT_EQ(changed.back()[0].toModelIndex().row(), 0);
    EXPECT_EQ(told(1), u"shop"_s) << "of that one nobody has told anything";
    // A process of its own makes the other one.
    protocol::ScheduleEntry run;
    run.id = "s1";
    run.state.outcome = protocol::RunOutcome::Running;
    run.progress = protocol::RunProgress{"dumping", 1 << 20, 4 << 20, "bytes", 0.08, "b2"};
    runs.entries = {run};
    const auto asked = engine.commands<protocol::ListBackups>().size();
    schedules.refresh();
    deliver();
    EXPECT_EQ(told(1), u"shop · about 8 % · Copying the database: 1.0 MB of 4.0 MB"_s);
    EXPECT_TRUE(list.index(1, 0).data(Qt::ToolTipRole).toString().contains(u"Copying the database"_s));
    EXPECT_GT(engine.commands<protocol::ListBackups>().size(), asked) << "the list has a new one";
    runs.entries[0].state.outcome = protocol::RunOutcome::Succeeded;
    engine.finish(request, protocol::BackupChecked{entry, {}, 10});
    schedules.refresh();
    deliver();
    EXPECT_EQ(told(0), u"shop"_s);
    EXPECT_EQ(told(1), u"shop"_s);
}

TEST_F(BackupWorks, ADrillTellsEachDifferenceInWords) {
    BackupJob& job = jobs.drill(entry, open("postgres", "shop"));
    ASSERT_EQ(engine.commands<protocol::DrillBackup>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::DrillBackup>()[0].connection, ConnectionId{1});
    entry.state = BackupState::Failed;
    engine.finish(last(), protocol::BackupChecked{entry,
                                                  {{{"table", "public", "orders", 12}, "has 12 rows instead of 13"},
                                                   {{"index", "public", "by_day", {}}, "is missing"}},
                                                  1'000});
    deliver();
    EXPECT_EQ(job.state(), BackupJob::State::Failed);
    const QStringList lines = job.report().split(u'\n');
    ASSERT_EQ(lines.size(), 3);
    EXPECT_TRUE(lines[0].contains(u"2 objects are different."_s)) << qPrintable(lines[0]);
    EXPECT_EQ(lines[1], u"Table public.orders has 12 rows instead of 13."_s);
    EXPECT_EQ(lines[2], u"Index public.by_day is missing."_s);
}

TEST_F(BackupWorks, ADrillWithoutDifferencesIsAProofWithItsTime) {
    BackupJob& job = jobs.drill(entry, std::nullopt);
    entry.state = BackupState::Proved;
    entry.recoveryMs = 2'310;
    engine.finish(last(), protocol::BackupChecked{entry, {}, 4'000});
    deliver();
    EXPECT_EQ(job.state(), BackupJob::State::Done);
    EXPECT_EQ(job.report(),
              u"Restored into an empty database in 2.31 s and compared: 12 objects with 3,500 rows, all as "
              "they were backed up. Proved."_s);
}

TEST_F(BackupWorks, DifferencesToALivingDatabaseAreNoFailure) {
    BackupJob& job = jobs.compare(entry, open("postgres", "shop"));
    engine.finish(last(), protocol::BackupChecked{entry, {{{"table", "", "a", {}}, "has other rows"}}, 10});
    deliver();
    EXPECT_EQ(job.state(), BackupJob::State::Done);
    EXPECT_TRUE(job.report().contains(u"1 object is different."_s));
}

TEST_F(BackupWorks, StopAsksTheEngineAndSaysSoWhenItHasStopped) {
    BackupJob& job = jobs.verify(entry);
    const RequestId request = last();
    job.stop();
    job.stop();
    ASSERT_EQ(engine.commands<protocol::CancelRequest>().size(), 1U);
    EXPECT_EQ(job.state(), BackupJob::State::Running) << "nobody has confirmed it";
    EXPECT_EQ(job.status(), u"Stopping…"_s);
    fail(request, ErrorKind::Cancelled, "Cancelled.");
    EXPECT_EQ(job.state(), BackupJob::State::Stopped);
}

TEST_F(BackupWorks, APassphraseIsAskedForOnceAndRemembered) {
    int wanted = 0;
    QObject::connect(&jobs, &BackupJobs::passphraseWanted, &jobs, [&wanted](const BackupJob&) { ++wanted; });
    BackupJob& job = jobs.verify(entry);
    fail(last(), ErrorKind::WrongPassphrase, "It is encrypted.");
    ASSERT_EQ(wanted, 1);
    EXPECT_TRUE(job.wantsPassphrase());
    jobs.retry(job, Secret("right"));
    const auto sent = engine.commands<protocol::VerifyBackup>().back().passphrase;
    ASSERT_TRUE(sent);
    EXPECT_EQ(bus.secrets()->copyOf(*sent).reveal(), "right");
    engine.finish(last(), protocol::BackupChecked{entry, {}, 10});
    deliver();
    EXPECT_EQ(job.state(), BackupJob::State::Done);
    static_cast<void>(jobs.drill(entry, std::nullopt));
    EXPECT_TRUE(engine.commands<protocol::DrillBackup>().back().passphrase);
}

TEST_F(BackupWorks, OnlySoManyThatAreOverAreKept) {
    for (std::size_t i = 0; i < BackupJobs::kMostEnded + 5; ++i) {
        static_cast<void>(jobs.verify(entry));
        fail(last(), ErrorKind::IoError, "No.");
    }
    EXPECT_EQ(jobs.all().size(), BackupJobs::kMostEnded);
    jobs.dismiss(*jobs.all().front());
    EXPECT_EQ(jobs.all().size(), BackupJobs::kMostEnded - 1);
    BackupJob& running = jobs.verify(entry);
    jobs.dismiss(running);
    EXPECT_EQ(jobs.all().size(), BackupJobs::kMostEnded) << "what runs is not forgotten";
}

TEST_F(BackupWorks, OnlyDatabasesOfItsKindAreOfferedItsOwnFirst) {
    open("postgres", "other");
    open("sqlite", "file");
    open("postgres", "shop");
    const auto places = placesFor(entry, connections);
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0]->facts.title, "shop");
    EXPECT_EQ(places[1]->facts.title, "other");
}

class BackupForms : public BackupWorks {
protected:
    BackupForms() {
        QObject::connect(&form, &BackupForm::refused, &form, [this](BackupForm::Field field, const QString& message) {
            refusedField = field;
            refused = message;
        });
        QObject::connect(&form, &BackupForm::begun, &form, [this](BackupJob&) { ++begun; });
        choices.connection = open("postgres", "shop");
        choices.folder = u"/backups"_s;
    }

    BackupForm form{jobs, list, connections, bus};
    BackupForm::Choices choices;
    BackupForm::Field refusedField = BackupForm::Field::Whole;
    QString refused;
    int begun = 0;
};

TEST_F(BackupForms, TheDefaultsAreEnough) {
    form.start(choices, {}, {});
    ASSERT_EQ(engine.commands<protocol::StartBackup>().size(), 1U);
    const protocol::StartBackup sent = engine.commands<protocol::StartBackup>()[0];
    EXPECT_EQ(sent.destination, "/backups/");
    EXPECT_EQ(sent.compression, "zstd");
    EXPECT_EQ(sent.check, BackupCheck::Verify);
    EXPECT_FALSE(sent.passphrase);
    EXPECT_TRUE(form.isBeginning());
    engine.say(last(), protocol::JobProgressed{"dumping", 0, 0, "bytes"});
    deliver();
    EXPECT_EQ(begun, 1);
    EXPECT_FALSE(form.isBeginning());
}

TEST_F(BackupForms, WhatIsMissingStandsInItsField) {
    choices.folder = u"backups"_s;
    form.start(choices, {}, {});
    EXPECT_EQ(refusedField, BackupForm::Field::Folder);
    choices.folder = u"/backups/"_s;
    choices.encrypted = true;
    form.start(choices, {}, {});
    EXPECT_EQ(refusedField, BackupForm::Field::Passphrase);
    refused.clear();
    form.start(choices, Secret("one"), Secret("two"));
    EXPECT_TRUE(refused.contains(u"not the same"_s));
    choices.connection = ConnectionId{99};
    form.start(choices, Secret("one"), Secret("one"));
    EXPECT_EQ(refusedField, BackupForm::Field::Database);
    EXPECT_TRUE(engine.commands<protocol::StartBackup>().empty());
}

TEST_F(BackupForms, AFailureBeforeAnythingHasBegunStandsInItsFieldToo) {
    form.start(choices, {}, {});
    fail(last(), ErrorKind::IoError, "The folder is not there.");
    EXPECT_EQ(refusedField, BackupForm::Field::Folder);
    EXPECT_EQ(refused, u"The folder is not there."_s);
    EXPECT_EQ(begun, 0);
    EXPECT_FALSE(form.isBeginning());
    form.start(choices, {}, {});
    fail(last(), ErrorKind::Unsupported, "There is no pg_dump.");
    EXPECT_EQ(refusedField, BackupForm::Field::Database);
}

TEST_F(BackupForms, TheFolderIsWhereTheLastBackupOfTheDatabaseWent) {
    protocol::BackupsListed listed;
    protocol::BackupEntry other = entry;
    other.connection = "other";
    other.path = "/elsewhere/x.dbvbackup";
    entry.path = "/mine/y.dbvbackup";
    listed.entries = {other, entry};
    engine.on<protocol::ListBackups>([&](RequestId id, const protocol::ListBackups&) { engine.finish(id, listed); });
    EXPECT_TRUE(QDir(form.usualFolder(choices.connection)).exists());
    list.refresh();
    deliver();
    EXPECT_EQ(form.usualFolder(choices.connection), u"/mine"_s);
    EXPECT_EQ(form.usualFolder(ConnectionId{77}), u"/elsewhere"_s);
}

TEST_F(BackupWorks, NeedNoServerWhereDatabasesAreFiles) {
    EXPECT_FALSE(drillsByItself(entry, connections)) << "the engine has not said yet what there is";
    ConnectorInfo server;
    server.id = "postgres";
    server.defaultPort = 5432;
    ConnectorInfo files;
    files.id = "files";
    connections.setConnectors({server, files});
    EXPECT_FALSE(drillsByItself(entry, connections));
    entry.engine = "files";
    EXPECT_TRUE(drillsByItself(entry, connections));
    entry.engine = "gone";
    EXPECT_FALSE(drillsByItself(entry, connections));
}

} // namespace
} // namespace dbv::viewmodel
