// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <string>

#include <QJsonArray>

#include <gtest/gtest.h>

#include "support/finished_script.h"
#include "support/rpc_pipes.h"

namespace {

using namespace dbv::protocol;
using dbv::RequestId;
using dbv::ResultId;
using dbv::support::FakeEngine;
using dbv::support::RpcPipes;

constexpr std::string_view kRun =
    R"({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"sql":"select \u00e4 from b"}})";

class RpcQuery : public testing::Test {
protected:
    RpcQuery() {
        m_engine.on<RunQuery>([this](RequestId id, const RunQuery&) { m_run = id; });
        m_engine.on<CancelRequest>([this](RequestId id, const CancelRequest&) {
            StatementReport report = reportOf(0, 0);
            report.error = dbv::makeError(dbv::ErrorKind::Cancelled, "The statement was cancelled.");
            finishScript({report});
            m_engine.finish(id, CancelConfirmed{true, 3});
        });
    }

    void startRun(std::string_view line = kRun) {
        m_run = {};
        m_rpc.send(line);
        ASSERT_TRUE(m_rpc.waitUntil([this] { return bool(m_run); }));
    }
    static StatementReport reportOf(std::size_t statement, std::uint64_t rows) {
        StatementReport report;
        report.statement = statement;
        report.rows = rows;
        report.command = "SELECT";
        return report;
    }
    void finishScript(const std::vector<StatementReport>& reports) {
        for (const StatementReport& report : reports) {
            m_engine.say(m_run, StatementFinished{report});
        }
        m_engine.finish(m_run, dbv::testing::finishedScript(reports));
    }
    /// Reads messages of the run up to its response; says the rows and how often `complete` was true.
    struct Heard {
        std::vector<std::string> methods;
        std::vector<std::string> cells;
        int completes = 0;
        QJsonObject response;
    };
    Heard hear() {
        Heard heard;
        while (true) {
            const QJsonObject message = m_rpc.message();
            if (message.isEmpty() || message.contains(QStringLiteral("result")) ||
                message.contains(QStringLiteral("error"))) {
                heard.response = message;
                return heard;
            }
            const QJsonObject params = message[QStringLiteral("params")].toObject();
            EXPECT_EQ(params[QStringLiteral("id")].toString(), QStringLiteral("q"));
            heard.methods.push_back(message[QStringLiteral("method")].toString().toStdString());
            for (const QJsonValue& row : params[QStringLiteral("rows")].toArray()) {
                heard.cells.push_back(row.toArray()[0].toString().toStdString());
            }
            heard.completes += params[QStringLiteral("complete")].toBool() ? 1 : 0;
        }
    }

