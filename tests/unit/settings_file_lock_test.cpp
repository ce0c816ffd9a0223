// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "settings/file_lock.h"
#include "sqlite_child_process.h"

namespace {

using dbv::ErrorKind;
using dbv::settings::FileLock;

class FileLockTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return m_folder.filePath(QStringLiteral("lock")).toStdString(); }

private:
    QTemporaryDir m_folder;
};

TEST_F(FileLockTest, IsHeldByOneAtATime) {
    auto first = FileLock::tryAcquire(file());
    ASSERT_TRUE(first) << first.error().message;
    const auto second = FileLock::tryAcquire(file());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::Busy);
    const FileLock moved = *std::move(first);
    EXPECT_FALSE(FileLock::tryAcquire(file()));
}

TEST_F(FileLockTest, IsFreeWhenItsHolderHasGone) {
    {
        ASSERT_TRUE(FileLock::tryAcquire(file()));
    }
    EXPECT_TRUE(FileLock::tryAcquire(file()));
}

TEST_F(FileLockTest, IsFreeAtOnceWhenItsProcessIsKilled) {
    dbv::sqlite::workshop::ParkedChild child([this] {
        static const auto held = FileLock::tryAcquire(file());
        if (!held) {
            std::abort();
        }
    });
    EXPECT_EQ(FileLock::tryAcquire(file()).error().kind, ErrorKind::Busy);
    child.end();
    EXPECT_TRUE(FileLock::tryAcquire(file()));
}

TEST_F(FileLockTest, LeavesNoFileWhenRemoved) {
    auto lock = FileLock::tryAcquire(file());
    ASSERT_TRUE(lock);
    lock->remove();
    EXPECT_FALSE(std::filesystem::exists(file()));
    EXPECT_TRUE(FileLock::tryAcquire(file()));
}

TEST_F(FileLockTest, NamesTheFileThatCanNotBeMade) {
    const auto lock = FileLock::tryAcquire(file() / "below");
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind, ErrorKind::IoError);
    EXPECT_NE(lock.error().message.find(file().string()), std::string::npos);
}

TEST_F(FileLockTest, IsGivenUpOnAfterAWhile) {
    const auto held = FileLock::tryAcquire(file());
    ASSERT_TRUE(held);
    const auto late = FileLock::acquire(file(), std::chrono::milliseconds(1));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::Busy);
}

} // namespace
