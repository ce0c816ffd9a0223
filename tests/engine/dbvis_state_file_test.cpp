// SPDX-License-Identifier: Apache-2.0
// What `dbvis` says when the state file is damaged, can't be opened, or is locked: never that there is nothing.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DbvisStateFile : public DbvisProgram {
protected:
    void SetUp() override {
        std::filesystem::create_directory(path("to"));
        ASSERT_EQ(run({"query", "sqlite:" + path("shop.db") + "?mode=rwc", "create table t(a integer primary key)"}), 0)
            << errors();
        ASSERT_EQ(run({"connections", "add", "shop", "sqlite:" + path("shop.db")}), 0) << errors();
        ASSERT_EQ(run({"schedule", "add", "one", "--connection", "shop", "--when", "every hour", "--drill", "never",
                       "--to", path("to")}),
                  0)
            << errors();
        ASSERT_EQ(run({"schedule", "run", "one"}), 0) << errors();
        ASSERT_EQ(run({"backup", "list"}), 0) << errors();
        const std::string listed = output();
        m_backup = listed.substr(0, listed.find('\t'));
        m_file = backups().at(0);
        ASSERT_EQ(run({"schedule", "export", path("kept.json")}), 0) << errors();
    }
    [[nodiscard]] std::string path(const std::string& name) const { return m_work.path().toStdString() + "/" + name; }
    [[nodiscard]] std::string state() const { return m_home.path().toStdString() + "/dbvis.db"; }
    [[nodiscard]] std::vector<std::string> backups() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(path("to"))) {
            files.push_back(entry.path().string());
        }
        return files;
    }
    void damage() const {
        std::filesystem::remove(state() + "-wal");
        std::ofstream(state(), std::ios::binary | std::ios::trunc) << std::string(20000, '\xaa');
    }
    void putFolderInPlace() const {
        std::filesystem::rename(state(), state() + ".away");
        std::filesystem::create_directory(state());
    }
    /// Nothing on the output, and what was set aside on the error output, with `remedy`.
    void expectWarning(const std::vector<std::string>& words, int exitCode, const std::string& remedy = {}) {
        EXPECT_EQ(run(words), exitCode) << words[0] << " " << words[1];
        EXPECT_THAT(errors(), AllOf(HasSubstr(state() + ".broken-"), HasSubstr(remedy))) << words[0] << " " << words[1];
        EXPECT_THAT(output(), IsEmpty());
    }
    void expectFailure(const std::vector<std::string>& words, const std::string& why = {}) {
        EXPECT_EQ(run(words), 1) << words[0] << " " << words[1] << output();
        EXPECT_THAT(errors(), AllOf(HasSubstr(state()), HasSubstr(why), Not(HasSubstr("There is no"))))
            << words[0] << " " << words[1];
    }
    std::string answer(const std::string& method) {
        send(R"({"jsonrpc":"2.0","id":")" + method + R"(","method":")" + method + R"(","params":{}})");
        return lineWith(R"("id":")" + method + '"');
    }

    QTemporaryDir m_work;
    std::string m_backup;
    std::string m_file;
};

TEST_F(DbvisStateFile, ThatIsDamagedIsToldByAllThatShowsOrRunsWhatStoodInIt) {
    damage();
    expectWarning({"schedule", "due"}, 1);
    expectWarning({"schedule", "due"}, 1);
    expectWarning({"schedule", "list"}, 0, "dbvis schedule import FILE");
    expectWarning({"schedule", "show", "one"}, 1);
    expectWarning({"schedule", "run", "one"}, 1);
    expectWarning({"schedule", "remove", "one"}, 1);
    expectWarning({"job", "run", "one"}, 1);
    expectWarning({"connections", "list"}, 0);
    expectWarning({"connections", "show", "shop"}, 1);
    expectWarning({"backup", "list"}, 0, "dbvis backup scan FOLDER");
    for (const char* verb : {"show", "verify", "remove"}) {
        expectWarning({"backup", verb, m_backup}, 1);
    }
    EXPECT_EQ(run({"backup", "verify", m_file}), 0) << "a file tells all that is needed of it: " << errors();
    EXPECT_EQ(run({"schedule", "export", path("none.json")}), 0);
    EXPECT_THAT(errors(), HasSubstr(state() + ".broken-"));
    EXPECT_EQ(run({"backup", "list", "--format", "json"}), 0);
    EXPECT_THAT(errors(), HasSubstr(state() + ".broken-"));
    start({"rpc"});
    EXPECT_THAT(answer("listSchedules"), HasSubstr(state() + ".broken-"));
    EXPECT_THAT(answer("listBackups"), HasSubstr(state() + ".broken-"));
    EXPECT_EQ((m_program.closeInput(), m_program.wait()), 0);
}

