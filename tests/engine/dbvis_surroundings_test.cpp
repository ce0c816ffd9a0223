// SPDX-License-Identifier: Apache-2.0
// The program where what it was started with is not as it should be: its descriptors, its reader, its folder.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <QTemporaryDir>
#include <QThread>

#include <gtest/gtest.h>

#include "support/child_program.h"

namespace {

using dbv::support::ChildProgram;

constexpr const char* kDbvis = DBV_PROGRAM_DIR "/dbvis";

class DbvisSurroundings : public testing::Test {
protected:
    static int run(ChildProgram& program, const std::vector<std::string>& arguments, const char* output = nullptr) {
        EXPECT_TRUE(program.start(kDbvis, arguments, output));
        program.closeInput();
        return program.wait();
    }
    int run(const std::vector<std::string>& arguments, const char* output = nullptr) {
        return run(m_program, arguments, output);
    }
    /// Runs a line of the shell, in which `dbvis` is the program.
    int shell(const std::string& line) {
        EXPECT_TRUE(
            m_program.start("/bin/sh", {"-c", "dbvis() { exec '" + std::string(kDbvis) + "' \"$@\"; }; " + line}));
        return m_program.wait();
    }
    [[nodiscard]] std::filesystem::path home(const char* name) const {
        return m_home.path().toStdString() + "/" + name;
    }

    QTemporaryDir m_home;
    ChildProgram m_program{{"DBVIS_HOME=" + m_home.path().toStdString()}};
};

TEST_F(DbvisSurroundings, AClosedInputIsTheEndOfRequestsAndNoScript) {
    EXPECT_EQ(shell("dbvis rpc <&-"), 0);
    EXPECT_EQ(shell("dbvis query sqlite::memory: -f - <&-"), 1);
    EXPECT_NE(m_program.errors().find("Could not read -"), std::string::npos) << m_program.errors();
}

TEST_F(DbvisSurroundings, WithFewDescriptorsRequestsAreAnsweredOrItIsSaidWhyNot) {
    // Which limit is the first that is enough depends on what else the program was built with.
    int answered = 0;
    for (const int limit : {5, 6, 7, 8, 9, 10, 12, 16, 24, 32}) {
        const std::string few = "(ulimit -n " + std::to_string(limit) + "; dbvis rpc)";
        const int exitCode = shell(R"(echo '{"jsonrpc":"2.0","id":1,"method":"hello"}' | )" + few);
        const bool isAnswered = m_program.output().find(R"("id":1)") != std::string::npos;
        EXPECT_TRUE(exitCode == 0 ? isAnswered : exitCode == 1 && !m_program.errors().empty()) << limit;
        answered += exitCode == 0 ? 1 : 0;
    }
    EXPECT_GT(answered, 0);
}

TEST_F(DbvisSurroundings, AnExportFollowsALinkToAFileThatIsNotThereYet) {
    std::filesystem::create_symlink("new.csv", home("link.csv"));
    std::filesystem::create_symlink("round.csv", home("round.csv"));
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select 1", "-o", home("link.csv").string()}), 0);
    EXPECT_TRUE(std::filesystem::is_symlink(home("link.csv")));
    EXPECT_TRUE(std::filesystem::is_regular_file(home("new.csv")));
    EXPECT_EQ(run({"export", "sqlite::memory:", "--query", "select 1", "-o", home("round.csv").string()}), 1);
    EXPECT_TRUE(std::filesystem::is_symlink(home("round.csv")));
}

TEST_F(DbvisSurroundings, AClosedOutputIsAFailure) {
    EXPECT_EQ(shell("dbvis query sqlite::memory: 'select 1' >&-"), 4);
    EXPECT_NE(m_program.errors().find("can not be written"), std::string::npos);
    EXPECT_EQ(shell("dbvis --help >&-"), 4);
}

TEST_F(DbvisSurroundings, AnAnswerThatCanNotBeWrittenIsAFailure) {
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"--help"}, {"--version"}, {"completion", "bash"}, {"connections", "list"}, {"sample"}}) {
        EXPECT_EQ(run(words, "/dev/full"), 4) << words.front();
        EXPECT_NE(m_program.errors().find("can not be written"), std::string::npos) << words.front();
    }
}

TEST_F(DbvisSurroundings, ASignalEndsAQueryThatNobodyReads) {
    for (const int signal : {SIGTERM, SIGINT}) {
        ASSERT_TRUE(m_program.start(kDbvis, {"query", "sqlite::memory:",
                                             "with recursive c(x) as (select 1 union all select x + 1 from c) "
                                             "select x from c"}));
        ASSERT_NE(m_program.lineWith("1"), ChildProgram::kNothingCame);
        // From here on nobody reads, until the program is gone; first the pipe fills up.
        std::string before;
        for (int quiet = 0; quiet < 10;) {
            QThread::msleep(20);
            std::ifstream file("/proc/" + std::to_string(m_program.id()) + "/io");
            const std::string now{std::istreambuf_iterator<char>(file), {}};
            quiet = now == before ? quiet + 1 : 0;
            before = now;
        }
        m_program.signal(signal);
        EXPECT_EQ(m_program.waitUnread(), 128 + signal);
    }
}

