// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_list.h"

#include <set>

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/backup_contents.h"
#include "viewmodel/backup_words.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::BackupState;

constexpr std::int64_t kHourOfTest = 3'600'000;

class BackupLists : public ::testing::Test {
protected:
    BackupLists() {
        engine.on<protocol::ListBackups>(
            [this](RequestId id, const protocol::ListBackups&) { engine.finish(id, listed); });
        add("b4", BackupState::Proved, "shop", "/srv/shop.db", 1);
        add("b3", BackupState::Verified, "shop", "/srv/shop.db", 2);
        add("b2", BackupState::Made, "crm", "crm", 50);
        add("b1", BackupState::Failed, "crm", "crm", 100);
        listed.entries[0].recoveryMs = 2'310;
        listed.entries[3].trouble = "The disk was full.";
        listed.entries[3].bytes = 0;
    }
    void add(const char* id, BackupState state, const char* connection, const char* database, std::int64_t hours) {
        protocol::BackupEntry entry;
        entry.id = id;
        entry.state = state;
        entry.engine = "sqlite";
        entry.connection = connection;
        entry.database = database;
        entry.path = std::string("/backups/") + connection + "/" + id + ".dbvbackup";
        entry.begunAt = QDateTime::currentMSecsSinceEpoch() - hours * kHourOfTest;
        entry.bytes = 1'000'000 + static_cast<std::uint64_t>(hours);
        listed.entries.push_back(entry);
    }
    void read() {
        list.refresh();
        ASSERT_TRUE(QTest::qWaitFor([this] { return !list.isReading(); }));
    }
    [[nodiscard]] QStringList column(int which) const {
        QStringList texts;
        for (int row = 0; row < list.rowCount(); ++row) {
            texts << list.index(row, which).data().toString();
        }
        return texts;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    BackupList list{bus};
    protocol::BackupsListed listed;
};

TEST_F(BackupLists, ShowTheYoungestFirstWithAllThatIsKnown) {
    const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    read();
    EXPECT_EQ(column(BackupList::StateColumn), (QStringList{u"Proved"_s, u"Verified"_s, u"Made"_s, u"Failed"_s}));
    EXPECT_EQ(column(BackupList::DatabaseColumn), (QStringList{u"shop.db"_s, u"shop.db"_s, u"crm"_s, u"crm"_s}));
    EXPECT_EQ(column(BackupList::AgeColumn), (QStringList{u"1 h"_s, u"2 h"_s, u"2 days"_s, u"4 days"_s}));
    EXPECT_EQ(column(BackupList::RecoveryColumn), (QStringList{u"2.31 s"_s, u""_s, u""_s, u""_s}));
    EXPECT_EQ(list.index(3, BackupList::SizeColumn).data().toString(), QString());
    EXPECT_TRUE(list.index(3, 0).data(Qt::ToolTipRole).toString().contains(u"The disk was full."_s));
    EXPECT_EQ(list.index(0, 0).data(BackupList::kStateRole).toInt(), static_cast<int>(BackupState::Proved));
    EXPECT_EQ(list.connections(), (QStringList{u"crm"_s, u"shop"_s}));
    listed.entries[1].scope.objects = {{"", "orders"}, {"", "lines"}};
    read();
    EXPECT_EQ(list.index(1, BackupList::DatabaseColumn).data().toString(), u"shop.db (only 2 chosen objects)"_s);
    EXPECT_EQ(list.folderOf("crm"), u"/backups/crm"_s);
    EXPECT_EQ(list.folderOf("other"), QString());
}

TEST_F(BackupLists, EachStateHasAnotherWordAndAnotherMeaning) {
    std::set<QString> words;
    std::set<QString> meanings;
    for (const BackupState state :
         {BackupState::Running, BackupState::Failed, BackupState::Made, BackupState::Verified, BackupState::Proved}) {
        words.insert(backupStateText(state));
        meanings.insert(backupStateHelp(state));
    }
    EXPECT_EQ(words.size(), 5U);
    EXPECT_EQ(meanings.size(), 5U);
}

TEST_F(BackupLists, AreFilteredByWordsConnectionAndState) {
    read();
    list.setFilter({.text = u"CRM disk"_s, .connection = {}, .state = {}});
    EXPECT_EQ(column(BackupList::StateColumn), QStringList{u"Failed"_s});
    list.setFilter({.text = {}, .connection = u"crm"_s, .state = BackupState::Made});
    EXPECT_EQ(column(BackupList::StateColumn), QStringList{u"Made"_s});
    EXPECT_EQ(list.rowOf("b2"), 0);
    EXPECT_EQ(list.rowOf("b4"), -1);
    list.setFilter({.text = u"nothing like it"_s, .connection = {}, .state = {}});
    EXPECT_EQ(list.rowCount(), 0);
    EXPECT_TRUE(list.emptyText().startsWith(u"No backup matches"_s)) << qPrintable(list.emptyText());
    EXPECT_EQ(engine.commands<protocol::ListBackups>().size(), 1U);
}

TEST_F(BackupLists, AreSortedByEachColumnAndStaySoWhenTheyAreReadAgain) {
    read();
    list.sort(BackupList::StateColumn, Qt::AscendingOrder);
    EXPECT_EQ(column(BackupList::StateColumn), (QStringList{u"Failed"_s, u"Made"_s, u"Verified"_s, u"Proved"_s}));
    list.sort(BackupList::DatabaseColumn, Qt::DescendingOrder);
    EXPECT_EQ(column(BackupList::StateColumn), (QStringList{u"Proved"_s, u"Verified"_s, u"Made"_s, u"Failed"_s}));
    list.sort(BackupList::SizeColumn, Qt::AscendingOrder);
    EXPECT_EQ(list.entry(0).id, "b1");
    listed.entries[0].bytes = 99'000'000;
    read();
    EXPECT_EQ(list.entry(3).id, "b4");
}

TEST_F(BackupLists, SayWhatToDoFirstWhereThereAreNone) {
    EXPECT_EQ(list.emptyText(), QString()) << "nobody has answered yet";
    listed.entries.clear();
    read();
    EXPECT_TRUE(list.emptyText().contains(u"Ctrl+B"_s));
}

TEST_F(BackupLists, RemoveABackupAndShowWhatIsLeft) {
    engine.on<protocol::DeleteBackup>([this](RequestId id, const protocol::DeleteBackup& asked) {
        std::erase_if(listed.entries, [&asked](const auto& entry) { return entry.id == asked.id; });
        engine.finish(id, listed);
    });
    read();
    list.remove("b3", true);
    EXPECT_TRUE(QTest::qWaitFor([this] { return list.rowCount() == 3; }));
    ASSERT_EQ(engine.commands<protocol::DeleteBackup>().size(), 1U);
    EXPECT_TRUE(engine.commands<protocol::DeleteBackup>()[0].keepFile);
    EXPECT_EQ(list.find("b3"), nullptr);
}

TEST_F(BackupLists, TellWhatCouldNotBeRemovedAndReadAgain) {
    engine.on<protocol::DeleteBackup>([this](RequestId id, const protocol::DeleteBackup&) {
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::IoError, "It is read-only.", "Ask."), {}});
    });
    read();
    QSignalSpy failed(&list, &BackupList::failed);
    list.remove("b3", false);
    EXPECT_TRUE(QTest::qWaitFor([&failed] { return failed.count() == 1; }));
    EXPECT_EQ(failed[0][0].toString(), u"It is read-only. Ask."_s);
    EXPECT_EQ(list.rowCount(), 4);
    EXPECT_EQ(engine.commands<protocol::ListBackups>().size(), 2U);
}

