// SPDX-License-Identifier: Apache-2.0
// A package that carries a policy: the real program, in a folder of its own with the file beside it.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class DbvisPolicy : public DbvisProgram {
protected:
    void SetUp() override {
        // A copy: the system tells a program the place of its file, whatever link leads there.
        fs::copy_file(fs::path(DBV_PROGRAM_DIR) / "dbvis", m_package / "dbvis");
        fs::create_directory_symlink(fs::path(DBV_PROGRAM_DIR) / "connectors", m_package / "connectors");
    }
    void policy(const std::string& text) const { std::ofstream(m_package / "policy.json") << text; }
    int runPackaged(std::vector<std::string> arguments) {
        EXPECT_TRUE(m_program.start((m_package / "dbvis").string(), arguments));
        m_program.closeInput();
        return m_program.wait();
    }
    [[nodiscard]] std::string newDatabase() const { return "sqlite:" + database() + "?mode=rwc"; }
    [[nodiscard]] std::string database() const { return m_home.path().toStdString() + "/kept.db"; }

    QTemporaryDir m_packageFolder;
    fs::path m_package = m_packageFolder.path().toStdString();
};

TEST_F(DbvisPolicy, ItsSafetyHoldsWhateverIsAsked) {
    EXPECT_EQ(run({"query", newDatabase(), "create table t(a); insert into t values (1)"}), 0);
    policy(R"({"version": 1, "safety": "sandbox"})");
    EXPECT_NE(runPackaged({"query", database(), "drop table t"}), 0);
    EXPECT_THAT(errors(), HasSubstr("sandbox"));
    EXPECT_NE(runPackaged({"query", "--safety", "dryRun", database(), "drop table t"}), 0);
    EXPECT_EQ(runPackaged({"query", database(), "insert into t values (2)"}), 0);
    EXPECT_NE(runPackaged({"query", "--safety", "readOnly", database(), "insert into t values (3)"}), 0);
    EXPECT_EQ(run({"query", "--format", "csv", database(), "select count(*) as n from t"}), 0);
    EXPECT_THAT(output(), HasSubstr("2"));
}

TEST_F(DbvisPolicy, IsToldToPrograms) {
    policy(R"({"version": 1, "safety": "readOnly"})");
    ASSERT_TRUE(m_program.start((m_package / "dbvis").string(), {"rpc"}));
    send(R"({"jsonrpc":"2.0","id":1,"method":"hello"})");
    EXPECT_THAT(lineWith(R"("id":1)"), HasSubstr(R"("safety":"readOnly")"));
    send(R"({"jsonrpc":"2.0","id":2,"method":"connect","params":{"config":{"url":"sqlite::memory:","safety":"off"}}})");
    EXPECT_THAT(lineWith(R"("id":2)"), HasSubstr(R"("safety":"readOnly")"));
}

TEST_F(DbvisPolicy, ABrokenOneOpensNothingAndSaysWhy) {
    EXPECT_EQ(run({"query", newDatabase(), "create table t(a)"}), 0);
    policy("{\"version\": 1,\n\"safety\": \"sandbx\"}");
    EXPECT_NE(runPackaged({"query", database(), "select * from t"}), 0);
    const std::string said = errors();
    EXPECT_THAT(said, HasSubstr("policy.json"));
    EXPECT_THAT(said, HasSubstr("one of off, confirm, sandbox, dryRun, readOnly"));
    EXPECT_THAT(output(), Not(HasSubstr("a")));
}

} // namespace

} // namespace dbv::testing