TEST_F(DbvisStateFile, ThatWasDamagedIsToldNoMoreWhenWhatStoodInItIsBack) {
    damage();
    expectWarning({"schedule", "due"}, 1);
    ASSERT_EQ(run({"connections", "add", "shop", "sqlite:" + path("shop.db")}), 0) << errors();
    EXPECT_EQ(run({"backup", "scan", path("to")}), 0) << errors();
    EXPECT_THAT(output(), HasSubstr(m_file));
    EXPECT_EQ(run({"schedule", "import", path("kept.json")}), 0) << errors();
    for (const char* what : {"schedule", "backup", "connections"}) {
        EXPECT_EQ(run({what, "list"}), 0);
        EXPECT_THAT(errors(), IsEmpty());
    }
    EXPECT_EQ(run({"schedule", "due"}), 0);
    EXPECT_THAT(errors(), IsEmpty());
}

TEST_F(DbvisStateFile, ThatIsDamagedKeepsNoBackupFromBeingMadeAndEntered) {
    damage();
    EXPECT_EQ(run({"backup", "make", "sqlite:" + path("shop.db"), "--to", path("made.dbvbackup")}), 0) << errors();
    EXPECT_THAT(errors(), HasSubstr(state() + ".broken-")) << "nobody sees in the list that others are missing";
    EXPECT_EQ(run({"backup", "list"}), 0);
    EXPECT_THAT(output(), AllOf(HasSubstr("\tverified\t"), HasSubstr(path("made.dbvbackup"))));
}

TEST_F(DbvisStateFile, ThatIsAFolderFailsAllThatNeedsIt) {
    putFolderInPlace();
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"schedule", "due"},
             {"schedule", "list"},
             {"schedule", "show", "one"},
             {"schedule", "run", "one"},
             {"schedule", "stop", "one"},
             {"schedule", "remove", "one"},
             {"schedule", "change", "one", "--disable"},
             {"schedule", "export", path("out.json")},
             {"schedule", "import", path("kept.json")},
             {"schedule", "add", "two", "--connection", "shop", "--when", "every hour", "--to", path("to")},
             {"job", "run", "one"},
             {"connections", "list"},
             {"connections", "add", "new", "sqlite:/new.db"},
             {"connections", "export", path("out.json")},
             {"backup", "list"},
             {"backup", "show", m_backup},
             {"backup", "verify", m_backup},
             {"backup", "remove", m_backup},
             {"backup", "scan", path("to")},
             {"backup", "make", "sqlite:" + path("shop.db"), "--to", path("to/made.dbvbackup")}}) {
        expectFailure(words);
    }
    EXPECT_FALSE(std::filesystem::exists(path("out.json")));
    EXPECT_EQ(backups().size(), 1U) << "none that no catalogue knows";
    EXPECT_NE(run({"query", "@shop", "select 1"}), 0);
    EXPECT_THAT(errors(), AllOf(HasSubstr(state()), Not(HasSubstr("There is no saved connection"))));
    EXPECT_EQ(run({"backup", "verify", m_file}), 0) << errors();
    EXPECT_EQ(run({"restore", m_file, "sqlite:" + path("new.db") + "?mode=rwc"}), 0) << errors();
    start({"rpc"});
    for (const char* method : {"listSchedules", "listBackups"}) {
        EXPECT_THAT(answer(method), AllOf(HasSubstr(R"("error":)"), HasSubstr(state())));
    }
    EXPECT_EQ((m_program.closeInput(), m_program.wait()), 0);
}

TEST_F(DbvisStateFile, ThatIsLockedFailsUntilItIsFree) {
    const int file = ::open(state().c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(file, 0);
    // Where SQLite has its locks.
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000000;
    lock.l_len = 512;
    ASSERT_EQ(::fcntl(file, F_SETLK, &lock), 0);
    expectFailure({"schedule", "due"}, "Another running program");
    start({"rpc"});
    EXPECT_THAT(answer("listSchedules"), AllOf(HasSubstr(R"("error":)"), HasSubstr(state())));
    ::close(file);
    EXPECT_THAT(answer("listBackups"), AllOf(Not(HasSubstr(R"("error":)")), HasSubstr(m_backup)));
    EXPECT_THAT(answer("listSchedules"), HasSubstr(R"("name":"one")"));
    EXPECT_EQ((m_program.closeInput(), m_program.wait()), 0);
}

TEST_F(DbvisStateFile, ThatIsGoneIsToldOnce) {
    std::filesystem::remove(state());
    EXPECT_EQ(run({"schedule", "due"}), 1);
    EXPECT_THAT(errors(), HasSubstr(state() + " is gone"));
    EXPECT_EQ(run({"schedule", "due"}), 0) << errors();
}

} // namespace

} // namespace dbv::testing