TEST_F(BackupLists, TellHowManyWereFoundInAFolder) {
    engine.on<protocol::ScanBackups>([this](RequestId id, const protocol::ScanBackups& asked) {
        protocol::BackupsListed found;
        found.entries.resize(asked.folder == "/two" ? 2 : 1);
        found.notices = {{"warning", "x is damaged."}};
        engine.finish(id, found);
    });
    QSignalSpy told(&list, &BackupList::scanned);
    list.scan(u"/two"_s);
    EXPECT_TRUE(QTest::qWaitFor([&told] { return told.count() == 1; }));
    EXPECT_EQ(told[0][0].toString(), u"2 backups were found in /two.\nx is damaged."_s);
    list.scan(u"/one"_s);
    EXPECT_TRUE(QTest::qWaitFor([&told] { return told.count() == 2; }));
    EXPECT_TRUE(told[1][0].toString().startsWith(u"1 backup was found"_s));
}

TEST_F(BackupLists, TheContentsOfAnEncryptedOneComeWithItsPassphrase) {
    BackupJobs jobs(bus);
    BackupContents contents(bus, jobs);
    const QAbstractItemModelTester tester(&contents, QAbstractItemModelTester::FailureReportingMode::Fatal);
    engine.on<protocol::DescribeBackup>([this](RequestId id, const protocol::DescribeBackup& asked) {
        if (!asked.passphrase || bus.secrets()->copyOf(*asked.passphrase).reveal() != "open") {
            engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::WrongPassphrase, "No.", ""), {}});
            return;
        }
        engine.finish(id,
                      protocol::BackupDescribed{.entry = {.id = asked.backup.id},
                                                .begun = {},
                                                .ended = {},
                                                .objects = {{"table", "public", "orders", 12}, {"view", "", "v", {}}}});
    });
    contents.show("b1");
    EXPECT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }));
    EXPECT_TRUE(contents.wantsPassphrase());
    EXPECT_TRUE(contents.message().startsWith(u"It is encrypted"_s));
    contents.open(Secret("wrong"));
    EXPECT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }));
    EXPECT_EQ(contents.message(), u"No."_s);
    contents.open(Secret("open"));
    EXPECT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }));
    ASSERT_EQ(contents.rowCount(), 2);
    EXPECT_EQ(contents.index(0, BackupContents::NameColumn).data().toString(), u"public.orders"_s);
    EXPECT_EQ(contents.index(0, BackupContents::RowsColumn).data().toString(), u"12"_s);
    EXPECT_EQ(contents.index(1, BackupContents::RowsColumn).data().toString(), QString());
    // The next look does not ask again.
    contents.show({});
    contents.show("b1");
    EXPECT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }));
    EXPECT_EQ(contents.rowCount(), 2);
}

