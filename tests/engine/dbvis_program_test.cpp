// SPDX-License-Identifier: Apache-2.0
// The program itself, with a real database behind it.
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>

#include <gtest/gtest.h>

#include "support/child_program.h"

namespace {

using dbv::support::ChildProgram;

constexpr const char* kEndless = "with recursive c(x) as (select 1 union all select x + 1 from c) select x from c";

class DbvisProgram : public testing::Test {
protected:
    void start(const std::vector<std::string>& arguments) {
        ASSERT_TRUE(m_program.start(DBV_PROGRAM_DIR "/dbvis", arguments));
    }
    int run(const std::vector<std::string>& arguments, const char* output = nullptr) {
        EXPECT_TRUE(m_program.start(DBV_PROGRAM_DIR "/dbvis", arguments, output));
        m_program.closeInput();
        return m_program.wait();
    }
    std::string output() { return m_program.output(); }
    std::string errors() { return m_program.errors(); }
    void send(const std::string& line) { m_program.send(line); }
    std::string lineWith(const std::string& text) { return m_program.lineWith(text); }
    /// The rows of all `query.result` lines up to the one that completes the result, as JSON rows one behind the other: how
    /// many come in one line depends on the time they took.
    std::string rowsOfResult() {
        const std::string begin = R"("rows":[)";
        std::string rows;
        while (true) {
            const std::string line = lineWith("query.result");
            const std::size_t from = line.find(begin);
            const std::size_t to = line.rfind(R"(],"complete")");
            if (from == std::string::npos || to == std::string::npos) {
                return rows + line;
            }
            rows += line.substr(from + begin.size(), to - from - begin.size());
            if (line.find(R"("complete":true)") != std::string::npos) {
                return rows;
            }
        }
    }
    void connectInMemory() {
        start({"rpc"});
        send(R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"url":"sqlite::memory:"}}})");
        ASSERT_NE(lineWith(R"("id":"c")").find(R"("connectionId":1)"), std::string::npos);
    }
    void runSql(const std::string& id, const std::string& sql) {
        send(R"({"jsonrpc":"2.0","id":")" + id + R"(","method":"runQuery","params":{"connectionId":1,"sql":")" + sql +
             "\"}}");
    }
    /// Resident memory of the program. Unit: KiB.
    long residentKib() {
        std::ifstream status("/proc/" + std::to_string(m_program.id()) + "/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("VmRSS:")) {
                return std::stol(line.substr(6));
            }
        }
        return -1;
    }

    /// Whether the program uses no processor time any more; looked at over and over, as nothing else tells it.
    bool comesToRest() {
        QElapsedTimer waited;
        waited.start();
        int quiet = 0;
        for (long last = -1; quiet < 10 && waited.elapsed() < ChildProgram::kWaitMs;) {
            QThread::msleep(20);
            const long now = processorTicks();
            quiet = now == last ? quiet + 1 : 0;
            last = now;
        }
        return quiet == 10;
    }
    long processorTicks() {
        std::ifstream file("/proc/" + std::to_string(m_program.id()) + "/stat");
        const std::string stat{std::istreambuf_iterator<char>(file), {}};
        std::istringstream fields(stat.substr(stat.rfind(')') + 1));
        std::string skipped;
        for (int field = 3; field < 14; ++field) {
            fields >> skipped;
        }
        long user = 0;
        long system = 0;
        fields >> user >> system;
        return user + system;
    }

    QTemporaryDir m_home;
    ChildProgram m_program{{"DBVIS_HOME=" + m_home.path().toStdString()}};
};

TEST_F(DbvisProgram, AnswersAScriptWithExactValues) {
    connectInMemory();
    runSql("q", "create table t(a, b); insert into t values (9007199254740993, x'00ff'), (null, 0.1); select * from t");
    EXPECT_EQ(lineWith("query.columns"),
              R"({"jsonrpc":"2.0","method":"query.columns","params":{"id":"q","columns":)"
              R"([{"binary":false,"name":"a","type":""},{"binary":false,"name":"b","type":""}],"statement":2}})"
              "\n");
    std::string rows = rowsOfResult();
    std::erase_if(rows, [](char c) { return c == ','; });
    EXPECT_EQ(rows, R"(["9007199254740993"{"b64":"AP8="}][null"0.1"])");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("affectedRows":2)"), std::string::npos);
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0);
}

TEST_F(DbvisProgram, ACancelStopsAnEndlessStatement) {
    connectInMemory();
    runSql("q", "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c");
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
    runSql("r", "select 42");
    EXPECT_NE(lineWith("query.result").find(R"([["42"]])"), std::string::npos);
}

TEST_F(DbvisProgram, AReaderThatStopsHoldsTheQueryBackAndMemoryStaysBounded) {
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

TEST_F(DbvisProgram, SigtermCancelsAndEndsWithTheSignalsCode) {
    connectInMemory();
    runSql("q", "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c");
    m_program.signal(SIGTERM);
    EXPECT_EQ(m_program.wait(), 128 + SIGTERM);
}

TEST_F(DbvisProgram, QueryWritesRowsAndSaysWhatFailed) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a, null as b"}), 0);
    EXPECT_EQ(output(), "a,b\n1,\n");
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1;\nselec 2"}), 1);
    EXPECT_NE(errors().find("line 2, column 1"), std::string::npos);
    EXPECT_EQ(run({"query", "/no/such.db", "select 1"}), 3);
    EXPECT_EQ(run({"query"}), 2);
}

