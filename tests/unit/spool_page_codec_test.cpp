// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "results/page_codec.h"
#include "support/memory_source.h"
#include "support/spool_rows.h"

namespace dbv::results {

namespace {

using testing::KnownRows;
using testing::MemorySource;

[[nodiscard]] std::vector<std::byte> encode(const RowBatch& batch) {
    std::vector<std::byte> bytes;
    const EncodedPage page(batch);
    for (const std::span<const std::byte> part : page.parts()) {
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

[[nodiscard]] Result<RowBatchPtr> decode(const std::vector<std::byte>& bytes) {
    return decodePage(MemorySource(bytes), {0, bytes.size()});
}

/// A page of one column with one slot and the arena given.
[[nodiscard]] RowBatch pageOf(CellSlot slot, std::string_view arena) {
    ByteArena bytes;
    bytes.append(arena.data(), arena.size());
    return RowBatch(1, 1, {slot}, std::move(bytes));
}

TEST(SpoolPageCodec, APageComesBackAsItWas) {
    const KnownRows rows(9);
    const RowBatchPtr batch = rows.batch(0, 500);
    const std::vector<std::byte> bytes = encode(*batch);
    EXPECT_EQ(bytes.size(), EncodedPage::byteSize(*batch));
    const Result<RowBatchPtr> back = decode(bytes);
    ASSERT_TRUE(back) << back.error().message;
    ASSERT_EQ((*back)->rows(), 500U);
    for (std::size_t row = 0; row < 500; ++row) {
        ASSERT_TRUE(rows.check(**back, row, row));
    }
}

TEST(SpoolPageCodec, EveryCellOutsideItsPageIsRefused) {
    const std::string arena(24, 'x');
    LargeValue tooShort{0, 4};
    std::string large(reinterpret_cast<const char*>(&tooShort), sizeof tooShort);
    large += "12345678";
    for (const RowBatch& page : {
             pageOf(CellSlot(CellKind::Text, 20, 5), arena),
             pageOf(CellSlot(CellKind::Bytes, 0xffffffffU, 1), arena),
             pageOf(CellSlot(CellKind::Bytes, 0, CellSlot::kMaxLength), arena),
             pageOf(CellSlot(CellKind::Integer, 17, 8), arena),
             pageOf(CellSlot(CellKind::Integer, 0, 7), arena),
             pageOf(CellSlot(CellKind::Real, 24, 8), arena),
             pageOf(CellSlot(CellKind::LargeText, 0, 15), arena),
             pageOf(CellSlot(CellKind::LargeBytes, 9, 16), arena),
             pageOf(CellSlot(CellKind::LargeText, 0, 24), large),
             pageOf(CellSlot(static_cast<CellKind>(8), 0, 0), arena),
             pageOf(CellSlot(static_cast<CellKind>(15), 0, 0), arena),
             pageOf(CellSlot(CellKind::Null, 0, 1), arena),
         }) {
        const Result<RowBatchPtr> back = decode(encode(page));
        ASSERT_FALSE(back) << static_cast<int>(page.cellSlots()[0].kind());
        EXPECT_EQ(back.error().kind, ErrorKind::IoError);
    }
    EXPECT_TRUE(decode(encode(pageOf(CellSlot(CellKind::Text, 20, 4), arena))));
    EXPECT_TRUE(decode(encode(pageOf(CellSlot(CellKind::Text, 24, 0), arena))));
}

TEST(SpoolPageCodec, HeadsThatClaimMoreThanThePageAreRefusedWithoutAllocatingIt) {
    const std::vector<std::byte> sound = encode(*KnownRows(4).batch(0, 10));
    for (std::size_t at = 0; at < EncodedPage::kHeaderBytes; ++at) {
        for (const unsigned value : {0U, 1U, 0x7fU, 0x80U, 0xffU}) {
            std::vector<std::byte> bytes = sound;
            if (bytes[at] == static_cast<std::byte>(value)) {
                continue;
            }
            bytes[at] = static_cast<std::byte>(value);
            EXPECT_FALSE(decode(bytes)) << at << " " << value;
        }
    }
}

TEST(SpoolPageCodec, APageCutShortIsRefusedAtEveryLength) {
    const std::vector<std::byte> sound = encode(*KnownRows(3).batch(0, 4));
    for (std::size_t size = 0; size < sound.size(); ++size) {
        const std::vector<std::byte> bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(decode(bytes));
        EXPECT_FALSE(decodePage(MemorySource(bytes), {0, sound.size()}));
    }
}

TEST(SpoolPageCodec, WhateverIsAcceptedCanBeReadInEveryCell) {
    const std::vector<std::byte> sound = encode(*KnownRows(6).batch(0, 20));
    std::minstd_rand random(7);
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::byte> bytes = sound;
        for (auto edits = 1 + random() % 3; edits > 0; --edits) {
            bytes[EncodedPage::kHeaderBytes + random() % (bytes.size() - EncodedPage::kHeaderBytes)] =
                static_cast<std::byte>(random());
        }
        if (const Result<RowBatchPtr> page = decode(bytes)) {
            ++accepted;
            testing::readEveryCell(**page);
        }
    }
    EXPECT_GT(accepted, 100);
}

} // namespace

} // namespace dbv::results
