// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/history_list.h"
#include "viewmodel/moment_text.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;

class HistoryLists : public ::testing::Test {
protected:
    HistoryLists() {
        engine.on<protocol::SearchHistory>([this](RequestId id, const protocol::SearchHistory& asked) {
            protocol::HistoryFound answer = found;
            if (asked.before) {
                answer = older;
            }
            engine.finish(id, answer);
        });
        engine.on<protocol::RemoveHistory>([this](RequestId id, const protocol::RemoveHistory& asked) {
            engine.finish(id, protocol::HistoryRemoved{asked.ids.size()});
        });
    }
    static protocol::HistoryEntry entry(std::int64_t id, std::string sql) {
        protocol::HistoryEntry made;
        made.id = id;
        made.at = QDateTime::currentMSecsSinceEpoch();
        made.connection = "shop";
        made.sql = std::move(sql);
        return made;
    }
    void answer() {
        EXPECT_TRUE(QTest::qWaitFor([this] { return !list.searching(); }));
    }
    [[nodiscard]] std::vector<protocol::SearchHistory> asked() const {
        return engine.commands<protocol::SearchHistory>();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    HistoryList list{bus};
    protocol::HistoryFound found;
    protocol::HistoryFound older;
};

TEST_F(HistoryLists, ShowTheFirstLineAndWhatCameOfAStatement) {
    const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    found.entries = {entry(2, "\n select 1,\n 2"), entry(1, "drop table a")};
    found.entries[0].rows = 1234;
    found.entries[1].outcome = protocol::HistoryOutcome::Refused;
    found.entries[1].error = "The connection is read only.";
    list.refresh();
    answer();
    ASSERT_EQ(list.rowCount(), 2);
    EXPECT_EQ(list.index(0).data().toString(), u"select 1, …"_s);
    const QString note = list.index(0).data(HistoryList::NoteRole).toString();
    EXPECT_TRUE(note.contains(u"shop · "_s + QLocale().toString(1234) + u" rows"_s)) << qPrintable(note);
    const QString refused = list.index(1).data(HistoryList::NoteRole).toString();
    EXPECT_TRUE(refused.endsWith(u"Refused · The connection is read only."_s)) << qPrintable(refused);
    EXPECT_EQ(list.index(1).data(HistoryList::OutcomeRole).toInt(),
              static_cast<int>(protocol::HistoryOutcome::Refused));
    EXPECT_TRUE(list.index(1).data(Qt::AccessibleTextRole).toString().startsWith(u"drop table a, Refused"_s));
}

TEST_F(HistoryLists, AskForWhatTheFilterSaysAndNotTwice) {
    const HistoryFilter filter{.text = u"é"_s, .connection = u"shop"_s, .outcome = protocol::HistoryOutcome::Failed};
    list.setFilter(filter);
    list.setFilter(filter);
    answer();
    ASSERT_EQ(asked().size(), 1U);
    EXPECT_EQ(asked()[0].text, "é");
    EXPECT_EQ(asked()[0].connection, "shop");
    EXPECT_EQ(asked()[0].outcome, protocol::HistoryOutcome::Failed);
}

TEST_F(HistoryLists, FetchOlderStatementsWhenSomebodyLooksForThem) {
    found.entries = {entry(9, "a"), entry(8, "b")};
    found.more = true;
    older.entries = {entry(7, "c")};
    list.refresh();
    answer();
    ASSERT_TRUE(list.canFetchMore({}));
    list.fetchMore({});
    EXPECT_FALSE(list.canFetchMore({}));
    answer();
    EXPECT_EQ(asked().back().before, 8);
    ASSERT_EQ(list.rowCount(), 3);
    EXPECT_EQ(list.entry(2).sql, "c");
    EXPECT_FALSE(list.canFetchMore({}));
}

TEST_F(HistoryLists, ANewQuestionTakesThePlaceOfTheOneBefore) {
    std::vector<RequestId> waiting;
    engine.on<protocol::SearchHistory>(
        [&waiting](RequestId id, const protocol::SearchHistory&) { waiting.push_back(id); });
    list.setFilter({.text = u"a"_s, .connection = {}, .outcome = {}});
    list.setFilter({.text = u"ab"_s, .connection = {}, .outcome = {}});
    found.entries = {entry(1, "late")};
    engine.finish(waiting[0], found);
    found.entries = {entry(2, "right")};
    engine.finish(waiting[1], found);
    answer();
    ASSERT_EQ(list.rowCount(), 1);
    EXPECT_EQ(list.entry(0).sql, "right");
}

TEST_F(HistoryLists, RemoveEntriesAndAskAnew) {
    const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    found.entries = {entry(9, "a"), entry(8, "b"), entry(7, "c")};
    list.refresh();
    answer();
    list.remove({0, 2});
    EXPECT_TRUE(QTest::qWaitFor([this] { return asked().size() == 2; }));
    answer();
    ASSERT_EQ(engine.commands<protocol::RemoveHistory>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::RemoveHistory>()[0].ids, (std::vector<std::int64_t>{9, 7}));
    list.remove({});
    EXPECT_EQ(engine.commands<protocol::RemoveHistory>().size(), 1U);
}

TEST_F(HistoryLists, TellWhyTheyAreEmpty) {
    list.refresh();
    EXPECT_EQ(list.emptyText(), QString());
    answer();
    EXPECT_TRUE(list.emptyText().startsWith(u"No statement was sent yet."_s));
    list.setFilter({.text = u"x"_s, .connection = {}, .outcome = {}});
    answer();
    EXPECT_TRUE(list.emptyText().startsWith(u"No statement matches."_s));
    found.isPrivate = true;
    list.setFilter({});
    answer();
    EXPECT_TRUE(list.emptyText().startsWith(u"Nothing is recorded"_s));
    found.entries = {entry(1, "a")};
    list.refresh();
    answer();
    EXPECT_EQ(list.emptyText(), QString());
}

TEST_F(HistoryLists, SwitchPrivacyAndShowWhatHoldsThen) {
    engine.on<protocol::SetHistoryPrivacy>([this](RequestId id, const protocol::SetHistoryPrivacy& asked) {
        found.connections = {{asked.connection, asked.isPrivate}};
        engine.finish(id, protocol::HistoryPrivacySet{asked.isPrivate});
    });
    list.setPrivate(u"shop"_s, true);
    EXPECT_TRUE(QTest::qWaitFor([this] { return list.isPrivate(u"shop"_s); }));
    EXPECT_FALSE(list.isPrivate(u"other"_s));
}

TEST_F(HistoryLists, SayWhyThereIsNoAnswer) {
    engine.on<protocol::SearchHistory>([this](RequestId id, const protocol::SearchHistory&) {
        engine.finish(id,
                      protocol::RequestFailed{makeError(ErrorKind::IoError, "The disk is full.", "Free some."), {}});
    });
    QSignalSpy failed(&list, &HistoryList::failed);
    list.refresh();
    answer();
    ASSERT_EQ(failed.count(), 1);
    EXPECT_EQ(failed[0][0].toString(), u"The disk is full. Free some."_s);
}

TEST(MomentText, IsAsShortAsTheDayAllows) {
    const QDateTime noon(QDate(2026, 11, 28), QTime(12, 0));
    const auto text = [&noon](const QDateTime& at) {
        return momentText(at.toMSecsSinceEpoch(), noon.toMSecsSinceEpoch());
    };
    EXPECT_EQ(text(noon.addSecs(-3600)), u"11:00:00"_s);
    EXPECT_EQ(text(noon.addDays(-1)), u"Yesterday 12:00:00"_s);
    EXPECT_EQ(text(noon.addDays(-2)), u"2026-11-26 12:00"_s);
}

} // namespace

} // namespace dbv::viewmodel
