// SPDX-License-Identifier: Apache-2.0
// Drills on a server that is started for them.
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include <QTemporaryDir>

#include <gmock/gmock.h>

#include "support/child_program.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace dbv::support {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNobodyNumber = "65534";

class LocalDrills : public ::testing::Test {
protected:
    [[nodiscard]] std::string file(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }
    int run(const std::string& program, const std::vector<std::string>& arguments, const std::string& home = "home") {
        ChildProgram child({"DBVIS_HOME=" + file(home), "HOME=" + file(home), "TMPDIR=" + file("tmp")});
        EXPECT_TRUE(child.start(program, arguments));
        child.closeInput();
        const int exitCode = child.wait();
        m_output = child.output();
        m_errors = child.errors();
        return exitCode;
    }
    int dbvis(const std::vector<std::string>& arguments) { return run(DBV_PROGRAM_DIR "/dbvis", arguments); }
    /// As a user who is not the system's administrator: with a copy of the program where that user may go.
    int dbvisAsSomebody(std::vector<std::string> arguments) {
        if (::geteuid() != 0) {
            return dbvis(arguments);
        }
        std::filesystem::copy(DBV_PROGRAM_DIR "/connectors", file("connectors"));
        std::filesystem::copy_file(DBV_PROGRAM_DIR "/dbvis", file("dbvis"));
        for (const auto& each : std::filesystem::recursive_directory_iterator(m_folder.path().toStdString())) {
            std::filesystem::permissions(each.path(), std::filesystem::perms::all);
        }
        std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms::all);
        arguments.insert(arguments.begin(),
                         {"--reuid", kNobodyNumber, "--regid", kNobodyNumber, "--clear-groups", file("dbvis")});
        return run("/usr/bin/setpriv", arguments, "other");
    }
    void SetUp() override { std::filesystem::create_directory(file("tmp")); }
    void expectNothingLeft() const { EXPECT_TRUE(std::filesystem::is_empty(file("tmp"))); }

    QTemporaryDir m_folder;
    std::string m_output;
    std::string m_errors;
};

TEST_F(LocalDrills, ProveBackupsOfPostgresWithItsRolesElsewhere) {
    PostgresServer& server = sharedPostgres();
    ASSERT_EQ(server.problem(), "");
    const std::string database = server.makeDatabase();
    server.run(
        "DROP ROLE IF EXISTS only_there; CREATE ROLE only_there; "
        "CREATE TABLE t(a int PRIMARY KEY, b text COLLATE \"C\"); "
        "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 1000) i; ALTER TABLE t OWNER TO only_there",
        database);
    const std::string url =
        "postgresql://postgres@" + server.host() + ":" + std::to_string(server.port()) + "/" + database;
    ASSERT_EQ(dbvis({"backup", "make", url, "--to", file("b.dbvbackup"), "--check", "none"}), 0) << m_errors;
    EXPECT_EQ(dbvisAsSomebody({"drill", file("b.dbvbackup")}), 0) << m_errors;
    EXPECT_THAT(m_output, AllOf(HasSubstr("proved: "), HasSubstr("1000 rows")));
    expectNothingLeft();
    server.run("DROP OWNED BY only_there; DROP ROLE only_there", database);
}

TEST_F(LocalDrills, ProveBackupsOfMariadb) {
    MariadbServer& server = sharedMariadb();
    ASSERT_EQ(server.problem(), "");
    const std::string database = server.makeDatabase();
    for (const char* const statement :
         {"ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_bin", "CREATE TABLE t(a int PRIMARY KEY, b text)",
          "INSERT INTO t SELECT seq, md5(seq) FROM seq_1_to_1000"}) {
        server.run(statement, database);
    }
    const std::string url = "mysql://root@" + server.host() + ":" + std::to_string(server.port()) + "/" + database;
    ASSERT_EQ(dbvis({"backup", "make", url, "--to", file("b.dbvbackup"), "--check", "none"}), 0) << m_errors;
    EXPECT_EQ(dbvis({"drill", file("b.dbvbackup")}), 0) << m_errors;
    EXPECT_THAT(m_output, AllOf(HasSubstr("proved: "), HasSubstr("1000 rows")));
    expectNothingLeft();
}

TEST_F(LocalDrills, SayWhatIsMissing) {
    MariadbServer& server = sharedMariadb();
    ASSERT_EQ(server.problem(), "");
    const std::string url =
        "mysql://root@" + server.host() + ":" + std::to_string(server.port()) + "/" + server.makeDatabase();
    ASSERT_EQ(dbvis({"backup", "make", url, "--to", file("b.dbvbackup"), "--check", "none"}), 0) << m_errors;
    // A socket needs a folder with a short path.
    EXPECT_EQ(run("/usr/bin/env", {"-u", "TMPDIR", "TMPDIR=" + file("nowhere"), DBV_PROGRAM_DIR "/dbvis", "drill",
                                   file("b.dbvbackup")}),
              1);
    EXPECT_THAT(m_errors, AllOf(HasSubstr("nowhere"), Not(HasSubstr("proved"))));
}

} // namespace

} // namespace dbv::support
