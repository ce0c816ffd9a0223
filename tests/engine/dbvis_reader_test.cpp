// SPDX-License-Identifier: Apache-2.0
// The program whose reader is slow, stops or wants no more, and the signals that end it.
#include <csignal>
#include <string>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

class DbvisReader : public DbvisProgram {};

TEST_F(DbvisReader, ACancelStopsAnEndlessStatement) {
    connectInMemory();
    runSql("q", "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c");
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
    runSql("r", "select 42");
    EXPECT_NE(lineWith("query.result").find(R"([["42"]])"), std::string::npos);
}

TEST_F(DbvisReader, AReaderThatStopsHoldsTheQueryBackAndMemoryStaysBounded) {
    connectInMemory();
    runSql("q", kEndless);
    ASSERT_NE(lineWith("query.result"), ChildProgram::kNothingCame);
    const long before = residentKib();
    // From here on nobody reads. Other requests are taken in meanwhile, and once the program rests it has stopped fetching.
    for (int i = 0; i < 50; ++i) {
        send(R"({"jsonrpc":"2.0","id":)" + std::to_string(i) + R"(,"method":"hello"})");
    }
    ASSERT_TRUE(comesToRest());
    EXPECT_LT(residentKib() - before, 150 * 1024);
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
}

TEST_F(DbvisReader, AScriptOfManyStatementsWaitsForItsReader) {
    connectInMemory();
    const long before = residentKib();
    std::string script;
    for (int i = 0; i < 100'000; ++i) {
        script += "select 1;";
    }
    runSql("q", script);
    ASSERT_NE(lineWith("query.done"), ChildProgram::kNothingCame);
    ASSERT_TRUE(comesToRest());
    EXPECT_LT(residentKib() - before, 150 * 1024);
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
    // And one whose reader keeps up comes to its end.
    runSql("r", script.substr(0, 9 * 3000));
    EXPECT_NE(lineWith(R"("id":"r","result")"), ChildProgram::kNothingCame);
}

TEST_F(DbvisReader, ACancelIsTakenWhileAnswersWaitForTheirReader) {
    connectInMemory();
    runSql("q", "select count(*) from (" + std::string(kEndless) + ")");
    std::string script;
    for (int i = 0; i < 50'000; ++i) {
        script += "select 1;";
    }
    // Answers of some 3 MB each, of which nobody takes any.
    for (int i = 0; i < 12; ++i) {
        send(R"({"jsonrpc":"2.0","id":)" + std::to_string(i) + R"(,"method":"splitScript","params":{"sql":")" + script +
             R"(","connectionId":1}})");
    }
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    ASSERT_TRUE(comesToRest());
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
}

TEST_F(DbvisReader, SigtermCancelsAndEndsWithTheSignalsCode) {
    connectInMemory();
    runSql("q", "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c");
    m_program.signal(SIGTERM);
    EXPECT_EQ(m_program.wait(), 128 + SIGTERM);
}

TEST_F(DbvisReader, SigtermEndsItEvenInACallThatSqliteCanNotInterrupt) {
    connectInMemory();
    runSql("q", kUninterruptible);
    send(R"({"jsonrpc":"2.0","id":"h","method":"hello"})");
    ASSERT_NE(lineWith(R"("id":"h")"), ChildProgram::kNothingCame);
    m_program.signal(SIGTERM);
    EXPECT_EQ(m_program.wait(), 128 + SIGTERM);
}

TEST_F(DbvisReader, SigintEndsAQueryEvenInACallThatSqliteCanNotInterrupt) {
    start({"query", "sqlite::memory:", std::string("select 1 as begun; ") + kUninterruptible});
    ASSERT_NE(lineWith("begun"), ChildProgram::kNothingCame);
    // Only that call takes so much of the processor.
    for (const long begun = processorTicks(); processorTicks() < begun + 20;) {
        QThread::msleep(10);
    }
    m_program.signal(SIGINT);
    EXPECT_EQ(m_program.wait(), 128 + SIGINT);
    // There is no server that could go on with it.
    const std::string told = errors();
    EXPECT_EQ(told.find("server"), std::string::npos) << told;
    EXPECT_NE(told.find("the statement in line 1 (one statement before it had ended) was still running when the "
                        "program ended"),
              std::string::npos)
        << told;
}

TEST_F(DbvisReader, TheFirstRowDoesNotWaitForTheSecond) {
    connectInMemory();
    runSql("q", "select 1 union all select count(*) from (" + std::string(kEndless) + ")");
    EXPECT_NE(lineWith("query.result").find(R"([["1"]])"), std::string::npos);
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
}

TEST_F(DbvisReader, TwoQueriesAtOnceOnOneConnectionAreBothWhole) {
    connectInMemory();
    runSql("a", "with recursive c(x) as (select 1 union all select x + 1 from c limit 200000) select x from c");
    runSql("b", "select 42");
    // Long results take turns with others, so either answer may come first.
    std::string answers;
    for (int i = 0; i < 2; ++i) {
        answers += lineWith(R"("result":{"statements")");
    }
    EXPECT_NE(answers.find(R"("rows":200000)"), std::string::npos) << answers;
    EXPECT_NE(answers.find(R"("rows":1,)"), std::string::npos) << answers;
}

} // namespace

} // namespace dbv::testing
