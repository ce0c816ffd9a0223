// SPDX-License-Identifier: Apache-2.0
// `dbvis format`, and `format` of `dbvis rpc`, with the engine behind them.
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

class DbvisFormat : public DbvisProgram {
protected:
    std::string write(const std::string& text) {
        std::string path = m_home.path().toStdString() + "/a.sql";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    static std::string read(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_F(DbvisFormat, WritesAFileAnewAndLeavesOneThatIsFormatted) {
    const std::string path = write("\xEF\xBB\xBFselect a,b from t;\n");
    EXPECT_EQ(run({"format", "--check", path}), 1);
    EXPECT_THAT(errors(), ::testing::HasSubstr("a.sql would change."));
    EXPECT_EQ(read(path), "\xEF\xBB\xBFselect a,b from t;\n");
    EXPECT_EQ(run({"format", path}), 0);
    EXPECT_EQ(read(path), "\xEF\xBB\xBFSELECT a, b\nFROM t;\n");
    EXPECT_EQ(run({"format", "--check", path}), 0);
    EXPECT_EQ(run({"format", "--style", "compact", "--keyword-case=lower", path}), 0);
    EXPECT_EQ(read(path), "\xEF\xBB\xBFselect a, b from t;\n");
}

TEST_F(DbvisFormat, MakesOutputOfTheInput) {
    start({"format", "--style=river", "--width", "20"});
    send("select aaaaaaaa,bbbbbbbb from t");
    m_program.closeInput();
    EXPECT_EQ(m_program.wait(), 0);
    EXPECT_EQ(output(), "SELECT aaaaaaaa,\n       bbbbbbbb\n  FROM t\n");
}

TEST_F(DbvisFormat, LeavesAFileAloneThatItCanNotFormatAndSaysWhere) {
    const std::string path = write("select 1;\nselect 'a");
    EXPECT_EQ(run({"format", path}), 1);
    EXPECT_THAT(errors(), ::testing::HasSubstr("begins in line 2 is never closed"));
    EXPECT_EQ(read(path), "select 1;\nselect 'a");
    EXPECT_EQ(run({"format", "--width", "3", path}), 1);
    EXPECT_THAT(errors(), ::testing::HasSubstr("width is a number from 20 to 1000."));
    EXPECT_EQ(run({"format", "--indent", "many", path}), 2);
    EXPECT_EQ(run({"format", "--style", "wide", path}), 2);
    EXPECT_EQ(run({"format", path + ".not"}), 1);
}

TEST_F(DbvisFormat, AnswersOverJsonRpc) {
    start({"rpc"});
    send(
        R"({"jsonrpc":"2.0","id":1,"method":"format","params":{"dialect":"postgresql","sql":"select a::int from t"}})");
    EXPECT_EQ(lineWith(R"("id":1)"), R"({"jsonrpc":"2.0","id":1,"result":{"sql":"SELECT a::int\nFROM t"}})"
                                     "\n");
}

} // namespace

} // namespace dbv::testing
