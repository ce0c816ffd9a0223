// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <dbv/core/secret.h>

#include "secrets_marker.h"

namespace {

using dbv::LockedMemory;
using dbv::Secret;
using dbv::secrets::workshop::Marker;

// The sanitizers answer mlock themselves, and lock nothing.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kLocksNothing = true;
#else
constexpr bool kLocksNothing = false;
#endif
#else
constexpr bool kLocksNothing = false;
#endif

/// The flags that the system has for the memory at an address ("lo": locked, "dd": not in a core image).
std::string flagsOf(const void* address) {
    std::ifstream maps("/proc/self/smaps");
    bool here = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t from = 0;
        std::uintptr_t to = 0;
        char dash = 0;
        std::istringstream words(line);
        if (words >> std::hex >> from >> dash >> to && dash == '-') {
            const auto at = reinterpret_cast<std::uintptr_t>(address);
            here = from <= at && at < to;
        } else if (here && line.starts_with("VmFlags:")) {
            return line;
        }
    }
    return {};
}

TEST(SecretTest, GivesItsBytesBackWithANulBehindThem) {
    std::string bytes("a\0b", 3);
    const Secret secret(std::move(bytes));
    EXPECT_EQ(secret.reveal(), std::string_view("a\0b", 3));
    EXPECT_EQ(*(secret.reveal().data() + 3), '\0');
    EXPECT_FALSE(secret.empty());
    const std::string page(4096, 'x');
    const Secret whole{std::string_view(page)};
    EXPECT_EQ(whole.reveal(), page);
    EXPECT_EQ(*(whole.reveal().data() + 4096), '\0');
}

TEST(SecretTest, AnEmptyOneIsAnEmptyText) {
    const Secret none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(*none.reveal().data(), '\0');
    EXPECT_TRUE(Secret("").empty());
    EXPECT_TRUE(none.clone().empty());
}

TEST(SecretTest, ACloneIsASecondOne) {
    Secret first("open sesame");
    const Secret second = first.clone();
    first = Secret("other");
    EXPECT_EQ(second.reveal(), "open sesame");
    EXPECT_EQ(first.reveal(), "other");
}

TEST(SecretTest, AMoveLeavesTheBytesWhereTheyAre) {
    Secret first("open sesame");
    const char* at = first.reveal().data();
    Secret second = std::move(first);
    Secret third;
    third = std::move(second);
    EXPECT_EQ(third.reveal().data(), at);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is asked
    EXPECT_TRUE(second.empty()); // NOLINT(bugprone-use-after-move)
    Secret& self = third;
    third = std::move(self);
    EXPECT_EQ(third.reveal(), "open sesame");
}

TEST(SecretTest, TheStringItIsMadeOfIsWiped) {
    for (const std::size_t size : {8U, 200U}) {
        std::string text(size, 'q');
        const char* at = text.data();
        const Secret secret(std::move(text));
        EXPECT_EQ(secret.reveal().size(), size);
        EXPECT_TRUE(text.empty()); // NOLINT(bugprone-use-after-move): that is what is asked
        for (std::size_t i = 0; i < size; ++i) {
            ASSERT_EQ(at[i], '\0') << i; // NOLINT(clang-analyzer-cplusplus.InnerPointer): it is what is asked
        }
    }
}

TEST(SecretTest, ItsPagesAreLockedAndInNoCoreImage) {
    const Secret secret("open sesame");
    if (secret.isLocked() && !kLocksNothing) {
        EXPECT_NE(flagsOf(secret.reveal().data()).find(" lo"), std::string::npos);
    }
    EXPECT_NE(flagsOf(secret.reveal().data()).find(" dd"), std::string::npos);
}

TEST(SecretTest, IsInOnePlaceWhileItLivesAndInNoneAfterwards) {
    const Marker marker;
    {
        Secret first = marker.secret();
        EXPECT_EQ(marker.countInMemory(), 1);
        Secret second = std::move(first);
        std::vector<Secret> many;
        many.push_back(std::move(second));
        for (int i = 0; i < 20; ++i) {
            many.emplace_back("another");
        }
        EXPECT_EQ(marker.countInMemory(), 1) << "a vector that grows moves it";
        const Secret copy = many.front().clone();
        EXPECT_EQ(marker.countInMemory(), 2);
    }
    EXPECT_EQ(marker.countInMemory(), 0);
}

TEST(SecretTest, NothingOfAStringThatBecameOneStays) {
    const Marker marker;
    {
        std::string text(marker.size(), ' ');
        marker.writeTo(text.data());
        EXPECT_EQ(marker.countInMemory(), 1);
        const Secret secret(std::move(text));
        EXPECT_EQ(marker.countInMemory(), 1);
    }
    EXPECT_EQ(marker.countInMemory(), 0);
}

TEST(SecretTest, WorksWhereNoMemoryCanBeLocked) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const rlimit none{.rlim_cur = 0, .rlim_max = 0};
        // The superuser's right to lock goes with the user.
        const bool plain = setrlimit(RLIMIT_MEMLOCK, &none) == 0 && (geteuid() != 0 || setuid(65534) == 0);
        const Secret secret("open sesame");
        _exit(plain && secret.reveal() == "open sesame" ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(LockedMemoryTest, APageThatWasUsedBeforeIsAllZero) {
    constexpr std::size_t kMost = 4000;
    std::vector<const char*> before;
    {
        std::vector<LockedMemory> used;
        for (int i = 0; i < 6; ++i) {
            LockedMemory& memory = used.emplace_back(kMost);
            std::ranges::fill(memory.bytes(), 'x');
            before.push_back(memory.bytes().data());
        }
    }
    bool again = false;
    std::vector<LockedMemory> taken;
    for (int i = 0; i < 6; ++i) {
        const LockedMemory& memory = taken.emplace_back(kMost);
        again = again || std::ranges::find(before, memory.bytes().data()) != before.end();
        // The NUL behind them as well.
        for (std::size_t at = 0; at <= kMost; ++at) {
            ASSERT_EQ(*(memory.bytes().data() + at), '\0') << at;
        }
    }
    EXPECT_TRUE(again || !taken.front().isLocked());
}

TEST(LockedMemoryTest, WhatIsGivenUpIsWiped) {
    LockedMemory memory(6);
    std::memcpy(memory.bytes().data(), "abcdef", 6);
    memory.shrink(2);
    EXPECT_EQ(memory.bytes().size(), 2U);
    EXPECT_STREQ(memory.bytes().data(), "ab");
    EXPECT_EQ(*(memory.bytes().data() + 4), '\0');
    memory.shrink(5);
    EXPECT_EQ(memory.bytes().size(), 2U);
}

} // namespace
