// SPDX-License-Identifier: Apache-2.0
#include <QLocale>
#include <QSignalSpy>

#include "query_tab_fixture.h"
#include "sql/classifier.h"
#include "viewmodel/meant_word.h"
#include "viewmodel/result_status.h"
#include "viewmodel/run_confirmation.h"

namespace dbv::viewmodel {
namespace {

protocol::Confirmation confirmationOf(std::string_view sql) {
    protocol::Confirmation asked{.token = "t1", .statements = {}};
    asked.statements.push_back({0, {0, sql.size()}, sql::classify(sql, DialectId::PostgreSql)});
    return asked;
}

class AskedQueryTab : public QueryTabOnFakeEngine {
protected:
    void startAsked(const std::string& sql) {
        start(sql);
        protocol::RequestFailed failed{.error = makeError(ErrorKind::ConfirmationRequired, "sure?")};
        failed.confirmation = confirmationOf(sql);
        engine.finish(run, failed);
        deliver();
    }
};

TEST_F(AskedQueryTab, SendsTheSameTextWithTheTokenWhenItIsConfirmed) {
    QSignalSpy asked(&tab, &QueryTab::confirmationAsked);
    startAsked("DROP TABLE t");
    EXPECT_EQ(asked.count(), 1);
    ASSERT_NE(tab.asked(), nullptr);
    EXPECT_EQ(tab.state(), QueryTab::State::Idle);
    EXPECT_TRUE(messages.empty());
    tab.confirm();
    deliver();
    const auto sent = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].confirm, "");
    EXPECT_EQ(sent[1].sql, "DROP TABLE t");
    EXPECT_EQ(sent[1].confirm, "t1");
    EXPECT_EQ(sent[1].session, sent[0].session);
    EXPECT_EQ(tab.asked(), nullptr);
    // A second yes is for nothing.
    tab.confirm();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 2U);
}

TEST_F(AskedQueryTab, SendsNothingWhenItIsDismissed) {
    startAsked("DROP TABLE t");
    tab.dismiss();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.contains(u"Nothing was sent"_s));
    ASSERT_FALSE(states.empty());
    EXPECT_TRUE(std::holds_alternative<StatementStopped>(states.back().second));
    tab.confirm();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
}

TEST_F(AskedQueryTab, ForgetsTheQuestionWhenAnotherTextIsRun) {
    startAsked("DROP TABLE t");
    start("SELECT 1");
    EXPECT_EQ(tab.asked(), nullptr);
    tab.confirm();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 2U);
}

TEST(RunConfirmations, SayWhatEachStatementWouldDo) {
    const std::string sql = "SELECT 1;\nDELETE\n  FROM \"T t\"";
    protocol::Confirmation asked{.token = "t1", .statements = {}, .more = 2};
    asked.statements.push_back(
        {1, {10, sql.size()}, sql::classify(std::string_view(sql).substr(10), DialectId::PostgreSql)});
    const RunConfirmation question = runConfirmation(asked, sql, false);
    ASSERT_EQ(question.lines.size(), 1U);
    EXPECT_EQ(
        question.lines[0],
        (RunConfirmation::Line{2, {}, u"DELETE FROM \"T t\""_s, u"changes or deletes every row (\"T t\")"_s, false}));
    EXPECT_TRUE(question.text.contains(u"3 statements"_s));
    EXPECT_EQ(question.more, 2U);
    EXPECT_TRUE(question.nameToType.isEmpty());
}

TEST(RunConfirmations, NameWhatIsDropped) {
    EXPECT_EQ(runConfirmation(confirmationOf("DROP TABLE s.t"), "DROP TABLE s.t", false).lines[0].line, 1);
    EXPECT_EQ(runConfirmation(confirmationOf("DROP TABLE s.t"), "DROP TABLE s.t", false, 3).lines[0].line, 3);
    EXPECT_EQ(runConfirmation(confirmationOf("DROP TABLE s.t"), "DROP TABLE s.t", false).lines[0].effects,
              u"drops table s.t"_s);
    EXPECT_EQ(runConfirmation(confirmationOf("DROP OWNED BY r"), "DROP OWNED BY r", false).lines[0].effects,
              u"drops everything owned by r"_s);
}

