// SPDX-License-Identifier: Apache-2.0
// Folders of work that are gone when it has ended, however it ended.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>

#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "jobs/job_folder.h"

namespace {

using dbv::jobs::JobFolder;

class JobFolders : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path root() const { return m_root.path().toStdString(); }
    [[nodiscard]] std::filesystem::path locks() const { return root() / "jobs"; }
    [[nodiscard]] std::filesystem::path parent() const {
        std::filesystem::create_directories(root() / "there");
        return root() / "there";
    }
    static std::ptrdiff_t entriesIn(const std::filesystem::path& folder) {
        return std::distance(std::filesystem::directory_iterator(folder), {});
    }
    /// What a process leaves that was killed when its folder was there, or before.
    void leave(const std::string& id, const std::filesystem::path& folder, bool wasMade = true) const {
        std::filesystem::create_directories(locks());
        std::ofstream(locks() / (id + ".job")) << folder.string() << (wasMade ? "\n" : "");
    }

private:
    QTemporaryDir m_root;
};

TEST_F(JobFolders, AreThereForAsLongAsTheWork) {
    {
        const auto folder = JobFolder::begin(locks(), "one", parent());
        ASSERT_TRUE(folder) << folder.error().message;
        std::ofstream(folder->path() / "file") << "bytes";
        EXPECT_TRUE(dbv::jobs::isAtWork(locks(), "one"));
        EXPECT_FALSE(dbv::jobs::isAtWork(locks(), "other"));
        EXPECT_EQ(JobFolder::begin(locks(), "one", parent()).error().kind, dbv::ErrorKind::Busy);
        // Somebody who looks takes nothing from those at work.
        EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
        EXPECT_TRUE(std::filesystem::exists(folder->path() / "file"));
    }
    EXPECT_FALSE(dbv::jobs::isAtWork(locks(), "one"));
    EXPECT_EQ(entriesIn(parent()), 0);
    EXPECT_EQ(entriesIn(locks()), 0);
}

TEST_F(JobFolders, OfProcessesThatWereKilledAreRemovedLater) {
    const std::filesystem::path folder = parent() / ".db-visualizer-job-abc";
    std::filesystem::create_directories(folder / "deeper");
    leave("killed", folder);
    EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
    EXPECT_EQ(entriesIn(parent()), 0);
    EXPECT_EQ(entriesIn(locks()), 0);
}

#ifdef __unix__
TEST_F(JobFolders, LeaveNothingWhenTheyAreKilledWhileTheyTidyUp) {
    // At each of these moments: while files go, and when the folder is gone.
    for (int round = 0; round < 20; ++round) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            {
                const auto folder = JobFolder::begin(locks(), "tidies", parent());
                for (int i = 0; folder && i < 300; ++i) {
                    std::ofstream(folder->path() / std::to_string(i)) << "bytes";
                }
                std::ofstream(root() / "filled") << "";
            }
            ::_exit(0);
        }
        while (!std::filesystem::exists(root() / "filled")) {
        }
        std::error_code unknown;
        while (round % 2 == 0 && !std::filesystem::is_empty(parent(), unknown)) {
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        std::filesystem::remove(root() / "filled");
        EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
        EXPECT_EQ(entriesIn(parent()), 0) << "round " << round;
        ASSERT_EQ(entriesIn(locks()), 0) << "round " << round;
    }
}
#endif

TEST_F(JobFolders, OnADiskThatIsNotThereAreRemovedWhenItComesBack) {
    const std::filesystem::path folder = parent() / ".db-visualizer-job-abc";
    std::filesystem::create_directories(folder);
    leave("killed", folder);
    std::filesystem::rename(parent(), root() / "away");
    EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
    EXPECT_EQ(entriesIn(locks()), 1);
    std::filesystem::rename(root() / "away", root() / "there");
    EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
    EXPECT_EQ(entriesIn(parent()), 0);
    EXPECT_EQ(entriesIn(locks()), 0);
}

TEST_F(JobFolders, ThatWereNeverMadeAreNotLookedFor) {
    leave("killed", parent() / ".db-visualizer-job-abc", false);
    EXPECT_TRUE(dbv::jobs::sweepJobFolders(locks()).empty());
    EXPECT_EQ(entriesIn(locks()), 0);
}

TEST_F(JobFolders, GoWhereverTheFolderAroundThemWasMoved) {
#ifndef __linux__
    GTEST_SKIP() << "Only Linux tells the name of an open folder.";
#endif
    {
        const auto folder = JobFolder::begin(locks(), "one", parent());
        ASSERT_TRUE(folder) << folder.error().message;
        std::ofstream(folder->path() / "file") << "bytes";
        std::filesystem::rename(parent(), root() / "away");
    }
    EXPECT_EQ(entriesIn(root() / "away"), 0);
    EXPECT_EQ(entriesIn(locks()), 0);
}

TEST_F(JobFolders, NothingElseIsEverRemoved) {
    const std::filesystem::path precious = parent() / "precious";
    std::filesystem::create_directories(precious);
    std::filesystem::create_directory_symlink(precious, parent() / ".db-visualizer-job-link");
    leave("lie", precious);
    leave("link", parent() / ".db-visualizer-job-link");
    leave("relative", "precious");
    leave("empty", "");
    static_cast<void>(dbv::jobs::sweepJobFolders(locks()));
    EXPECT_TRUE(std::filesystem::exists(precious));
    EXPECT_TRUE(dbv::jobs::sweepJobFolders(root() / "none").empty());
}

TEST_F(JobFolders, SayWhereTheyCanNotBeMade) {
    std::ofstream(parent() / "file") << "no folder";
    const auto refused = JobFolder::begin(locks(), "one", parent() / "file");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, dbv::ErrorKind::IoError);
    EXPECT_FALSE(dbv::jobs::isAtWork(locks(), "one"));
    EXPECT_EQ(entriesIn(locks()), 0);
}

} // namespace
