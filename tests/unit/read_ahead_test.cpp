// SPDX-License-Identifier: Apache-2.0
// What another thread reads ahead: all of it, in order, with its end, its errors and how far it is; and left in the middle.
#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "backup/read_ahead.h"

namespace dbv::backup {

namespace {

std::string mixedBytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(i * 2654435761U >> 13U);
    }
    return bytes;
}

/// Gives bytes in pieces of all sizes.
class Bytes {
public:
    explicit Bytes(std::string bytes) : m_bytes(std::move(bytes)) {}
    Result<std::size_t> read(std::span<char> into) {
        const std::size_t some = std::min({into.size(), m_bytes.size() - m_at, 1 + m_at % 77'777});
        m_bytes.copy(into.data(), some, m_at);
        m_at += some;
        return some;
    }
    [[nodiscard]] std::uint64_t at() const { return m_at; }

private:
    std::string m_bytes;
    std::size_t m_at = 0;
};

} // namespace

TEST(ReadAhead, GivesAllInOrderAndEnds) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{300'000}, std::size_t{5'000'000}}) {
        const std::string all = mixedBytes(size);
        Bytes bytes(all);
        ReadAhead ahead([&](std::span<char> into) { return bytes.read(into); }, [&] { return bytes.at(); });
        std::string read;
        std::array<char, 40'000> block{};
        for (std::size_t ask = 1;; ask = ask % block.size() + 1) {
            const Result<std::size_t> got = ahead.read(std::span(block).first(ask));
            ASSERT_TRUE(got) << got.error().message;
            if (*got == 0) {
                break;
            }
            read.append(block.data(), *got);
            ASSERT_GE(ahead.where(), read.size());
        }
        EXPECT_EQ(read, all);
        EXPECT_EQ(ahead.where(), size);
        // The end stays the end.
        EXPECT_EQ(ahead.read(block).value(), 0U);
    }
}

TEST(ReadAhead, TellsAnErrorBehindWhatCameBefore) {
    for (const bool throws : {false, true}) {
        int calls = 0;
        ReadAhead ahead(
            [&](std::span<char> into) -> Result<std::size_t> {
                if (++calls == 3) {
                    return throws ? throw std::runtime_error("no memory") : fail(ErrorKind::CorruptBackup, "cut off");
                }
                std::ranges::fill(into.first(10), 'x');
                return 10;
            },
            [] { return std::uint64_t{7}; });
        std::array<char, 100> block{};
        EXPECT_EQ(ahead.read(block).value(), 10U);
        EXPECT_EQ(ahead.read(block).value(), 10U);
        for (int again = 0; again < 2; ++again) {
            const Result<std::size_t> got = ahead.read(block);
            ASSERT_FALSE(got);
            EXPECT_EQ(got.error().kind, throws ? ErrorKind::Internal : ErrorKind::CorruptBackup);
            EXPECT_NE(got.error().message.find(throws ? "no memory" : "cut off"), std::string::npos);
        }
    }
}

TEST(ReadAhead, IsLeftInTheMiddle) {
    std::atomic<int> calls = 0;
    {
        ReadAhead ahead(
            [&](std::span<char> into) -> Result<std::size_t> {
                ++calls;
                return into.size();
            },
            [] { return std::uint64_t{0}; });
        std::array<char, 100> block{};
        EXPECT_EQ(ahead.read(block).value(), block.size());
    }
    // Nobody has taken more than the first block, so no more than the limit were read.
    EXPECT_LE(calls.load(), 9);
}

} // namespace dbv::backup