TEST(RunConfirmations, SayWhereAWordStandsThatNoStatementBeginsWithAndWhichIsMeant) {
    const std::string sql = "SELECT 1;\n  selct 2";
    protocol::Confirmation asked{.token = "t1", .statements = {}};
    asked.statements.push_back(
        {1, {9, sql.size()}, sql::classify(std::string_view(sql).substr(9), DialectId::PostgreSql)});
    const RunConfirmation question = runConfirmation(asked, sql, false);
    EXPECT_TRUE(question.text.contains(u"This statement was not recognised"_s)) << question.text.toStdString();
    EXPECT_EQ(question.lines[0].effects,
              u"no known statement begins with \"selct\" (line 2, column 3): is SELECT meant?"_s);
    asked.statements.push_back(confirmationOf("DROP TABLE t").statements[0]);
    EXPECT_TRUE(runConfirmation(asked, sql, false).text.contains(u"2 statements may destroy"_s));
    const RunConfirmation odd = runConfirmation(confirmationOf("frobnicate the table"), "frobnicate the table", false);
    EXPECT_EQ(odd.lines[0].effects, u"no known statement begins with \"frobnicate\""_s);
}

TEST(RunConfirmations, ATypingMistakeInAFileIsToldWithoutAPlaceTwice) {
    protocol::Confirmation asked = confirmationOf("udpate t set a = 1");
    asked.statements[0].place = "line 12 of /s.sql";
    asked.statements[0].text = "udpate t set a = 1";
    EXPECT_EQ(runConfirmation(asked, {}, false).lines[0].effects,
              u"no known statement begins with \"udpate\": is UPDATE meant?"_s);
}

TEST(RunConfirmations, GuessOnlyWhatIsNear) {
    EXPECT_EQ(meantWord("SELCT"), "SELECT");
    EXPECT_EQ(meantWord("SLEECT"), "SELECT");
    EXPECT_EQ(meantWord("INSRET"), "INSERT");
    EXPECT_EQ(meantWord("DELTE"), "DELETE");
    EXPECT_EQ(meantWord("CRATE"), "CREATE");
    EXPECT_EQ(meantWord("DORP"), "DROP");
    EXPECT_EQ(meantWord("XY"), "");
    EXPECT_EQ(meantWord("HELLO"), "");
    EXPECT_EQ(meantWord(std::string(1'000'000, 'S')), "");
}

TEST(RunConfirmations, AskForTheNameInProduction) {
    EXPECT_EQ(runConfirmation(confirmationOf("DROP TABLE s.t"), "DROP TABLE s.t", true).nameToType, u"s.t"_s);
    EXPECT_EQ(runConfirmation(confirmationOf("CALL p()"), "CALL p()", true).nameToType, QString());
}

TEST(RunConfirmations, AskForTheNameOfWhatNoRollbackBringsBack) {
    EXPECT_EQ(runConfirmation(confirmationOf("VACUUM FULL s.t"), "VACUUM FULL s.t", true).nameToType, u"s.t"_s);
    EXPECT_EQ(runConfirmation(confirmationOf("REINDEX TABLE t"), "REINDEX TABLE t", false).nameToType, QString());
}

TEST(ResultStatuses, AStatementThatWasRefusedBeforeIsNotSentAndTookNoTime) {
    ResultStatus status;
    status.report.emplace();
    status.report->error = makeError(ErrorKind::RefusedReadOnly, "The connection is read-only.", "");
    EXPECT_EQ(statusText(status), u"failed · 0.0 ms"_s);
    status.report->sent = false;
    EXPECT_EQ(statusText(status), u"not sent"_s);
}

TEST(RunConfirmations, TellHowMuchIsAtStake) {
    protocol::Confirmation asked = confirmationOf("DROP DATABASE d");
    asked.statements[0].targetSize = ObjectSize{.estimatedRows = 1200, .bytes = 2048};
    asked.statements[0].affectedRows = 7;
    const QString effects = runConfirmation(asked, "DROP DATABASE d", false).lines[0].effects;
    EXPECT_TRUE(effects.startsWith(u"drops database d; 7 rows, as measured and rolled back; it holds about "_s))
        << effects.toStdString();
    EXPECT_TRUE(effects.contains(QLocale().toString(1200))) << effects.toStdString();
    EXPECT_TRUE(effects.contains(QLocale().formattedDataSize(2048))) << effects.toStdString();
}

TEST(RunConfirmations, SayThatNoRollbackTakesItBack) {
    EXPECT_TRUE(runConfirmation(confirmationOf("DROP DATABASE d"), "DROP DATABASE d", false).lines[0].final);
    EXPECT_FALSE(runConfirmation(confirmationOf("DROP TABLE t"), "DROP TABLE t", false).lines[0].final);
}

} // namespace
} // namespace dbv::viewmodel
