// SPDX-License-Identifier: Apache-2.0
// What the command line asks a person before it is sent.
#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"
#include "support/terminal_program.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class DbvisConfirm : public DbvisProgram {
protected:
    void SetUp() override {
        std::ofstream(m_database, std::ios::binary).close();
        std::ofstream(m_script, std::ios::binary) << "CREATE TABLE t(a);\nDROP TABLE t;\nCREATE TABLE u(a);\n";
    }
    void startAtTerminal(const std::vector<std::string>& arguments) {
        ASSERT_TRUE(m_terminal.start(DBV_PROGRAM_DIR "/dbvis", arguments, m_variables));
    }
    /// Answers what is asked; all that was shown before.
    std::string answer(const std::string& line) {
        std::string shown = m_terminal.until("Type yes to run it: ");
        m_terminal.type(line);
        return shown;
    }
    std::string tables() {
        EXPECT_EQ(run({"query", m_database, "SELECT group_concat(name) FROM sqlite_schema", "--no-header"}), 0);
        return output();
    }

    std::string m_database = m_home.filePath(QStringLiteral("it.db")).toStdString();
    std::string m_script = m_home.filePath(QStringLiteral("drop.sql")).toStdString();
    std::vector<std::string> m_variables{"DBVIS_HOME=" + m_home.path().toStdString()};
    support::TerminalProgram m_terminal;
    std::string m_rest;
};

TEST_F(DbvisConfirm, RunsAScriptThatAPersonMeans) {
    startAtTerminal({"run", m_script, "--url", m_database});
    EXPECT_THAT(answer("no"), AllOf(HasSubstr("In line 2 of " + m_script), HasSubstr("drop.sql: DROP TABLE t\r\n")));
    EXPECT_EQ(m_terminal.wait(m_rest), 1);
    EXPECT_THAT(m_rest, HasSubstr("run it again with --yes"));
    EXPECT_EQ(tables(), "\n");
    startAtTerminal({"run", m_script, "--url", m_database});
    EXPECT_NE(answer("yes"), "");
    EXPECT_EQ(m_terminal.wait(m_rest), 0) << m_rest;
    EXPECT_EQ(tables(), "u\n");
}

TEST_F(DbvisConfirm, RunsStatementsThatAPersonMeans) {
    EXPECT_EQ(run({"query", m_database, "CREATE TABLE t(a)"}), 0) << errors();
    startAtTerminal({"query", m_database, "SELECT 1;\n DROP TABLE t"});
    EXPECT_THAT(answer("yes"), AllOf(HasSubstr("In line 2: it drops"), HasSubstr("  DROP TABLE t\r\n")));
    EXPECT_EQ(m_terminal.wait(m_rest), 0) << m_rest;
    EXPECT_EQ(tables(), "\n");
}

TEST_F(DbvisConfirm, EndsAtASignalWhileItAsks) {
    startAtTerminal({"query", m_database, "DROP TABLE t"});
    EXPECT_NE(m_terminal.until("Type yes to run it: "), "");
    m_terminal.signal(SIGINT);
    EXPECT_EQ(m_terminal.wait(m_rest), 128 + SIGINT);
}

} // namespace

} // namespace dbv::testing
