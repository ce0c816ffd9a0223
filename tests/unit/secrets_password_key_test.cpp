// SPDX-License-Identifier: Apache-2.0
// Keys from passwords, and the memory in which they are made.
#include <algorithm>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "secrets/derivation_memory.h"
#include "secrets/sealing.h"

namespace dbv::secrets {
namespace {

/// How many of its pages are in memory.
std::size_t pagesInMemory(std::uint8_t* memory, std::size_t size) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> pages((size + page - 1) / page);
    EXPECT_EQ(::mincore(memory, size, pages.data()), 0);
    return static_cast<std::size_t>(std::ranges::count_if(pages, [](unsigned char each) { return (each & 1U) != 0; }));
}

TEST(PasswordKey, IsTheOneThatAnyArgon2idMakes) {
    const auto keyOf = [](const char* password, KeyCost cost) {
        const Result<Secret> key = keyFromPassword(Secret(password), "0123456789abcdef", cost);
        return key ? hexadecimal(key->reveal()) : key.error().message;
    };
    // As crypto_pwhash_argon2id of libsodium has made them: a file from elsewhere is opened by its password here.
    EXPECT_EQ(keyOf("correct horse", {.operations = 2, .memory = 1U << 20}),
              "b421b078498d36231d7e3aa8165f5929197f6ced0d253b493266b1d48978dc67");
    EXPECT_EQ(keyOf("", kLowestCost), "d440eba67886df93d643dcb8a69b02af68c16d284cd6f68659553e245bf9efc0");
}

TEST(PasswordKey, ThatCanNotBeMadeIsAnError) {
    const Result<Secret> key = keyFromPassword(Secret("x"), "short", kLowestCost);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind, ErrorKind::Internal);
    EXPECT_FALSE(key.error().hint.empty());
}

TEST(DerivationMemory, ComesAsItIsUsedAndGoesWhole) {
    constexpr std::size_t kSize = (21UL << 20) + 4096;
    std::uint8_t* memory = takeDerivationMemory(kSize);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(pagesInMemory(memory, kSize), 0U) << "whoever gets it all at once stops every thread that maps memory";
    std::fill_n(memory, kSize, std::uint8_t{1});
    EXPECT_GT(pagesInMemory(memory, kSize), 0U);
    giveDerivationMemoryBack(memory, kSize);
    std::vector<unsigned char> pages(1);
    EXPECT_NE(::mincore(memory, 1, pages.data()), 0);
    EXPECT_NE(::mincore(memory + kSize - 4096, 1, pages.data()), 0);
}

} // namespace
} // namespace dbv::secrets