    FakeEngine m_engine;
    RequestId m_run;
    RpcPipes m_rpc{m_engine};
};

TEST_F(RpcQuery, StreamsColumnsRowsAndDoneAndAnswersLast) {
    startRun();
    m_engine.sayNumbers(m_run, 0, 3);
    finishScript({reportOf(0, 3)});
    const Heard heard = hear();
    EXPECT_EQ(heard.methods.front(), "query.columns");
    EXPECT_EQ(heard.methods.back(), "query.done");
    EXPECT_EQ(heard.cells, (std::vector<std::string>{"0", "1", "2"}));
    EXPECT_EQ(heard.completes, 1);
    const QJsonArray statements =
        heard.response[QStringLiteral("result")].toObject()[QStringLiteral("statements")].toArray();
    ASSERT_EQ(statements.size(), 1);
    EXPECT_EQ(statements[0].toObject()[QStringLiteral("rows")].toInt(), 3);
    EXPECT_TRUE(statements[0].toObject()[QStringLiteral("sent")].toBool());
    EXPECT_TRUE(m_rpc.waitUntil([this] { return m_engine.commands<ReleaseResult>().size() == 1; }));
}

TEST_F(RpcQuery, TellsWhetherTheServerHasHeardOfAStatement) {
    startRun();
    StatementReport refused = reportOf(0, 0);
    refused.error = dbv::makeError(dbv::ErrorKind::RefusedBySandbox, "The statement was not sent.");
    refused.sent = false;
    StatementReport failed = reportOf(1, 0);
    failed.error = dbv::makeError(dbv::ErrorKind::SqlError, "There is no such table.");
    finishScript({refused, failed});
    const QJsonArray statements =
        hear().response[QStringLiteral("result")].toObject()[QStringLiteral("statements")].toArray();
    ASSERT_EQ(statements.size(), 2);
    EXPECT_EQ(statements[0].toObject()[QStringLiteral("sent")], QJsonValue(false));
    EXPECT_EQ(statements[1].toObject()[QStringLiteral("sent")], QJsonValue(true));
}

TEST_F(RpcQuery, AScriptComesOnlySoManyResultsAheadOfItsReader) {
    startRun();
    EXPECT_EQ(m_engine.commands<RunQuery>()[0].resultCredit, 64U);
    // A procedure has several; they count when they are written.
    m_engine.sayNumbers(m_run, 0, 2);
    m_engine.sayNumbers(m_run, 0, 1);
    EXPECT_TRUE(m_engine.commands<GrantStatements>().empty());
    m_engine.say(m_run, StatementFinished{reportOf(0, 3)});
    EXPECT_TRUE(m_rpc.waitUntil([this] { return m_engine.commands<GrantStatements>().size() == 1; }));
    EXPECT_EQ(m_engine.commands<GrantStatements>()[0].results, 2U);
    finishScript({reportOf(1, 0)});
    const QJsonArray statements =
        hear().response[QStringLiteral("result")].toObject()[QStringLiteral("statements")].toArray();
    EXPECT_EQ(statements.size(), 2);
}

TEST_F(RpcQuery, AnEmptyResultIsCompleteWithNoRows) {
    startRun();
    m_engine.sayNumbers(m_run, 0, 0);
    finishScript({reportOf(0, 0)});
    const Heard heard = hear();
    EXPECT_EQ(heard.methods, (std::vector<std::string>{"query.columns", "query.result", "query.done"}));
    EXPECT_EQ(heard.completes, 1);
}

TEST_F(RpcQuery, TheFirstRowsGoOutBeforeTheResultIsOver) {
    startRun();
    m_engine.sayNumbers(m_run, 0, 2);
    EXPECT_NE(m_rpc.line().find("query.columns"), std::string::npos);
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"query.result","params":{"id":"q","statement":0,)"
                            R"("rows":[["0"],["1"]],"complete":false}})");
    finishScript({reportOf(0, 2)});
    EXPECT_EQ(hear().completes, 1);
}

TEST_F(RpcQuery, ALongResultComesWholeInOrderAndInBatches) {
    startRun(R"({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"sql":"x","batchRows":100}})");
    constexpr std::uint64_t kRows = 20000;
    m_engine.sayNumbers(m_run, 0, kRows);
    finishScript({reportOf(0, kRows)});
    const Heard heard = hear();
    ASSERT_EQ(heard.cells.size(), kRows);
    for (std::size_t i = 0; i < kRows; ++i) {
        ASSERT_EQ(heard.cells[i], std::to_string(i));
    }
    EXPECT_GE(heard.methods.size(), kRows / 100);
}

TEST_F(RpcQuery, CreditIsGrantedOnlyForWhatWasWritten) {
    startRun();
    ASSERT_EQ(m_engine.commands<RunQuery>().size(), 1U);
    const std::uint64_t credit = m_engine.commands<RunQuery>()[0].credit;
    EXPECT_LT(credit, 100000U);
    EXPECT_TRUE(m_engine.commands<GrantRows>().empty());
    m_engine.sayNumbers(m_run, 0, credit);
    EXPECT_TRUE(m_rpc.waitUntil([this] {
        // Somebody reads, so the rows get written.
        static_cast<void>(m_rpc.line());
        return !m_engine.commands<GrantRows>().empty();
    }));
    EXPECT_EQ(m_engine.commands<GrantRows>()[0].run, m_run);
}

