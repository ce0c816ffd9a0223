// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <dbv/core/secret.h>

namespace {

using dbv::LockedMemory;
using dbv::Secret;

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

/// A text that stands in no memory but where the test puts it: this keeps it with every bit turned.
class Marker {
public:
    Marker() {
        std::random_device random;
        for (char& byte : m_turned) {
            byte = static_cast<char>(~('a' + static_cast<int>(random() % 26U)));
        }
    }

    [[nodiscard]] Secret secret() const {
        return Secret::filled(m_turned.size(), [this](std::span<char> bytes) { writeTo(bytes.data()); });
    }
    void writeTo(char* at) const {
        for (std::size_t i = 0; i < m_turned.size(); ++i) {
            at[i] = static_cast<char>(~m_turned[i]);
        }
    }
    [[nodiscard]] std::size_t size() const { return m_turned.size(); }
    /// How often it stands in all of this process's memory that can be written.
    [[nodiscard]] int countInMemory() const {
        LockedMemory block(1UL << 20);
        const auto own = reinterpret_cast<std::uintptr_t>(block.bytes().data());
        std::ifstream maps("/proc/self/maps");
        const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        int count = 0;
        for (std::string line; std::getline(maps, line);) {
            std::uintptr_t from = 0;
            std::uintptr_t to = 0;
            char dash = 0;
            std::string rights;
            std::istringstream(line) >> std::hex >> from >> dash >> to >> rights;
            // Shadow memory of a sanitizer has terabytes and no texts.
            if (!rights.starts_with("rw") || to - from >= (1UL << 28)) {
                continue;
            }
            // What is read into the block would be found there again.
            if (from <= own && own < to) {
                count += countIn(memory, block.bytes(), from, own) +
                         countIn(memory, block.bytes(), own + block.bytes().size(), to);
            } else {
                count += countIn(memory, block.bytes(), from, to);
            }
        }
        ::close(memory);
        return count;
    }

private:
    [[nodiscard]] int countIn(int memory, std::span<char> block, std::uintptr_t from, std::uintptr_t to) const {
        int count = 0;
        for (std::uintptr_t at = from; at < to; at += block.size() - m_turned.size()) {
            const ssize_t got =
                ::pread(memory, block.data(), std::min<std::size_t>(block.size(), to - at), static_cast<off_t>(at));
            const auto size = got > 0 ? static_cast<std::size_t>(got) : 0U;
            for (char& byte : block.first(size)) {
                byte = static_cast<char>(~byte);
            }
            for (std::size_t i = 0; i + m_turned.size() <= size; ++i) {
                count += std::memcmp(&block[i], m_turned.data(), m_turned.size()) == 0 ? 1 : 0;
            }
        }
        return count;
    }

    std::array<char, 40> m_turned{};
};

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