TEST_F(DbvisProgram, ConnectionsAreKeptUnderTheirName) {
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "mem\tsqlite::memory:\n");
    EXPECT_EQ(run({"query", "@mem", "select 7"}), 0);
    EXPECT_EQ(output(), "7\n7\n");
    EXPECT_EQ(run({"connections", "remove", "mem"}), 0);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisProgram, ExportReplacesAFileAsAWhole) {
    const std::string path = m_home.filePath(QStringLiteral("out.json")).toStdString();
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select 1 as a", "-o", path}), 0);
    QFile file(QString::fromStdString(path));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select nonsense", "-o", path}), 1);
    ASSERT_TRUE(file.seek(0));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
}

TEST_F(DbvisProgram, ReadOnlyHoldsForAKeptConnectionToo) {
    const std::string file = m_home.filePath(QStringLiteral("kept.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a)"}), 0);
    EXPECT_EQ(run({"connections", "add", "kept", file}), 0);
    EXPECT_EQ(run({"query", "@kept", "create table u(a)", "--read-only"}), 1);
    EXPECT_NE(errors().find("read-only"), std::string::npos);
    EXPECT_EQ(run({"query", "@kept", "select name from sqlite_schema"}), 0);
    EXPECT_EQ(output(), "name\nt\n");
}

TEST_F(DbvisProgram, AnInMemoryDatabaseIsTheSameForAllWhoUseIt) {
    connectInMemory();
    runSql("q", "create table t(a); insert into t values (7)");
    ASSERT_NE(lineWith(R"("id":"q","result")"), ChildProgram::kNothingCame);
    send(R"({"jsonrpc":"2.0","id":"m","method":"getMetadata","params":{"connectionId":1,"schema":"main"}})");
    EXPECT_NE(lineWith(R"("id":"m")").find(R"("name":"t")"), std::string::npos);
}

TEST_F(DbvisProgram, ParametersAreWhatTheyAre) {
    connectInMemory();
    send(R"~({"jsonrpc":"2.0","id":"q","method":"runQuery","params":{"connectionId":1,"sql":)~"
         R"~("select ?1>3, typeof(?1), typeof(?2), typeof(?3), hex(?4), typeof(?5)",)~"
         R"~("params":[2,0.5,"2",{"b64":"AP8="},null]}})~");
    EXPECT_EQ(rowsOfResult(), R"(["0","integer","real","text","00FF","null"])");
}

TEST_F(DbvisProgram, TheFirstRowDoesNotWaitForTheSecond) {
    connectInMemory();
    runSql("q", "select 1 union all select count(*) from (" + std::string(kEndless) + ")");
    EXPECT_NE(lineWith("query.result").find(R"([["1"]])"), std::string::npos);
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
}

TEST_F(DbvisProgram, TwoQueriesAtOnceOnOneConnectionAreBothWhole) {
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

TEST_F(DbvisProgram, APasswordIsNotKeptInAConnection) {
    EXPECT_EQ(run({"connections", "add", "pw", "postgresql://u:secret@h/d"}), 1);
    EXPECT_EQ(errors().find("secret"), std::string::npos);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisProgram, AnExportOfAStatementWithoutRowsRunsNothing) {
    const std::string file = m_home.filePath(QStringLiteral("rows.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a); insert into t values (1)"}), 0);
    EXPECT_EQ(run({"export", file, "--query", "delete from t", "-o", file + ".csv"}), 1);
    EXPECT_NE(errors().find("nothing was run"), std::string::npos);
    EXPECT_EQ(run({"query", file, "select count(*) as n from t"}), 0);
    EXPECT_EQ(output(), "n\n1\n");
}

TEST_F(DbvisProgram, AMistakeOnAFreshConnectionIsNoChangeOfTheTables) {
    const std::string file = m_home.filePath(QStringLiteral("typo.db")).toStdString();
    EXPECT_EQ(run({"query", "sqlite:" + file + "?mode=rwc", "create table t(a)"}), 0);
    EXPECT_EQ(run({"query", file, "select nocol from t"}), 1);
    EXPECT_EQ(errors().find("changed meanwhile"), std::string::npos);
}

TEST_F(DbvisProgram, ATransactionThatWasLeftOpenIsTold) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "create table t(a); begin; insert into t values (1)"}), 1);
    EXPECT_NE(errors().find("not committed"), std::string::npos);
    EXPECT_EQ(run({"query", "sqlite::memory:", "create table t(a); begin; insert into t values (1); commit"}), 0);
}

TEST_F(DbvisProgram, SettingsThatWereSetAsideAreTold) {
    std::ofstream(m_home.filePath(QStringLiteral("settings.json")).toStdString()) << "garbage";
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a"}), 0);
    EXPECT_NE(errors().find("settings.json"), std::string::npos);
    EXPECT_EQ(output(), "a\n1\n");
}

TEST_F(DbvisProgram, AHugeTimeoutIsNoneAtAll) {
    EXPECT_EQ(run({"query", "sqlite::memory:", "select 1 as a", "--timeout", "9223372036855"}), 0);
    EXPECT_EQ(output(), "a\n1\n");
}

TEST_F(DbvisProgram, AnOutputThatCanNotBeWrittenIsAFailureEachTime) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(run({"query", "sqlite::memory:", "select 1"}, "/dev/full"), 4);
    }
}

} // namespace
