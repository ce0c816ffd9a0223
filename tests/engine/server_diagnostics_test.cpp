// SPDX-License-Identifier: Apache-2.0
// What MariaDB keeps of the last statement, where the program asks it questions of its own.
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

class ServerSessionsDiagnostics : public ServerSessions {
protected:
    void connectWith(Safety safety) {
        ASSERT_EQ(sharedMariadb().problem(), "");
        protocol::ConnectionConfig config = mariadbConfig();
        config.safety = safety;
        connect(config, {});
    }
    /// A cell of the first row of the last result of a script, which goes on behind failures.
    std::string lastCell(std::string script, std::size_t column = 0) {
        protocol::RunQuery command = query(std::move(script));
        command.stopOnError = false;
        m_run = send(std::move(command));
        static_cast<void>(m_log->awaitLast(m_run));
        const auto all = m_log->all<protocol::ColumnsArrived>(m_run);
        if (all.empty()) {
            return "no result";
        }
        const auto row = m_shelf->find(all.back().result)->row(0);
        if (!row) {
            return "no row";
        }
        std::string text;
        appendCellText(text, row->batch->cell(row->row, column));
        return text;
    }
    std::string warnings() {
        std::string all;
        for (const protocol::NoticeRaised& raised : m_log->all<protocol::NoticeRaised>(m_run)) {
            all += raised.notice.severity == "warning" ? raised.notice.message + "\n" : "";
        }
        return all;
    }

    RequestId m_run;
};

TEST_F(ServerSessionsDiagnostics, AreThoseOfTheUsersStatements) {
    connectWith(Safety::Off);
    succeeds("CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, b int); INSERT INTO t (b) VALUES (0), (0), (0); CREATE "
             "VIEW v AS "
             "SELECT a FROM t");
    for (const Safety safety : {Safety::Off, Safety::Confirm, Safety::Sandbox, Safety::DryRun}) {
        SCOPED_TRACE(static_cast<int>(safety));
        connectWith(safety);
        EXPECT_EQ(lastCell("INSERT INTO t (b) VALUES (1), (1); SELECT ROW_COUNT()"), "2");
        EXPECT_EQ(lastCell("INSERT INTO t (b) VALUES (1), (1); SET @n = ROW_COUNT(); SELECT @n"), "2");
        EXPECT_NE(lastCell("SELECT SQL_CALC_FOUND_ROWS * FROM v LIMIT 1; SELECT FOUND_ROWS()"), "1");
        EXPECT_EQ(lastCell("SELECT 1 / b FROM t WHERE a = 1; SHOW WARNINGS", 1), "1365");
        EXPECT_EQ(lastCell("SELECT 1 / b FROM t WHERE a = 1; SELECT @@warning_count"), "1");
        EXPECT_EQ(warnings().find("is gone"), std::string::npos) << warnings();
        EXPECT_EQ(lastCell("SELECT * FROM nope; SHOW WARNINGS", 1), "1146");
        EXPECT_EQ(lastCell("SELECT nope FROM t; SHOW ERRORS", 1), "1054");
        EXPECT_EQ(lastCell("UPDATE t SET nope = 1; SHOW COUNT(*) ERRORS"), "1");
    }
}

TEST_F(ServerSessionsDiagnostics, AreSaidToBeGoneWhereTheServerHadToBeAsked) {
    connectWith(Safety::Off);
    succeeds("CREATE TABLE t (a int); INSERT INTO t VALUES (0); CREATE TABLE seen (n int)");
    const std::string script = "INSERT INTO t VALUES (1), (1); INSERT INTO seen SELECT ROW_COUNT() FROM t LIMIT 1";
    static_cast<void>(lastCell(script));
    EXPECT_EQ(warnings(), "");
    connectWith(Safety::Confirm);
    static_cast<void>(lastCell(script));
    EXPECT_EQ(warnings(), "") << "all of it is looked through before any of it is sent";
    EXPECT_EQ(valueOf("SELECT group_concat(n) FROM seen"), "2,2");
    connectWith(Safety::Sandbox);
    static_cast<void>(lastCell(script));
    EXPECT_THAT(warnings(), HasSubstr("(ROW_COUNT(), FOUND_ROWS(), warnings) is gone"));
    connectWith(Safety::DryRun);
    static_cast<void>(lastCell("SELECT ROW_COUNT()"));
    EXPECT_THAT(warnings(), HasSubstr("is gone")) << "the transaction of the dry run was begun before it";
}

} // namespace

} // namespace dbv::testing