TEST(BackupWords, TellAnAgeInOneNumber) {
    constexpr std::int64_t kNow = 1'000 * 24 * kHourOfTest;
    EXPECT_EQ(ageText(0, kNow), QString());
    EXPECT_EQ(ageText(kNow + 5, kNow), u"just now"_s);
    EXPECT_EQ(ageText(kNow - 59'999, kNow), u"just now"_s);
    EXPECT_EQ(ageText(kNow - 60'000, kNow), u"1 min"_s);
    EXPECT_EQ(ageText(kNow - 47 * kHourOfTest, kNow), u"47 h"_s);
    EXPECT_EQ(ageText(kNow - 48 * kHourOfTest, kNow), u"2 days"_s);
    EXPECT_EQ(agoText(kNow - 48 * kHourOfTest, kNow), u"2 days ago"_s);
    EXPECT_EQ(agoText(0, kNow), u"never"_s);
}

TEST(BackupWords, TellProgressWithSpeedAndTimeLeftWhereTheyAreKnown) {
    const auto told = [](protocol::JobProgressed before, const protocol::JobProgressed& now, std::int64_t ms) {
        bus::JobPace pace;
        pace.note(before, 0);
        pace.note(now, ms);
        return jobProgressText(now, pace);
    };
    EXPECT_EQ(told({"reading rows", 0, 0, "rows"}, {"reading rows", 1'200, 0, "rows"}, 3'000),
              u"Reading rows: 1,200 rows · 400 rows/s"_s);
    EXPECT_EQ(told({"dumping", 0, 4 << 20, "bytes"}, {"dumping", 1 << 20, 4 << 20, "bytes"}, 1'000),
              u"Copying the database: 1.0 MB of 4.0 MB · 1.0 MB/s · 3 s left"_s);
    EXPECT_EQ(told({"dumping", 0, 0, "bytes"}, {"restoring", 0, 0, "bytes"}, 3'000), u"Restoring"_s);
    // The time is that of the whole, where its share is known, whatever the phase counts.
    EXPECT_EQ(told({"dumping", 0, 4 << 20, "bytes", 0.1}, {"dumping", 1 << 20, 4 << 20, "bytes", 0.2}, 1'000),
              u"about 20 %, 8 s left · Copying the database: 1.0 MB of 4.0 MB · 1.0 MB/s"_s);
    EXPECT_EQ(told({"unpacking", 0, 0, "bytes", 0.3}, {"restoring", 0, 0, "bytes", 0.3}, 9'000),
              u"about 30 % · Restoring"_s)
        << "nobody knows how long";
    EXPECT_EQ(differenceText({{"table", "public", "orders", {}}, "has 12 rows instead of 13"}),
              u"Table public.orders has 12 rows instead of 13."_s);
}

} // namespace
} // namespace dbv::viewmodel