TEST_F(RpcQuery, AReaderThatStopsGetsNoMoreCreditAndACancelStillWorks) {
    startRun();
    const auto [result, spool] = m_engine.shelf().begin({dbv::Column{.name = "n", .type = "INTEGER"}});
    m_engine.say(m_run, ColumnsArrived{0, result, spool->columns()});
    // Nobody reads: rows for many times what a pipe holds.
    constexpr std::uint64_t kRows = 2'000'000;
    FakeEngine::appendNumbers(*spool, 0, kRows);
    m_engine.say(m_run, RowsArrived{0, result, kRows});
    m_rpc.send(R"({"jsonrpc":"2.0","id":"c","method":"cancel","params":{"id":"q"}})");
    ASSERT_TRUE(m_rpc.waitUntil([this] { return !m_engine.commands<CancelRequest>().empty(); }));
    std::uint64_t granted = 0;
    for (const GrantRows& grant : m_engine.commands<GrantRows>()) {
        granted += grant.rows;
    }
    EXPECT_LT(granted, kRows);
    // Now somebody reads again: both get their answers, and the rows before the cancel are there.
    bool cancelAnswered = false;
    bool runAnswered = false;
    while (!cancelAnswered || !runAnswered) {
        const std::string line = m_rpc.line();
        ASSERT_NE(line, "nothing came");
        cancelAnswered = cancelAnswered || line.find(R"("id":"c","result":{"cancelled":true)") != std::string::npos;
        runAnswered = runAnswered || line.find(R"("id":"q","result")") != std::string::npos;
    }
}

TEST_F(RpcQuery, ACancelOfSomethingUnknownSaysSo) {
    m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":"cancel","params":{"id":99}})");
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","id":1,"result":{"cancelled":false,"latencyMs":0}})");
}

TEST_F(RpcQuery, AnErrorCountsItsPlaceInCharactersOfTheWholeScript) {
    startRun();
    StatementReport report = reportOf(0, 0);
    report.error = dbv::makeError(dbv::ErrorKind::SqlError, "no such table: b", "Check the name.");
    report.error->where = dbv::TextSpan{15, 16};
    finishScript({report});
    const QJsonObject response = hear().response;
    const QJsonObject error = response[QStringLiteral("result")]
                                  .toObject()[QStringLiteral("statements")]
                                  .toArray()[0]
                                  .toObject()[QStringLiteral("error")]
                                  .toObject();
    EXPECT_EQ(error[QStringLiteral("data")].toObject()[QStringLiteral("position")].toInt(), 15);
    EXPECT_EQ(error[QStringLiteral("data")].toObject()[QStringLiteral("kind")].toString(), QStringLiteral("sqlError"));
}

TEST_F(RpcQuery, ARequestThatFailsAsAWholeIsAnsweredWithAnError) {
    startRun();
    m_engine.finish(m_run, RequestFailed{dbv::makeError(dbv::ErrorKind::NotFound, "no such connection"), {}});
    const QJsonObject response = hear().response;
    EXPECT_EQ(response[QStringLiteral("error")].toObject()[QStringLiteral("message")].toString(),
              QStringLiteral("no such connection"));
}

TEST_F(RpcQuery, ParametersAreBoundByPositionAndByName) {
    startRun(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":)"
             R"([null,"a",9007199254740993,0.5]}})");
    using Values = std::vector<dbv::ParameterValue>;
    EXPECT_EQ(m_engine.commands<RunQuery>()[0].positional, (Values{{}, "a", std::int64_t{9007199254740993}, 0.5}));
    startRun(R"({"jsonrpc":"2.0","id":2,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":)"
             R"({"a":"1","@b":2}}})");
    EXPECT_EQ(m_engine.commands<RunQuery>()[1].named.at(":a"), dbv::ParameterValue("1"));
    EXPECT_EQ(m_engine.commands<RunQuery>()[1].named.at("@b"), dbv::ParameterValue(std::int64_t{2}));
    m_rpc.send(R"({"jsonrpc":"2.0","id":3,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":[true]}})");
    EXPECT_NE(m_rpc.line().find("params[0] must be null, a string, a number or {"), std::string::npos);
    m_rpc.send(R"({"jsonrpc":"2.0","id":4,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":)"
               R"([18446744073709551615]}})");
    EXPECT_NE(m_rpc.line().find("params[0] is a number of more than 64 bits"), std::string::npos);
}

