// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QThread>

#include <gtest/gtest.h>

#include "support/child_program.h"

namespace dbv::testing {

using dbv::support::ChildProgram;

inline constexpr const char* kEndless =
    "with recursive c(x) as (select 1 union all select x + 1 from c) select x from c";
// One call of a function that compares some 10^12 bytes.
inline constexpr const char* kUninterruptible = "select instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || '1')";

/// The program `dbvis`, with a data directory of its own.
class DbvisProgram : public ::testing::Test {
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

} // namespace dbv::testing
