// SPDX-License-Identifier: Apache-2.0
// Statements that return several results, as the command line writes them.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/mariadb_server.h"
#include "support/ssh_folder.h"

namespace dbv::support {

class RemoteResults : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(sharedMariadb().problem(), "");
        m_url =
            "mysql://root@127.0.0.1:" + std::to_string(sharedMariadb().port()) + "/" + sharedMariadb().makeDatabase();
        ASSERT_EQ(
            run({"query", m_url,
                 "DELIMITER //\n"
                 "CREATE TABLE done (a int)//\n"
                 "CREATE PROCEDURE three() BEGIN SELECT 1 AS a UNION ALL SELECT 2; SELECT 'x' AS b, NULL AS c;\n"
                 "SELECT 3 AS d; INSERT INTO done VALUES (7); END//\n"
                 "CREATE PROCEDURE late() BEGIN SELECT 1 AS a; SELECT 2 AS b UNION ALL SELECT 3; SELECT 4; END//\n"
                 "CREATE PROCEDURE one() BEGIN SELECT 1 AS a; SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = 'told'; "
                 "END//\n"}),
            0)
            << m_errors;
    }
    /// Nobody is asked whether a procedure is meant, of which nothing is known.
    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--safety", "off"});
        ChildProgram program({"DBVIS_HOME=" + m_folder.path("data").string(), "MYSQL_PWD="});
        EXPECT_TRUE(program.start(DBV_PROGRAM_DIR "/dbvis", arguments));
        program.closeInput();
        const int exitCode = program.wait();
        m_output = program.output();
        m_errors = program.errors();
        return exitCode;
    }
    [[nodiscard]] std::string timesRun() {
        EXPECT_EQ(run({"query", m_url, "--format", "csv", "SELECT count(*) AS n FROM done"}), 0);
        return m_output;
    }
    [[nodiscard]] std::string file() const {
        std::ifstream in(m_folder.path("out.csv"), std::ios::binary);
        std::ostringstream all;
        all << in.rdbuf();
        return all.str();
    }

    SshFolder m_folder;
    std::string m_url;
    std::string m_output;
    std::string m_errors;
};

TEST_F(RemoteResults, OfAProcedureAreWrittenAsThoseOfSeveralStatements) {
    for (const char* format : {"table", "csv", "tsv", "json", "ndjson"}) {
        EXPECT_EQ(run({"query", m_url, "--format", format,
                       "SELECT 1 AS a UNION ALL SELECT 2; SELECT 'x' AS b, NULL AS c; SELECT 3 AS d"}),
                  0);
        const std::string expected = m_output;
        EXPECT_EQ(run({"query", m_url, "--format", format, "CALL three()"}), 0) << m_errors;
        EXPECT_EQ(m_output, expected) << format;
    }
    EXPECT_EQ(run({"query", m_url, "--format", "table", "--max-rows", "1", "SELECT 5;\nCALL late();\nSELECT 6"}), 0);
    EXPECT_EQ(m_errors, "dbvis: a result of the statement in line 2 has more rows than the 1 that are written. No "
                        "result behind it is written.\n");
    EXPECT_EQ(run({"query", m_url, "--format", "table", "--max-rows", "1", "CALL three()"}), 0);
    EXPECT_EQ(m_errors, "dbvis: the result has more than these 1 rows. No result behind it is written.\n");
    EXPECT_EQ(run({"query", m_url, "--format", "csv", "CALL three(); SELECT 'behind' AS e; CALL one()"}), 0);
    EXPECT_NE(m_output.find("d\n3\n"), std::string::npos) << m_output;
    EXPECT_NE(m_output.find("e\nbehind\n"), std::string::npos) << m_output;
    EXPECT_TRUE(m_output.ends_with("a\n1\n")) << m_output;
}

TEST_F(RemoteResults, AreThoseOfAUserWhoseNameHasAColon) {
    ASSERT_EQ(run({"query", m_url, "CREATE USER IF NOT EXISTS 'ann:reports'@'%'"}), 0) << m_errors;
    const std::string place = "@127.0.0.1:" + std::to_string(sharedMariadb().port());
    EXPECT_EQ(run({"query", "mysql://ann%3Areports" + place, "SELECT user() LIKE 'ann:reports@%' AS me"}), 0)
        << m_errors;
    EXPECT_EQ(m_output, "me\n1\n");
    EXPECT_EQ(run({"query", "mysql://ann:reports" + place, "SELECT 1"}), 3);
    EXPECT_EQ(m_errors.find("reports"), std::string::npos) << m_errors;
    EXPECT_NE(m_errors.find("%3A"), std::string::npos) << m_errors;
    static_cast<void>(run({"query", m_url, "DROP USER 'ann:reports'@'%'"}));
}

TEST_F(RemoteResults, OfAProcedureAreNoExport) {
    std::ofstream(m_folder.path("out.csv")) << "kept";
    EXPECT_EQ(run({"export", m_url, "--query", "CALL three()", "-o", m_folder.path("out.csv").string()}), 1);
    EXPECT_NE(m_errors.find("more than one result"), std::string::npos) << m_errors;
    EXPECT_EQ(file(), "kept");
    // It was sent, so it is not killed half-way.
    EXPECT_EQ(timesRun(), "n\n1\n");
    EXPECT_EQ(run({"export", m_url, "--query", "CALL three()"}), 1);
    EXPECT_NE(m_errors.find("more than one result"), std::string::npos) << m_errors;
    EXPECT_EQ(m_errors.find("more than one result"), m_errors.rfind("more than one result")) << m_errors;
    EXPECT_EQ(m_output, "a\n1\n2\n");
    EXPECT_EQ(timesRun(), "n\n2\n");
}

TEST_F(RemoteResults, OfOneThatHasASingleOneAreExportedWithWhatTheServerSaid) {
    EXPECT_EQ(run({"export", m_url, "--query", "CALL one()", "-o", m_folder.path("out.csv").string()}), 0) << m_errors;
    EXPECT_EQ(file(), "a\n1\n");
    EXPECT_NE(m_errors.find("told"), std::string::npos) << m_errors;
    EXPECT_EQ(run({"export", m_url, "--query", "CALL one()"}), 0) << m_errors;
    EXPECT_EQ(m_output, "a\n1\n");
}

TEST_F(RemoteResults, OfAProcedureAreRefusedToOtherProgramsToo) {
    ChildProgram program({"DBVIS_HOME=" + m_folder.path("data").string()});
    ASSERT_TRUE(program.start(DBV_PROGRAM_DIR "/dbvis", {"rpc"}));
    program.send(R"({"jsonrpc":"2.0","id":"c","method":"connect","params":{"config":{"safety":"off","url":")" + m_url +
                 "\"}}}");
    ASSERT_NE(program.lineWith(R"("id":"c")").find("connectionId"), std::string::npos);
    const std::string request = R"({"jsonrpc":"2.0","id":"e","method":"exportQuery","params":{"connectionId":1,)"
                                R"("format":"csv","path":")" +
                                m_folder.path("out.csv").string() + R"(","sql":")";
    program.send(request + "CALL three()\"}}");
    const std::string refused = program.lineWith(R"("id":"e")");
    EXPECT_NE(refused.find("more than one result"), std::string::npos) << refused;
    EXPECT_FALSE(std::filesystem::exists(m_folder.path("out.csv")));
    program.send(request + "CALL one()\"}}");
    const std::string answer = program.lineWith(R"("id":"e")");
    EXPECT_NE(answer.find("told"), std::string::npos) << answer;
    EXPECT_EQ(file(), "a\n1\n");
}

} // namespace dbv::support
