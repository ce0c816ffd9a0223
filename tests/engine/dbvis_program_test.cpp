// SPDX-License-Identifier: Apache-2.0
// The program itself, with a real database behind it.
#include <csignal>
#include <fstream>
#include <string>

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace {

constexpr int kWaitMs = 30000;
constexpr const char* kEndless = "with recursive c(x) as (select 1 union all select x + 1 from c) select x from c";

class DbvisProgram : public testing::Test {
protected:
    void SetUp() override {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DBVIS_HOME"), m_home.path());
        m_program.setProcessEnvironment(environment);
    }
    void TearDown() override {
        if (m_program.state() != QProcess::NotRunning) {
            m_program.kill();
            m_program.waitForFinished(kWaitMs);
        }
    }
    void start(const QStringList& arguments) {
        m_program.start(QStringLiteral(DBV_PROGRAM_DIR "/dbvis"), arguments);
        ASSERT_TRUE(m_program.waitForStarted(kWaitMs)) << m_program.errorString().toStdString();
    }
    int run(const QStringList& arguments) {
        start(arguments);
        m_program.closeWriteChannel();
        EXPECT_TRUE(m_program.waitForFinished(kWaitMs));
        return m_program.exitStatus() == QProcess::NormalExit ? m_program.exitCode() : -1;
    }
    std::string output() { return m_program.readAllStandardOutput().toStdString(); }
    std::string errors() { return m_program.readAllStandardError().toStdString(); }
    void send(const std::string& line) {
        m_program.write(QByteArray::fromStdString(line + "\n"));
        m_program.waitForBytesWritten(kWaitMs);
    }
    /// Lines up to one that holds a text; that one.
    std::string lineWith(const std::string& text) {
        while (m_program.canReadLine() || m_program.waitForReadyRead(kWaitMs)) {
            while (m_program.canReadLine()) {
                const std::string line = m_program.readLine().toStdString();
                if (line.find(text) != std::string::npos) {
                    return line;
                }
            }
        }
        return "nothing came";
    }
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
        start({QStringLiteral("rpc")});
        send(R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"url":"sqlite::memory:"}}})");
        ASSERT_NE(lineWith(R"("id":"c")").find(R"("connectionId":1)"), std::string::npos);
    }
    void runSql(const std::string& id, const std::string& sql) {
        send(R"({"jsonrpc":"2.0","id":")" + id + R"(","method":"runQuery","params":{"connectionId":1,"sql":")" + sql +
             "\"}}");
    }
    /// Resident memory of the program. Unit: KiB.
    long residentKib() {
        std::ifstream status("/proc/" + std::to_string(m_program.processId()) + "/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("VmRSS:")) {
                return std::stol(line.substr(6));
            }
        }
        return -1;
    }

    QTemporaryDir m_home;
    QProcess m_program;
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
    m_program.closeWriteChannel();
    ASSERT_TRUE(m_program.waitForFinished(kWaitMs));
    EXPECT_EQ(m_program.exitCode(), 0);
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
    // Nobody reads: QProcess takes no more than this.
    m_program.setReadChannel(QProcess::StandardOutput);
    runSql("q", kEndless);
    ASSERT_NE(lineWith("query.result"), "nothing came");
    const long before = residentKib();
    // Work for the reader's share of time, not a pause: other requests are answered into the same pipe.
    for (int i = 0; i < 50; ++i) {
        send(R"({"jsonrpc":"2.0","id":)" + std::to_string(i) + R"(,"method":"hello"})");
    }
    EXPECT_LT(residentKib() - before, 150 * 1024);
    send(R"({"jsonrpc":"2.0","id":"k","method":"cancel","params":{"id":"q"}})");
    EXPECT_NE(lineWith(R"("id":"q","result")").find(R"("kind":"cancelled")"), std::string::npos);
}

TEST_F(DbvisProgram, SigtermCancelsAndEndsWithTheSignalsCode) {
    connectInMemory();
    runSql("q", "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c");
    m_program.terminate();
    ASSERT_TRUE(m_program.waitForFinished(kWaitMs));
    EXPECT_EQ(m_program.exitStatus(), QProcess::NormalExit);
    EXPECT_EQ(m_program.exitCode(), 128 + SIGTERM);
}

TEST_F(DbvisProgram, QueryWritesRowsAndSaysWhatFailed) {
    EXPECT_EQ(
        run({QStringLiteral("query"), QStringLiteral("sqlite::memory:"), QStringLiteral("select 1 as a, null as b")}),
        0);
    EXPECT_EQ(output(), "a,b\n1,\n");
    EXPECT_EQ(run({QStringLiteral("query"), QStringLiteral("sqlite::memory:"), QStringLiteral("select 1;\nselec 2")}),
              1);
    EXPECT_NE(errors().find("line 2, column 1"), std::string::npos);
    EXPECT_EQ(run({QStringLiteral("query"), QStringLiteral("/no/such.db"), QStringLiteral("select 1")}), 3);
    EXPECT_EQ(run({QStringLiteral("query")}), 2);
}

TEST_F(DbvisProgram, ConnectionsAreKeptUnderTheirName) {
    EXPECT_EQ(run({QStringLiteral("connections"), QStringLiteral("add"), QStringLiteral("mem"),
                   QStringLiteral("sqlite::memory:")}),
              0);
    EXPECT_EQ(run({QStringLiteral("connections")}), 0);
    EXPECT_EQ(output(), "mem\tsqlite::memory:\n");
    EXPECT_EQ(run({QStringLiteral("query"), QStringLiteral("@mem"), QStringLiteral("select 7")}), 0);
    EXPECT_EQ(output(), "7\n7\n");
    EXPECT_EQ(run({QStringLiteral("connections"), QStringLiteral("remove"), QStringLiteral("mem")}), 0);
    EXPECT_EQ(run({QStringLiteral("connections")}), 0);
    EXPECT_EQ(output(), "");
}

TEST_F(DbvisProgram, ExportReplacesAFileAsAWhole) {
    const QString path = m_home.filePath(QStringLiteral("out.json"));
    EXPECT_EQ(run({QStringLiteral("export"), QStringLiteral("sqlite::memory:"), QStringLiteral("--query"),
                   QStringLiteral("select 1 as a"), QStringLiteral("-o"), path}),
              0);
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
    EXPECT_EQ(run({QStringLiteral("export"), QStringLiteral("sqlite::memory:"), QStringLiteral("--query"),
                   QStringLiteral("select nonsense"), QStringLiteral("-o"), path}),
              1);
    ASSERT_TRUE(file.seek(0));
    EXPECT_EQ(file.readAll().toStdString(), "[\n{\"a\":1}\n]\n");
}

} // namespace
