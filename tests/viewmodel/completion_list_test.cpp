// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/completion_list.h"

#include <string>

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"

namespace dbv::viewmodel {
namespace {

using protocol::Complete;
using protocol::CompletionFound;
using protocol::CompletionKind;
using Qt::Literals::StringLiterals::operator""_s;

class CompletionListTest : public ::testing::Test {
protected:
    CompletionListTest() {
        m_list.setConnection(ConnectionId{7});
        m_engine.on<Complete>([this](RequestId id, const Complete& asked) {
            m_request = id;
            m_asked = asked;
        });
        QObject::connect(&m_list, &CompletionList::answered, [this] { ++m_answers; });
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void ask(const QString& text, qsizetype caret, std::size_t offset = 0) {
        m_list.ask(text, caret, offset, true);
        deliver();
    }
    void answer(RequestId id, std::vector<protocol::CompletionItem> items, TextSpan replaces) {
        m_engine.finish(id, CompletionFound{.items = std::move(items), .replaces = replaces, .whole = true});
        deliver();
    }
    [[nodiscard]] QString textAt(int row, int role = Qt::DisplayRole) const {
        return m_list.data(m_list.index(row), role).toString();
    }

    support::FakeEngine m_engine;
    bus::CommandBus m_bus{m_engine};
    CompletionList m_list{m_bus};
    RequestId m_request;
    Complete m_asked;
    int m_answers = 0;
};

TEST_F(CompletionListTest, AsksInBytesAndTellsThePlaceInUnitsOfTheText) {
    // Before the word stand a letter of two bytes and one of two units.
    ask(u"é😀 na"_s, 6, 100);
    EXPECT_EQ(m_asked.connection, ConnectionId{7});
    EXPECT_EQ(m_asked.sql, "é😀 na");
    EXPECT_EQ(m_asked.cursor, 9U);
    EXPECT_TRUE(m_asked.automatic);
    EXPECT_FALSE(m_asked.waits);
    EXPECT_TRUE(m_list.isAsking());
    answer(m_request, {{"name", CompletionKind::Column, "text · t"}}, {7, 9});
    EXPECT_FALSE(m_list.isAsking());
    EXPECT_EQ(m_answers, 1);
    EXPECT_EQ(m_list.replaces(), (TextSpan{104, 106}));
    EXPECT_EQ(m_list.typed(), u"na"_s);
    ASSERT_EQ(m_list.rowCount(), 1);
    EXPECT_EQ(textAt(0), u"name"_s);
    EXPECT_EQ(textAt(0, CompletionList::DetailRole), u"text · t"_s);
    EXPECT_EQ(textAt(0, CompletionList::LetterRole), u"C"_s);
    EXPECT_EQ(textAt(0, Qt::AccessibleTextRole), u"name, column, text · t"_s);
    EXPECT_EQ(m_list.data(m_list.index(0), CompletionList::PlacesRole).value<QList<int>>(), (QList<int>{0, 1}));
}

TEST_F(CompletionListTest, ThrowsAnAnswerToAnEarlierQuestionAway) {
    ask(u"n"_s, 1);
    const RequestId earlier = m_request;
    ask(u"na"_s, 2);
    answer(earlier, {{"nothing", CompletionKind::Column, {}}}, {0, 1});
    EXPECT_EQ(m_answers, 0);
    EXPECT_EQ(m_list.rowCount(), 0);
    answer(m_request, {{"name", CompletionKind::Column, {}}}, {0, 2});
    EXPECT_EQ(m_answers, 1);
    EXPECT_EQ(textAt(0), u"name"_s);
    ask(u"nam"_s, 3);
    m_list.dismiss();
    answer(m_request, {{"name", CompletionKind::Column, {}}}, {0, 3});
    EXPECT_EQ(m_answers, 1) << "nobody wants it any more";
    EXPECT_EQ(m_list.rowCount(), 0);
}

TEST_F(CompletionListTest, AcceptsAndRemembers) {
    ask(u"SELECT co"_s, 9, 20);
    answer(m_request,
           {{"count", CompletionKind::Function, "(*)"},
            {"now", CompletionKind::Function, "()"},
            {"current_date", CompletionKind::Function, {}},
            {"\"Cost\"", CompletionKind::Column, {}}},
           {7, 9});
    EXPECT_EQ(m_list.accept(0, 29, QChar()), (CompletionEdit{{27, 29}, u"count()"_s, 1}));
    deliver();
    const auto noted = m_engine.commands<protocol::NoteCompletion>();
    ASSERT_EQ(noted.size(), 1U);
    EXPECT_EQ(noted[0].text, "count");
    EXPECT_EQ(noted[0].kind, CompletionKind::Function);
    EXPECT_EQ(m_list.rowCount(), 0);
}

TEST_F(CompletionListTest, WritesBracketsOnlyWhereAFunctionNeedsThem) {
    const auto accepted = [this](int row, QChar behind) {
        ask(u"c"_s, 1);
        answer(m_request,
               {{"count", CompletionKind::Function, "(*)"},
                {"now", CompletionKind::Function, "()"},
                {"current_date", CompletionKind::Function, {}},
                {"\"Cost\"", CompletionKind::Column, {}}},
               {0, 1});
        return m_list.accept(row, 1, behind);
    };
    EXPECT_EQ(accepted(0, u'('), (CompletionEdit{{0, 1}, u"count"_s, 0})) << "they are there";
    EXPECT_EQ(accepted(1, u' '), (CompletionEdit{{0, 1}, u"now()"_s, 0})) << "nothing goes in";
    EXPECT_EQ(accepted(2, u' '), (CompletionEdit{{0, 1}, u"current_date"_s, 0}));
    EXPECT_EQ(accepted(3, u' '), (CompletionEdit{{0, 1}, u"\"Cost\""_s, 0}));
}

TEST_F(CompletionListTest, ProposesNothingWithoutAConnectionAndBehindAFailure) {
    ask(u"a"_s, 1);
    answer(m_request, {{"ab", CompletionKind::Column, {}}}, {0, 1});
    ask(u"ab"_s, 2);
    m_engine.finish(m_request, protocol::RequestFailed{makeError(ErrorKind::NotFound, "gone"), {}});
    deliver();
    EXPECT_EQ(m_list.rowCount(), 0);
    m_list.setConnection(std::nullopt);
    const std::size_t before = m_engine.commands<Complete>().size();
    ask(u"abc"_s, 3);
    EXPECT_EQ(m_engine.commands<Complete>().size(), before);
    EXPECT_FALSE(m_list.isAsking());
}

TEST_F(CompletionListTest, ReplacesWhatWasTypedSinceItWasAsked) {
    const auto accepted = [this](std::size_t caret) {
        ask(u"ab cd"_s, 4, 10);
        answer(m_request, {{"column", CompletionKind::Column, {}}}, {3, 4});
        return m_list.accept(0, caret, QChar()).replaces;
    };
    EXPECT_EQ(accepted(14), (TextSpan{13, 14}));
    EXPECT_EQ(accepted(16), (TextSpan{13, 16})) << "two letters more";
    EXPECT_EQ(accepted(13), (TextSpan{13, 13})) << "one was erased";
}

TEST_F(CompletionListTest, KnowsWhatIsWrittenAlready) {
    ask(u"id"_s, 2);
    answer(m_request, {{"id", CompletionKind::Column, {}}, {"id_of", CompletionKind::Column, {}}}, {0, 2});
    EXPECT_TRUE(m_list.isWritten(0));
    EXPECT_FALSE(m_list.isWritten(1));
    EXPECT_FALSE(m_list.isWritten(2));
    EXPECT_FALSE(m_list.isWritten(-1));
}

TEST_F(CompletionListTest, IsASoundModel) {
    const QAbstractItemModelTester tester(&m_list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    ask(u"a"_s, 1);
    answer(m_request, {{"ab", CompletionKind::Column, {}}, {"ac", CompletionKind::Table, {}}}, {0, 1});
    ask(u"ac"_s, 2);
    answer(m_request, {{"ac", CompletionKind::Table, {}}}, {0, 2});
    m_list.dismiss();
    EXPECT_EQ(m_list.rowCount(), 0);
}

} // namespace
} // namespace dbv::viewmodel
