// SPDX-License-Identifier: Apache-2.0
// The program when the line to its server is cut, or brings no answer.
#include <atomic>
#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <QTemporaryDir>
#include <QThread>

#include <gtest/gtest.h>

#include <sys/wait.h>

#include "support/child_program.h"
#include "support/fault_proxy.h"
#include "support/link_filter.h"
#include "support/postgres_server.h"

namespace dbv::support {

class RemoteLosses : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(m_server.problem(), "");
        m_database = m_server.makeDatabase();
        m_server.run("CREATE TABLE t (a int)", m_database);
    }
    void start(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"--data-dir", m_folder.filePath(QStringLiteral("data")).toStdString()});
        ASSERT_TRUE(m_program.start(DBV_PROGRAM_DIR "/dbvis", arguments));
    }
    [[nodiscard]] std::string url() const {
        return "postgresql://postgres@127.0.0.1:" + std::to_string(m_proxy.port()) + "/" + m_database +
               "?sslmode=disable";
    }
    [[nodiscard]] static std::string request(const std::string& id, const std::string& method,
                                             const std::string& params) {
        return R"({"jsonrpc":"2.0","id":")" + id + R"(","method":")" + method + R"(","params":{)" + params + "}}";
    }
    [[nodiscard]] static std::string runs(const std::string& id, const std::string& sql) {
        return request(id, "runQuery", R"("connectionId":1,"session":1,"sql":")" + sql + "\"");
    }
    [[nodiscard]] std::string answer(const std::string& id) {
        return m_program.lineWith(R"({"jsonrpc":"2.0","id":")" + id + "\"");
    }
    /// Whether the program has ended, which is still to be waited for.
    [[nodiscard]] bool hasEnded() const {
        siginfo_t info{};
        const int looked = ::waitid(P_PID, static_cast<id_t>(m_program.id()), &info, WEXITED | WNOHANG | WNOWAIT);
        return looked == 0 && info.si_pid != 0;
    }
    [[nodiscard]] std::string rows() const { return m_server.run("SELECT count(*) FROM t", m_database); }

    QTemporaryDir m_folder;
    PostgresServer& m_server = sharedPostgres();
    std::string m_database;
    FaultProxy m_proxy{m_server.port()};
    ChildProgram m_program;
};

TEST_F(RemoteLosses, NothingThatWasSentInOneGoRunsWithoutTheTransactionItWasMeantFor) {
    start({"rpc"});
    m_program.send(request("open", "connect", R"("config":{"url":")" + url() + R"("})"));
    ASSERT_NE(answer("open").find(R"("connectionId":1)"), std::string::npos);
    m_program.send(request("watch", "watchSessions", R"("connectionId":1,"session":1)"));
    for (int i = 0; i < 40; ++i) {
        m_program.send(runs("begin", "BEGIN; INSERT INTO t VALUES (1)"));
        ASSERT_EQ(answer("begin").find("\"error\""), std::string::npos);
        m_proxy.reset();
        ASSERT_NE(m_program.lineWith("session.lost"), ChildProgram::kNothingCame);
        m_program.send(runs("a", "INSERT INTO t VALUES (2)") + "\n" + runs("b", "INSERT INTO t VALUES (3)") + "\n" +
                       runs("c", "COMMIT"));
        // In this order, as they are of one session.
        for (const char* id : {"a", "b", "c"}) {
            EXPECT_NE(answer(id).find("connectionLost"), std::string::npos) << id << " of turn " << i;
        }
        m_program.send(runs("next", "SELECT 1"));
        EXPECT_EQ(answer("next").find("\"error\""), std::string::npos) << "in turn " << i;
    }
    EXPECT_EQ(rows(), "0");
}

/// Lets a marked statement through, and nothing of what the server says from then on.
class AnswerSwallower final : public LinkFilter {
public:
    static constexpr std::string_view kMark = "4711";