TEST_F(RpcQuery, AZeroKeepsItsSignAsAParameter) {
    startRun(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"'-0.0'","params":)"
             R"([-0.0, -0e1,-0,0.0,-0.5,"-0.0",-9223372036854775808]}})");
    const RunQuery run = m_engine.commands<RunQuery>()[0];
    EXPECT_EQ(run.sql, "'-0.0'");
    using Values = std::vector<dbv::ParameterValue>;
    EXPECT_EQ(run.positional, (Values{-0.0, -0.0, std::int64_t{0}, std::int64_t{0}, -0.5, "-0.0",
                                      std::numeric_limits<std::int64_t>::min()}));
    EXPECT_TRUE(std::signbit(std::get<double>(run.positional[0])));
    EXPECT_TRUE(std::signbit(std::get<double>(run.positional[1])));
    for (const std::string number : {"-1.25e308", "-12.5e307", "-9223372036854775809"}) {
        m_rpc.send(R"({"jsonrpc":"2.0","id":2,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":[)" +
                   number + "]}}");
        EXPECT_NE(m_rpc.line().find("params[0] is a number of more than 64 bits"), std::string::npos) << number;
    }
}

TEST_F(RpcQuery, AParameterHasOneValueAndAnOptionAMeaning) {
    m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":)"
               R"({"a":1,":a":2}}})");
    EXPECT_NE(m_rpc.line().find("two values for a"), std::string::npos);
    m_rpc.send(
        R"({"jsonrpc":"2.0","id":2,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":["\ud800"]}})");
    EXPECT_NE(m_rpc.line().find("params[0] has half of a surrogate pair"), std::string::npos);
    for (const char* const format : {R"("json","options":{"header":true})", R"("tsv","options":{"delimiter":";"})"}) {
        m_rpc.send(
            std::string(R"({"jsonrpc":"2.0","id":3,"method":"exportQuery","params":{"connectionId":1,"sql":"x",)") +
            R"("path":"/nowhere","format":)" + format + "}}");
        EXPECT_NE(m_rpc.line().find("has no meaning in"), std::string::npos) << format;
    }
}

TEST_F(RpcQuery, BytesAreParametersInBase64) {
    startRun(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"x","params":)"
             R"([{"b64":"AP8="},{"b64":""}]}})");
    using Values = std::vector<dbv::ParameterValue>;
    EXPECT_EQ(m_engine.commands<RunQuery>()[0].positional,
              (Values{dbv::ParameterBytes{std::string("\0\xff", 2)}, dbv::ParameterBytes{}}));
    for (const char* const value : {R"({"b64":"A*"})", R"({"b64":"A"})", R"({"b64":"AAAAA"})", R"({"b64":"AB=="})",
                                    R"({"b64":5})", R"({"b64":"","x":1})", "{}"}) {
        m_rpc.send(std::string(R"({"jsonrpc":"2.0","id":2,"method":"runQuery","params":{"connectionId":1,"sql":"x",)") +
                   R"("params":[)" + value + "]}}");
        EXPECT_NE(m_rpc.line().find("params[0] must be {"), std::string::npos) << value;
    }
}

TEST_F(RpcQuery, NoticesAndProgressCarryTheId) {
    startRun();
    m_engine.say(m_run, NoticeRaised{0, {"warning", "mind \"this\""}});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"query.notice","params":{"id":"q","message":"mind \"this\"",)"
                            R"("severity":"warning","statement":0}})");
    m_engine.say(m_run, JobProgressed{"export", 5, 10, "rows"});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"job.progress","params":{"id":"q","done":5,"phase":"export",)"
                            R"("total":10,"unit":"rows"}})");
}

TEST_F(RpcQuery, ARunWithoutAnIdIsSilentAndItsRowsAreNotKept) {
    startRun(R"({"jsonrpc":"2.0","method":"runQuery","params":{"connectionId":1,"sql":"x"}})");
    m_engine.sayNumbers(m_run, 0, 5);
    finishScript({reportOf(0, 5)});
    EXPECT_TRUE(m_rpc.waitUntil([this] { return m_engine.commands<ReleaseResult>().size() == 1; }));
    EXPECT_EQ(m_engine.commands<EndResult>().size(), 1U);
    m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":"cancel","params":{"id":99}})");
    EXPECT_NE(m_rpc.line().find(R"("id":1)"), std::string::npos);
}

} // namespace