TEST_F(DbvisSurroundings, TheLogCanBeReadByNobodyElse) {
    constexpr auto kOwner = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    std::ofstream(home("dbvis.1.log")) << "of an earlier version";
    std::filesystem::permissions(home("dbvis.1.log"), std::filesystem::perms(0644));
    EXPECT_EQ(shell("umask 000; dbvis query sqlite::memory: 'select 1'"), 0);
    for (const char* name : {"dbvis.log", "dbvis.1.log"}) {
        EXPECT_EQ(std::filesystem::status(home(name)).permissions(), kOwner) << name;
    }
    ChildProgram elsewhere({"DBVIS_HOME=" + home("made").string()});
    EXPECT_EQ(run(elsewhere, {"query", "sqlite::memory:", "select 1"}), 0);
    EXPECT_EQ(std::filesystem::status(home("made")).permissions(), std::filesystem::perms::owner_all);
    EXPECT_EQ(std::filesystem::status(home("made/dbvis.log")).permissions(), kOwner);
}

TEST_F(DbvisSurroundings, NothingIsChangedBehindRowsThatNobodyReads) {
    const std::string database = "sqlite:" + home("rows.db").string() + "?mode=rwc";
    EXPECT_EQ(run({"query", database, "create table t(a)"}), 0);
    const std::string script = "select 1 as one;\ninsert into t values (1);\ninsert into t values (2)";
    for (const char* output : {"/dev/full", "closed pipe"}) {
        if (output[0] == '/') {
            EXPECT_EQ(run({"query", database, script}, output), 4);
        } else {
            // A reader that is gone before anything is written.
            EXPECT_EQ(shell("mkfifo '" + home("pipe").string() + "'; exec 3<>'" + home("pipe").string() + "' 4>'" +
                            home("pipe").string() + "' 3>&-; dbvis query '" + database + "' '" + script + "' >&4"),
                      4);
        }
        const std::string said = m_program.errors();
        EXPECT_NE(said.find("nothing was run from line 2 on"), std::string::npos) << said;
    }
    // What writes nothing does not need a reader.
    EXPECT_EQ(run({"query", database, "insert into t values (3); insert into t values (4)"}, "/dev/full"), 0);
    EXPECT_EQ(run({"query", database, "select group_concat(a) as a from t; select 2 as b; select 3 as c"}), 0);
    EXPECT_EQ(m_program.output(), "a\n\"3,4\"\nb\n2\nc\n3\n");
}

TEST_F(DbvisSurroundings, WithoutAFolderNothingIsKeptAndThatIsAFailure) {
    ChildProgram homeless({"DBVIS_HOME=", "HOME=", "XDG_DATA_HOME="});
    EXPECT_EQ(run(homeless, {"connections", "add", "x", "sqlite:/a.db"}), 1);
    EXPECT_NE(homeless.errors().find("no folder in which anything could be kept"), std::string::npos);
    EXPECT_EQ(run(homeless, {"sample"}), 1);
    EXPECT_EQ(run(homeless, {"query", "sqlite::memory:", "select 1"}), 0);
}

TEST_F(DbvisSurroundings, ARelativePathIsKeptForOtherFolders) {
    EXPECT_EQ(shell("cd \"$DBVIS_HOME\" && dbvis connections add rel 'sqlite:rel.db?mode=rwc'"), 0);
    EXPECT_EQ(shell("cd / && dbvis query @rel 'create table t(a)'"), 0);
    EXPECT_TRUE(std::filesystem::exists(home("rel.db")));
}

TEST_F(DbvisSurroundings, AUrlWithAHostOpensNoFile) {
    EXPECT_EQ(shell("cd \"$DBVIS_HOME\" && dbvis query 'sqlite://host/x.db?mode=rwc' 'create table t(a)'"), 3);
    EXPECT_NE(m_program.errors().find("has no host"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(home("x.db")));
}

TEST_F(DbvisSurroundings, AStateFileThatIsGarbageIsTold) {
    std::ofstream(home("dbvis.db")) << "garbage";
    EXPECT_EQ(run({"connections", "list"}), 1);
    EXPECT_NE(m_program.errors().find("is not a database"), std::string::npos);
    // The new one that was begun is as good as any, but what was in the old one is not forgotten.
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_NE(m_program.errors().find(home("dbvis.db.broken-").string()), std::string::npos) << m_program.errors();
}

TEST_F(DbvisSurroundings, AStateFileThatIsAFolderIsTold) {
    std::filesystem::create_directory(home("dbvis.db"));
    EXPECT_EQ(run({"connections", "list"}), 1);
    EXPECT_NE(m_program.errors().find("dbvis.db"), std::string::npos);
    EXPECT_EQ(run({"connections", "add", "x", "sqlite:/a.db"}), 1);
    EXPECT_NE(m_program.errors().find("dbvis.db"), std::string::npos);
}

TEST_F(DbvisSurroundings, AStateFileOfANewerVersionIsTold) {
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    std::fstream file(home("dbvis.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(60);
    file << std::string("\0\0\x7f\0", 4);
    file.close();
    EXPECT_EQ(run({"connections", "list"}), 1);
    EXPECT_NE(m_program.errors().find("newer version"), std::string::npos);
}

} // namespace