    /// The flag tells when the statement has passed.
    explicit AnswerSwallower(std::shared_ptr<std::atomic<bool>> passed) : m_passed(std::move(passed)) {}
    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override {
        m_swallows =
            m_swallows || (direction == ProxyDirection::ToServer && bytes.find(kMark) != std::string_view::npos);
        if (m_swallows && !m_passed->exchange(true)) {
            m_passed->notify_all();
        }
        const bool passes = direction == ProxyDirection::ToServer || !m_swallows;
        return {.onward = std::string(passes ? bytes : std::string_view()), .back = {}, .hangUp = false};
    }

private:
    std::shared_ptr<std::atomic<bool>> m_passed;
    bool m_swallows = false;
};

/// A verb whose statement was carried out, and whose answer does not come.
class RemoteUnanswered : public RemoteLosses {
protected:
    void SetUp() override {
        RemoteLosses::SetUp();
        m_proxy.setFilter([passed = m_passed] { return std::make_unique<AnswerSwallower>(passed); });
    }
    /// Starts a verb and waits until the table has so many rows.
    void startUntil(const std::string& count, std::vector<std::string> arguments) {
        start(std::move(arguments));
        while (rows() != count) {
        }
    }

    std::shared_ptr<std::atomic<bool>> m_passed = std::make_shared<std::atomic<bool>>(false);
};

TEST_F(RemoteUnanswered, AStoppedScriptTellsWhichStatementIsInDoubt) {
    startUntil("2", {"query", url(), "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (4711);\nSELECT 1"});
    m_program.signal(SIGINT);
    EXPECT_EQ(m_program.wait(), 128 + SIGINT);
    EXPECT_EQ(m_program.errors(),
              "dbvis: the server did not confirm that the statement in line 2 (one statement before it had ended) was "
              "stopped.\n  Look whether it took effect: the server may have done it, or do it still.\n");
}

TEST_F(RemoteUnanswered, ASecondSignalTellsItTooAndWaitsForNothing) {
    startUntil("1", {"query", url(), "INSERT INTO t VALUES (4711)"});
    const int lines = m_proxy.connections();
    m_program.signal(SIGTERM);
    // The cancel is on its way: the first signal was heard.
    ASSERT_TRUE(m_proxy.waitForConnections(lines + 1));
    // Those that come close behind it are taken for it.
    while (!hasEnded()) {
        m_program.signal(SIGINT);
        QThread::msleep(20);
    }
    EXPECT_EQ(m_program.wait(), 128 + SIGINT);
    EXPECT_NE(m_program.errors().find("did not confirm that the statement in line 1 was stopped."), std::string::npos);
}

TEST_F(RemoteLosses, TwoSignalsAtOnceAreOneAndTheServerStops) {
    start({"query", url(), "SELECT pg_sleep(600)"});
    const std::string sleeping =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(600)'";
    while (m_server.run(sleeping) != "1") {
    }
    // As `timeout` sends it: to the program, and to its group.
    m_program.signal(SIGTERM);
    m_program.signal(SIGINT);
    const int exitCode = m_program.wait();
    EXPECT_TRUE(exitCode == 128 + SIGTERM || exitCode == 128 + SIGINT) << exitCode;
    EXPECT_EQ(m_program.errors().find("did not confirm"), std::string::npos);
    EXPECT_EQ(m_server.run(sleeping), "0");
}

TEST_F(RemoteUnanswered, AStoppedExportTellsThatItIsInDoubt) {
    start({"export", url(), "--query", "INSERT INTO t VALUES (4711) RETURNING a", "--output",
           m_folder.filePath(QStringLiteral("rows.csv")).toStdString()});
    m_passed->wait(false);
    m_program.signal(SIGTERM);
    EXPECT_EQ(m_program.wait(), 128 + SIGTERM);
    EXPECT_NE(m_program.errors().find("did not confirm that the export was stopped."), std::string::npos);
}

} // namespace dbv::support
