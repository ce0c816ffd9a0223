// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets_workshop.h"
#include "settings/file_lock.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

/// Runs a task in a process of its own; its result is the exit code.
pid_t inChild(const std::function<int()>& task) {
    const pid_t child = fork();
    EXPECT_GE(child, 0);
    if (child == 0) {
        _exit(task());
    }
    return child;
}

int exitCodeOf(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

class VaultProcessesTest : public VaultTest {
protected:
    void SetUp() override {
        Vault vault(file(), cheap());
        ASSERT_TRUE(vault.create(password("a")));
        ASSERT_TRUE(vault.put("counter", "counter", Secret("0")));
    }
};

TEST_F(VaultProcessesTest, WhatTwoProcessesWriteAtOnceIsAllThere) {
    constexpr int kEach = 40;
    const auto writer = [this](const std::string& name) {
        return inChild([this, name] {
            Vault vault(file(), cheap());
            bool good = vault.unlock(password("a")).has_value();
            for (int i = 0; i < kEach; ++i) {
                good = good && vault.put(name + std::to_string(i), name, Secret(name)).has_value();
            }
            return good ? 0 : 1;
        });
    };
    const pid_t one = writer("one");
    const pid_t two = writer("two");
    EXPECT_EQ(exitCodeOf(one), 0);
    EXPECT_EQ(exitCodeOf(two), 0);
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.unlock(password("a")));
    EXPECT_EQ(vault.list()->size(), 2U * kEach + 1);
}

TEST_F(VaultProcessesTest, WhatAnotherProcessHasWrittenIsSeenAtOnce) {
    Vault one(file(), cheap());
    Vault two(file(), cheap());
    ASSERT_TRUE(one.unlock(password("a")));
    ASSERT_TRUE(two.unlock(password("a")));
    ASSERT_TRUE(one.put("new", "new", Secret("s")));
    EXPECT_EQ(shown(two.get("new")), "s");
}

TEST_F(VaultProcessesTest, AChangedPasswordLocksTheOthers) {
    Vault one(file(), cheap());
    Vault two(file(), cheap());
    ASSERT_TRUE(one.unlock(password("a")));
    ASSERT_TRUE(two.unlock(password("a")));
    ASSERT_TRUE(one.changeKey(password("a"), password("b")));
    const std::string before = contentOf(file());
    const auto refused = two.put("x", "x", Secret("s"));
    EXPECT_EQ(errorOf(refused).kind, ErrorKind::VaultLocked);
    EXPECT_THAT(errorOf(refused).message, HasSubstr("changed its key"));
    EXPECT_FALSE(two.isOpen());
    EXPECT_EQ(contentOf(file()), before);
    EXPECT_TRUE(two.unlock(password("b")));
}

TEST_F(VaultProcessesTest, KilledInTheMiddleOfWritingTheOldOrTheNewSecretIsThere) {
    for (int round = 0; round < 40; ++round) {
        std::array<int, 2> ends{};
        ASSERT_EQ(pipe(ends.data()), 0);
        const pid_t child = inChild([this, &ends, round] {
            Vault vault(file(), cheap());
            if (!vault.unlock(password("a"))) {
                return 1;
            }
            for (unsigned char i = 1; i <= 3; ++i) {
                // Before the write: the parent kills while it goes on.
                if (::write(ends[1], &i, 1) != 1 ||
                    !vault.put("counter", "counter", Secret(std::to_string(round) + "." + std::to_string(i)))) {
                    return 1;
                }
            }
            pause();
            return 0;
        });
        ::close(ends[1]);
        unsigned char last = 0;
        // One of the first three writes, each time after another while of work of the parent's own.
        while (last < 1 + round % 3 && ::read(ends[0], &last, 1) == 1) {
        }
        for (int i = 0; i < round * 2; ++i) {
            static_cast<void>(contentOf(file()));
        }
        kill(child, SIGKILL);
        EXPECT_EQ(exitCodeOf(child), -SIGKILL);
        ::close(ends[0]);

        Vault vault(file(), cheap());
        const auto unlocked = vault.unlock(password("a"));
        ASSERT_TRUE(unlocked) << round << ": " << unlocked.error().message;
        const std::string secret = shown(vault.get("counter"));
        ASSERT_THAT(secret, testing::Not(HasSubstr("error"))) << round;
        Vault beside(backup(), cheap());
        ASSERT_TRUE(beside.unlock(password("a"))) << round << ": the backup";
    }
}

TEST_F(VaultProcessesTest, AFullDiskLeavesTheOldFileAndNothingBesideIt) {
    const std::string before = contentOf(file());
    const std::string kept = contentOf(backup());
    const pid_t child = inChild([this] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = 1000, .rlim_max = 1000};
        Vault vault(file(), cheap());
        if (!vault.unlock(password("a")) || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            return 1;
        }
        const auto refused = vault.put("large", "large", Secret(std::string(5000, 'x')));
        const bool told = errorOf(refused).kind == ErrorKind::IoError &&
                          errorOf(refused).message.find(file().string()) != std::string::npos;
        return told && shown(vault.get("counter")) == "0" ? 0 : 2;
    });
    EXPECT_EQ(exitCodeOf(child), 0);
    EXPECT_FALSE(std::filesystem::exists(file().string() + ".new"));
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.unlock(password("a")));
    EXPECT_EQ(shown(vault.get("counter")), "0");
    EXPECT_EQ(errorOf(vault.get("large")).kind, ErrorKind::NotFound);
    EXPECT_FALSE(before.empty() || kept.empty());
}

TEST_F(VaultProcessesTest, ASecretIsGivenWhereNothingCanBeWritten) {
    const pid_t child = inChild([this] {
        Vault vault(file(), cheap());
        const rlimit limit{.rlim_cur = 0, .rlim_max = 0};
        std::signal(SIGXFSZ, SIG_IGN);
        if (!vault.unlock(password("a")) || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
            return 1;
        }
        return shown(vault.get("counter")) == "0" && vault.list()->front().lastUsed ? 0 : 2;
    });
    EXPECT_EQ(exitCodeOf(child), 0);
}

TEST_F(VaultProcessesTest, WhatAKilledWriterLeftBesideIsWrittenOver) {
    put(file().string() + ".new", "half");
    Vault vault(file(), cheap());
    ASSERT_TRUE(vault.unlock(password("a")));
    ASSERT_TRUE(vault.put("x", "x", Secret("s")));
    EXPECT_FALSE(std::filesystem::exists(file().string() + ".new"));
}

} // namespace
} // namespace dbv::secrets::workshop
