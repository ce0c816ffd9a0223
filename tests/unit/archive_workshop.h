// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "archive/archive_reader.h"
#include "archive/archive_writer.h"

namespace dbv::archive {

/// Cheap, as no archive of a user's is.
inline constexpr secrets::KeyCost kTestCost{.operations = 1, .memory = 8192};

using Streams = std::vector<std::pair<std::string, std::string>>;

/// An archive in memory, given in pieces of odd sizes.
class MemoryInput final : public ArchiveInput {
public:
    explicit MemoryInput(std::string_view bytes) : m_bytes(bytes) {}

    Result<std::size_t> read(std::span<char> into) override {
        constexpr std::size_t kMostAtOnce = 77'777;
        const std::size_t some = std::min({into.size(), m_bytes.size(), kMostAtOnce});
        std::copy_n(m_bytes.data(), some, into.data());
        m_bytes.remove_prefix(some);
        return some;
    }
    Result<std::uint64_t> skip(std::uint64_t bytes) override {
        const std::size_t some = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, m_bytes.size()));
        m_bytes.remove_prefix(some);
        m_skipped += some;
        return some;
    }
    [[nodiscard]] std::uint64_t skipped() const { return m_skipped; }

private:
    std::string_view m_bytes;
    std::uint64_t m_skipped = 0;
};

/// Bytes of which half are easy to pack.
inline std::string someBytes(std::size_t size) {
    std::string bytes(size, 'a');
    std::mt19937 random(7);
    for (std::size_t i = 0; i < size / 2; ++i) {
        bytes[i] = static_cast<char>(random());
    }
    return bytes;
}

inline SealingSecret byPassphrase(const char* passphrase) {
    return {.secret = Secret(passphrase), .cost = kTestCost};
}

/// An archive of some streams.
inline std::string archiveOf(const Streams& streams, Packing packing = {}, std::optional<SealingSecret> sealing = {},
                             ArchiveTotals* totals = nullptr) {
    std::string archive;
    const ArchiveOptions options{.created = "2026-11-29T12:00:00Z",
                                 .writer = "DB Visualizer of a test",
                                 .packing = packing,
                                 .sealing = std::move(sealing)};
    auto writer = ArchiveWriter::begin(
        [&archive](std::string_view bytes) {
            archive += bytes;
            return Result<void>();
        },
        options);
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
    for (const auto& [name, bytes] : streams) {
        EXPECT_TRUE((*writer)->beginStream(name));
        // In two pieces.
        const std::size_t half = bytes.size() / 3;
        EXPECT_TRUE((*writer)->write(std::string_view(bytes).substr(0, half)));
        EXPECT_TRUE((*writer)->write(std::string_view(bytes).substr(half)));
        EXPECT_TRUE((*writer)->endStream());
    }
    const auto ended = (*writer)->finish();
    EXPECT_TRUE(ended);
    if (totals != nullptr) {
        *totals = *ended;
    }
    return archive;
}

/// All streams of an archive, read to the end.
inline Result<Streams> streamsOf(std::string_view archive, const Secret* secret = nullptr) {
    MemoryInput input(archive);
    auto reader = ArchiveReader::open(input, Reading::Whole);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    if (secret != nullptr) {
        if (const Result<void> unlocked = (*reader)->unlock(*secret); !unlocked) {
            return std::unexpected(unlocked.error());
        }
    }
    Streams streams;
    while (true) {
        const Result<std::optional<std::string>> name = (*reader)->nextStream();
        if (!name) {
            return std::unexpected(name.error());
        }
        if (!*name) {
            return streams;
        }
        std::string bytes;
        std::string some(100'000, '\0');
        while (true) {
            const Result<std::size_t> read = (*reader)->read(some);
            if (!read) {
                return std::unexpected(read.error());
            }
            if (*read == 0) {
                break;
            }
            bytes.append(some, 0, *read);
        }
        streams.emplace_back(**name, std::move(bytes));
    }
}

} // namespace dbv::archive
